import { describe, expect, it } from 'vitest'
import { checkCameraAddress, mayConnect, OriginError, parseOrigins } from './origins'

describe('camera addresses with nothing listed', () => {
  it.each([
    ['https://camera.example/live/index.m3u8', null],
    ['https://8.8.8.8/index.m3u8', null],
    ['https://[2606:4700::1111]/index.m3u8', null],
    ['http://camera.example/live/index.m3u8', /https/],
    ['https://127.0.0.1/x.m3u8', /not public/],
    ['https://2130706433/x.m3u8', /not public/],
    ['https://0x7f.1/x.m3u8', /not public/],
    ['https://0177.0.0.1/x.m3u8', /not public/],
    ['https://0.0.0.0/x.m3u8', /not public/],
    ['https://10.1.2.3/x.m3u8', /not public/],
    ['https://172.16.0.1/x.m3u8', /not public/],
    ['https://192.168.1.1/x.m3u8', /not public/],
    ['https://100.64.0.1/x.m3u8', /not public/],
    ['https://169.254.169.254/latest/meta-data', /not public/],
    ['https://224.0.0.1/x.m3u8', /not public/],
    ['https://[::1]/x.m3u8', /not public/],
    ['https://[::]/x.m3u8', /not public/],
    ['https://[fe80::1]/x.m3u8', /not public/],
    ['https://[fd00::1]/x.m3u8', /not public/],
    ['https://[::ffff:10.0.0.1]/x.m3u8', /not public/],
    ['https://[::ffff:7f00:1]/x.m3u8', /not public/],
    ['https://[64:ff9b::a00:1]/x.m3u8', /not public/],
    ['https://localhost/x.m3u8', /not public/],
    ['https://a.localhost./x.m3u8', /not public/],
    ['https://user:word@camera.example/x.m3u8', /password/],
    ['ftp://camera.example/x.m3u8', /http or https/],
    ['file:///etc/passwd', /http or https/],
    ['javascript:alert(1)', /http or https/],
    ['//camera.example/x.m3u8', /full address/],
    ['', /full address/],
    ['https://camera.example/a\nb.m3u8', /control character/],
    [`https://camera.example/${'a'.repeat(2048)}`, /longer/],
  ])('%s', (url, sentence) => {
    const said = checkCameraAddress([], url)
    if (sentence === null) expect(said).toBeNull()
    else expect(said).toMatch(sentence)
  })
})

describe('camera addresses with a list', () => {
  const origins = ['http://127.0.0.1:8800', '10.20.0.0/16:8888', 'https://Recorder.example', '[fd00::]/8:8888']
  it.each([
    ['http://127.0.0.1:8800/a/index.m3u8', true],
    ['http://0x7f000001:8800/a/index.m3u8', true],
    ['http://[::ffff:127.0.0.1]:8800/a.m3u8', true],
    ['http://127.0.0.1:8801/a/index.m3u8', false],
    ['https://127.0.0.1:8800/a/index.m3u8', false],
    ['http://127.0.0.2:8800/a/index.m3u8', false],
    ['http://localhost:8800/a/index.m3u8', false],
    ['http://10.20.3.4:8888/a.m3u8', true],
    ['https://10.20.3.4:8888/a.m3u8', true],
    ['http://10.20.3.4/a.m3u8', false],
    ['http://10.21.0.1:8888/a.m3u8', false],
    ['http://camera.lan:8888/a.m3u8', true],
    ['http://localhost:8888/a.m3u8', false],
    ['http://[fd12::1]:8888/a.m3u8', true],
    ['http://[fe80::1]:8888/a.m3u8', false],
    ['https://recorder.example/a.m3u8', true],
    ['https://recorder.example:443/a.m3u8', true],
    ['https://recorder.example.:443/a.m3u8', true],
    ['https://recorder.example:444/a.m3u8', false],
    ['http://recorder.example/a.m3u8', false],
    ['https://other.example/a.m3u8', false],
  ])('%s: %s', (url, ok) => {
    expect(checkCameraAddress(origins, url) === null).toBe(ok)
  })
})

describe('what a name may resolve to', () => {
  it.each([
    [[], 'https://camera.example/', '93.184.216.34', true],
    [[], 'https://camera.example/', '10.0.0.1', false],
    [[], 'https://camera.example/', '127.0.0.1', false],
    [[], 'https://camera.example/', '::ffff:127.0.0.1', false],
    [[], 'https://camera.example/', '169.254.169.254', false],
    [['10.20.0.0/16:8888'], 'http://camera.lan:8888/', '10.20.9.9', true],
    [['10.20.0.0/16:8888'], 'http://camera.lan:8888/', '10.21.9.9', false],
    [['http://camera.lan:8888'], 'http://camera.lan:8888/', '10.21.9.9', true],
    [['http://camera.lan:8888'], 'http://camera.lan:8888/', '127.0.0.1', false],
    [['http://camera.lan:8888'], 'http://camera.lan:8888/', '169.254.169.254', false],
    [['http://camera.lan:8888', '127.0.0.0/8:8888'], 'http://camera.lan:8888/', '127.0.0.1', true],
    [['http://localhost:8888'], 'http://localhost:8888/', '127.0.0.1', true],
    [['http://localhost:8888'], 'http://localhost:8888/', '10.0.0.1', false],
  ] as [string[], string, string, boolean][])('%j %s at %s: %s', (origins, url, address, ok) => {
    expect(mayConnect(origins, new URL(url), address)).toBe(ok)
  })
})

it.each(['camera.example', 'http://a/b', 'http://u:p@a', '10.0.0.0/33:80', '10.0.0.0/8:99999', '::/129', 'ftp://a'])(
  'refuses %s in CAMERA_ORIGINS with a sentence that names it',
  (item) => {
    expect(() => parseOrigins([item])).toThrow(OriginError)
    expect(() => parseOrigins([item])).toThrow(item)
  },
)
