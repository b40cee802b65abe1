import { describe, expect, it } from 'vitest'
import type { PlayerView } from '../player/player'
import { en } from '../words/en'
import { zhCN } from '../words/zh-CN'
import type { Place } from './model'
import { badgeNow, badgeWords, bannerContent, closingWords, type Facts, noticeOf } from './sentences'

const now = new Date(2026, 10, 23, 14, 2, 30).getTime()
const view = (phase: PlayerView['phase']): PlayerView => ({
  phase,
  cameraId: 'c',
  since: now,
  takenAt: null,
  pictured: false,
  sound: null,
})
const camera = {
  id: 'c',
  number: 2,
  name: '儿童乐园',
  area: { id: 'g', name: '东门网格', level: 'grid' as const },
  kind: 'playground' as const,
  clarity: 'low' as const,
  status: 'online' as const,
  status_since: null,
  checked_at: null,
  why: 'area' as const,
  until: null,
  approved_by: '镇政府',
  owner: '村委会',
  contact: '5550101',
}
const place: Place = { id: 'c', number: 2, name: camera.name, camera, closed: null }
const facts = (more: Partial<Facts>): Facts => ({
  number: 2,
  place,
  list: 'there',
  standing: { is: 'watching', until: null },
  view: view('playing'),
  presence: { is: 'there' },
  ...more,
})

describe('the badge in words', () => {
  it.each([
    [{ is: 'live', age: 1_640, late: false }, '直播 · 1.6 秒前', 'LIVE · 1.6 s'],
    [{ is: 'live', age: null, late: false }, '直播', 'LIVE'],
    [{ is: 'live', age: 12_300, late: true }, '画面晚 12 秒', '12 s late'],
  ] as const)('%o', (badge, zh, english) => {
    expect(badgeWords(badge, zhCN, now)).toBe(zh)
    expect(badgeWords(badge, en, now)).toBe(english)
  })

  it('names the time since which a picture stands', () => {
    const since = new Date(2026, 10, 23, 14, 2).getTime()
    expect(badgeWords({ is: 'frozen', since }, en, now)).toBe(`Frozen since ${en.time.ofDay(since)}`)
    expect(badgeWords({ is: 'offline', since }, zhCN, now)).toBe(`离线，${zhCN.time.ofDay(since)} 起`)
  })

  it('says nothing of a picture that the service took away', () => {
    const closing = { why: 'suspended', by: null, reason: null, until: null } as const
    expect(badgeNow({ standing: { is: 'ended', closing }, place }, view('playing'), now)).toEqual({ is: 'nothing' })
  })

  it('knows from the list since when a camera is offline that was never seen here', () => {
    const since = '2026-11-23T05:40:00.000Z'
    const offline = { ...place, camera: { ...camera, status: 'offline' as const, status_since: since } }
    const badge = badgeNow({ standing: { is: 'watching', until: null }, place: offline }, view('offline'), now)
    expect(badge).toEqual({ is: 'offline', since: Date.parse(since) })
  })
})

describe('a sentence in the middle', () => {
  it.each([
    ['a good picture speaks for itself', {}, null],
    ['opening is short', { view: view('opening') }, null],
    ['slow says so', { view: view('slow') }, en.watch.slow],
    ['standing still', { view: view('frozen') }, en.watch.frozen],
    ['gone', { view: view('offline') }, en.watch.offline],
    ['refused for now', { view: view('denied') }, en.watch.renewing],
    ['cannot be shown', { view: view('failed') }, en.watch.failed],
    ['cannot be decoded', { view: view('unsupported') }, en.watch.unsupported],
    ['no such number', { place: null }, en.watch.noSuch(2)],
    ['no list yet', { place: null, list: 'coming' }, en.watch.looking],
    ['no list, and why', { place: null, list: 'pin-needed' }, en.problems['pin-needed']],
    ['no way to the service', { standing: { is: 'asking', failure: 'no-network' } }, en.problems['no-network']],
    ['asked but not answered yet', { standing: { is: 'asking', failure: null }, view: view('opening') }, null],
    ['refused for good', { standing: { is: 'refused', failure: 'not-found' } }, en.problems['not-found']],
    ['a box without video', { standing: { is: 'unable' } }, en.watch.noEngine],
    ['still there?', { presence: { is: 'asked', left: 41_200 } }, en.watch.stillThere],
  ] as [string, Partial<Facts>, string | null][])('%s', (_name, more, sentence) => {
    expect(noticeOf(facts(more), en, now)?.sentence ?? null).toBe(sentence)
  })

  it('says who suspended a camera, why, and what one can do', () => {
    const closing = { why: 'suspended', by: '值班台', reason: '拍到私人院子', until: null } as const
    expect(closingWords(closing, zhCN, now)).toEqual({
      sentence: '这个摄像头已被暂停',
      detail: '原因：拍到私人院子\n由值班台决定。\n按▲▼看别的摄像头，按返回看列表。',
    })
  })

  it('takes from the list until when, which the event of the end does not tell', () => {
    const until = new Date(2026, 10, 23, 18, 0).toISOString()
    const closed = { ...camera, reason: 'quiet_hours' as const, until, by: null, why: null }
    const closing = { why: 'quiet_hours', by: null, reason: null, until: null } as const
    const shut = { ...place, camera: null, closed }
    expect(noticeOf(facts({ place: shut, standing: { is: 'ended', closing } }), en, now)?.detail).toContain('Until 18')
  })

  it('names the hour of a closing that ends tomorrow morning', () => {
    const night = new Date(2026, 10, 23, 22, 30).getTime()
    const until = new Date(2026, 10, 24, 6, 0).getTime()
    const closing = { why: 'quiet_hours', by: null, reason: null, until } as const
    expect(closingWords(closing, zhCN, night).detail).toContain('到 06:00 为止。')
  })

  it('offers OK where only nobody was there', () => {
    const closing = { why: 'watch_limit', by: null, reason: null, until: null } as const
    expect(closingWords(closing, en, now).detail).toBe(en.watch.again)
  })
})

