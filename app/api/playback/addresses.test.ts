import { describe, expect, it } from 'vitest'
import { placeOf, relativeTo, resolveIn } from './addresses'

const place = placeOf('http://camera.example:8888/cams/gate/index.m3u8')
const from = 'http://camera.example:8888/cams/gate/low/index.m3u8'

describe('addresses in a playlist at low/index.m3u8', () => {
  it.each([
    ['seg1.ts', 'low/seg1.ts'],
    ['./seg1.ts', 'low/seg1.ts'],
    ['../init.mp4', 'init.mp4'],
    ['../full/seg1.ts?a=1', 'full/seg1.ts?a=1'],
    ['/cams/gate/low/seg1.ts', 'low/seg1.ts'],
    ['http://camera.example:8888/cams/gate/x.ts', 'x.ts'],
    ['//camera.example:8888/cams/gate/x.ts', 'x.ts'],
    ['seg1.ts#part', 'low/seg1.ts'],
    ['门.ts', 'low/%E9%97%A8.ts'],
    ['a:b.ts', null],
    ['./a:b.ts', 'low/a:b.ts'],
    ['', null],
    ['?x=1', 'low/index.m3u8?x=1'],
    ['../../yard/seg1.ts', null],
    ['/cams/gates/seg1.ts', null],
    ['/cams/gate', null],
    ['/cams/gate/', null],
    ['/etc/passwd', null],
    ['http://camera.example:8889/cams/gate/x.ts', null],
    ['https://camera.example:8888/cams/gate/x.ts', null],
    ['http://other.example/cams/gate/x.ts', null],
    ['http://user:word@camera.example:8888/cams/gate/x.ts', null],
    ['//other.example/x.ts', null],
    ['/\\other.example/x.ts', null],
    ['..\\full\\seg1.ts', null],
    ['%2e%2e/full/seg1.ts', null],
    ['%2E./full/seg1.ts', null],
    ['..%2ffull/seg1.ts', null],
    ['..%5cfull/seg1.ts', null],
    ['%252e%252e/full/seg1.ts', null],
    ['a//b.ts', null],
    ['seg%00.ts', null],
    ['{$folder}/seg1.ts', null],
    ['seg1.ts?x={$y}', null],
    ['data:text/plain,x', null],
    ['skd://key', null],
    ['file:///etc/passwd', null],
    ['java\tscript:x', null],
    ['a'.repeat(2049), null],
  ])('%s → %s', (address, path) => {
    expect(resolveIn(place, from, address)?.path ?? null).toBe(path)
  })
})

it.each([
  ['index.m3u8', 'seg1.ts', 'seg1.ts'],
  ['low/index.m3u8', 'low/seg1.ts', 'seg1.ts'],
  ['low/index.m3u8', 'init.mp4', '../init.mp4'],
  ['low/a/index.m3u8?x=/y/z', 'low/b/s.ts?q=1?2', '../b/s.ts?q=1?2'],
  ['index.m3u8', 'low/index.m3u8', 'low/index.m3u8'],
  ['index.m3u8', 'a:b.ts', './a:b.ts'],
  ['low/index.m3u8', 'low/index.m3u8', 'index.m3u8'],
])('from %s to %s is %s', (from, to, relative) => {
  expect(relativeTo(from, to)).toBe(relative)
  const there = new URL(relative, `http://a/live/token/${from}`)
  expect(there.pathname + there.search).toBe(`/live/token/${to}`)
})
