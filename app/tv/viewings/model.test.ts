import { describe, expect, it } from 'vitest'
import type { Viewing } from '../../contract/viewings'
import type { FailureName } from '../service/api'
import { householdLanguages } from '../words/household'
import { dayWords, emptyLog, howWords, type Log, logRows, logState, wantsMore, withPage } from './model'

const { en, 'zh-CN': zhCN } = householdLanguages

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime()
const now = at(23, 12)
const viewing = (id: string, from: number, more: Partial<Viewing> = {}): Viewing => ({
  id,
  camera: { id: 'c', number: 2, name: '儿童乐园' },
  box: 'B-1',
  clarity: 'low',
  reason: null,
  started_at: new Date(from).toISOString(),
  ended_at: new Date(from + 300_000).toISOString(),
  how: 'stopped',
  ...more,
})

describe('the log as rows', () => {
  it('has a heading for each day, newest first', () => {
    const log = withPage(
      emptyLog,
      undefined,
      [viewing('3', at(23, 9)), viewing('2', at(22, 9)), viewing('1', at(3, 8))],
      null,
      now,
    )
    expect(logRows(log, 'B-1', en, now).map(({ title }) => title)).toEqual([
      'Today',
      '2 儿童乐园',
      'Yesterday',
      '2 儿童乐园',
      'Tue 3 Nov',
      '2 儿童乐园',
      'There is nothing earlier.',
    ])
  })
  it.each<[Partial<Viewing>, string, string]>([
    [{}, '09:00 – 09:05', 'left by us · this box · low clarity'],
    [{ ended_at: null, how: null }, 'since 09:00', 'watching now · this box · low clarity'],
    [{ box: 'B-2', clarity: 'full' }, '09:00 – 09:05', 'left by us · box B-2 · high clarity'],
    [{ reason: 'lost child' }, '09:00 – 09:05', 'left by us · this box · low clarity · reason: lost child'],
  ])('%o', (more, value, detail) => {
    const log = withPage(emptyLog, undefined, [viewing('1', at(23, 9), more)], 'x', now)
    expect(logRows(log, 'B-1', en, now)[1]).toMatchObject({ value, detail })
  })
  it.each([
    ['stopped', '自己退出'],
    ['watch_limit', '好一会儿没有按键，自动停止'],
    ['suspended', '摄像头被暂停'],
    ['something new', '已结束'],
    [null, '已结束'],
  ])('ended by %s', (how, words) => {
    expect(howWords({ ended_at: 'x', how }, zhCN.viewings)).toBe(words)
  })
  it.each([
    [at(23, 0), '今天'],
    [at(22, 23), '昨天'],
    [at(21, 12), '11月21日 周六'],
  ])('%i is %s', (day, words) => expect(dayWords(day, now, zhCN)).toBe(words))
})

describe('pages', () => {
  const first = withPage(emptyLog, undefined, [viewing('3', at(23, 9)), viewing('2', at(23, 8))], '2', now)
  it('come one after the other, a line on both only once', () => {
    const both = withPage(first, '2', [viewing('2', at(23, 8)), viewing('1', at(23, 7))], null, now)
    expect(both.viewings.map(({ id }) => id)).toEqual(['3', '2', '1'])
    expect(both.next).toBeNull()
  })
  it.each<[string, Partial<Log>, number, boolean]>([
    ['near the end', {}, 15, true],
    ['far from it', {}, 3, false],
    ['while one is on its way', { asking: true }, 15, false],
    ['after a failure', { failure: 'timeout' }, 15, false],
    ['at the end of the log', { next: null }, 15, false],
  ])('are asked for: %s', (_what, more, index, wanted) => {
    expect(wantsMore({ ...first, ...more }, index, 20)).toBe(wanted)
  })
})

describe('the state of the log in words', () => {
  const state = (log: Partial<Log>, slow = false) => logState({ ...emptyLog, ...log }, slow, en)
  it.each<[string, Partial<Log>, RegExp, RegExp]>([
    ['loading', { asking: true }, /Getting the viewing log/, /^$/],
    ['empty', { at: now, next: null }, /Nothing was watched/, /Each viewing/],
    ['failed', { failure: 'no-network' }, /could not be fetched/, /cable.*\n.*OK/],
    ['guarded', { failure: 'pin-needed' }, /PIN is needed/, /Calling for help never needs it/],
  ])('%s', (_what, log, sentence, detail) => {
    expect(state(log).sentence).toMatch(sentence)
    expect(state(log).detail).toMatch(detail)
  })
  it('says after a while that it is slow', () => expect(state({ asking: true }, true).detail).toMatch(/slow/))
  it('says how old the lines are when they could not be renewed', () => {
    const failure: FailureName = 'timeout'
    expect(state({ viewings: [viewing('1', now)], at: now, failure }).banner).toMatch(/^log of 12:00 · /)
  })
})