describe('the banner', () => {
  const { keys } = zhCN.watch
  const state = { favourite: false, touring: false, muted: true, silent: false, mosaic: true, before: true }
  const said = (of: Place | null, more: Partial<typeof state> = {}, ok = keys.list) =>
    bannerContent(2, of, { ...state, ...more }, ok, zhCN, now)
  const closed = { ...camera, reason: 'quiet_hours' as const, until: null, by: null, why: null }
  const words = (of: Place | null, more: Partial<typeof state> = {}, ok = keys.list) =>
    said(of, more, ok).keys.map(({ key, word }) => `${key} ${word}`)

  it('says whose camera it is, why one may watch, how clear, and who answers for it', () => {
    const banner = said(place, { favourite: true })
    expect(banner.lines).toEqual(['东门网格 · 本网格居民可看 · 低清', '村委会  5550101 · 批准：镇政府'])
    expect(banner.marks).toBe('★ 已收藏 · 声音已关')
  })

  it.each([
    ['a quarter of an hour over midnight', [2026, 10, 23, 23, 50], [2026, 10, 24, 0, 5], '可看到 00:05'],
    ['a quarter of an hour into the new year', [2026, 11, 31, 23, 50], [2027, 0, 1, 0, 5], '可看到 00:05'],
    ['this year', [2026, 10, 23, 14, 2], [2026, 11, 24, 6, 0], '可看到 12月24日'],
    ['another year', [2026, 10, 23, 14, 2], [2027, 5, 30, 6, 0], '可看到 2027年6月30日'],
  ] as const)('says until when one may watch: %s', (_name, [...from], [...to], words) => {
    const at = (time: readonly number[]) => new Date(...(time as [number, number, number, number, number])).getTime()
    const lent = { ...place, camera: { ...camera, until: new Date(at(to)).toISOString() } }
    expect(bannerContent(2, lent, state, keys.list, zhCN, at(from)).lines[0]).toContain(words)
  })

  it.each([
    ['a camera that has none', place, { muted: false, silent: true }, '这个摄像头没有声音'],
    ['a camera that is heard', place, { muted: false }, '声音已开'],
    ['a closed camera', { ...place, camera: null, closed }, {}, ''],
  ] as const)('says how the sound is of %s', (_name, of, more, marks) => {
    expect(said(of, more).marks).toBe(marks)
  })

  it('names every key that does something here, and the way to report', () => {
    expect(words(place)).toEqual([
      ...['channel 换台', 'ok 列表', 'left 刚才看的', 'right 多画面', 'yellow 收藏', 'green 声音', 'blue 巡看'],
      ...['menu 反映问题'],
    ])
  })

  it('names no key that does nothing', () => {
    expect(words(place, { before: false, mosaic: false })).not.toContainEqual(expect.stringMatching(/left|right/))
    expect(words({ ...place, camera: null, closed })).not.toContainEqual(expect.stringMatching(/green/))
    expect(words(null)).not.toContainEqual(expect.stringMatching(/yellow|green/))
  })

  it('says what a key does now', () => {
    expect(words(place, { touring: true })).toContain('blue 暂停巡看')
    expect(words(place, {}, keys.again)).toContain('ok 继续看')
    expect(words({ ...place, camera: null, closed })).toContain('menu 设置')
  })
})
