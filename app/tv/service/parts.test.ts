import { expect, it } from 'vitest'
import { readParts } from './parts'

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer
const text = (buffer: ArrayBuffer | undefined) => new TextDecoder().decode(buffer)
const type = 'multipart/mixed; boundary=b-1'
const json = '{"id":"灯"}'
const jsonPart = `--b-1\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n${json}\r\n`
const filePart = (address: string, body: string, length = body.length) =>
  `--b-1\r\ncontent-type: video/mp4\r\ncontent-location: ${address}\r\ncontent-length: ${length}\r\n\r\n${body}\r\n`

it('reads a text alone', () => {
  expect(readParts('application/json; charset=utf-8', bytes(json))).toEqual({ text: json, files: {} })
})

it('reads a text and the files with it, whatever is in them', () => {
  const hard = '\r\n--b-1--\r\n\r\n'
  const body = `${jsonPart}${filePart('/live/t/init.mp4', 'init')}${filePart('/live/t/9.m4s', hard)}--b-1--\r\n`
  const { text: said, files } = readParts(type, bytes(body))
  expect(said).toBe(json)
  expect(Object.keys(files)).toEqual(['/live/t/init.mp4', '/live/t/9.m4s'])
  expect([text(files['/live/t/init.mp4']), text(files['/live/t/9.m4s'])]).toEqual(['init', hard])
})

it('reads a text with no file', () => {
  expect(readParts(type, bytes(`${jsonPart}--b-1--\r\n`))).toEqual({ text: json, files: {} })
})

it.each([
  ['a part that is cut off', jsonPart + filePart('/a', 'abc', 400)],
  ['a part without a length', jsonPart.replace(/Content-Length.*\r\n/, '')],
  ['a head without an end', '--b-1\r\nContent-Length: 12\r\n'],
])('refuses %s', (_what, body) => {
  expect(() => readParts(type, bytes(body))).toThrow('missing')
})
