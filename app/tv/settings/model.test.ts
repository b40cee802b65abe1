import { describe, expect, it } from 'vitest'
import type { Me } from '../../contract/household'
import { householdLanguages } from '../words/household'
import { dayOf } from './day'
import { helpRows } from './help'
import {
  type ChoiceKey,
  type Chosen,
  choose,
  engineName,
  homeRows,
  mainRows,
  profileRows,
  redraws,
  secondsOf,
} from './model'

const { en, 'zh-CN': zhCN } = householdLanguages

const chosen: Chosen = {
  language: 'zh-CN',
  text: 'normal',
  contrast: 'normal',
  motion: 'normal',
  voice: 'off',
  hold: 2000,
  countdown: 5,
}
const now = new Date(2026, 10, 23, 12, 0).getTime()

describe('a setting after a key', () => {
  it.each<[ChoiceKey, Partial<Chosen>, 1 | -1, boolean, unknown]>([
    ['language', {}, 1, true, 'en'],
    ['language', { language: 'en' }, 1, true, 'zh-CN'],
    ['language', { language: 'en' }, 1, false, 'en'],
    ['text', {}, -1, false, 'normal'],
    ['text', {}, 1, false, 'large'],
    ['text', { text: 'very-large' }, 1, true, 'normal'],
    ['voice', {}, 1, true, 'on'],
    ['hold', {}, 1, false, 3000],
    ['hold', { hold: 2500 }, 1, false, 3000],
    ['hold', { hold: 2500 }, -1, false, 2000],
    ['hold', { hold: 5000 }, 1, false, 5000],
    ['countdown', { countdown: 50 }, -1, false, 15],
    ['countdown', {}, -1, false, 3],
  ])('%s of %o, %i (round: %s) is %s', (key, before, by, round, after) => {
    expect(choose({ ...chosen, ...before }, key, by, round)[key]).toBe(after)
  })

  it.each<[ChoiceKey, boolean]>([
    ['language', true],
    ['text', true],
    ['contrast', true],
    ['motion', true],
    ['voice', false],
    ['hold', false],
  ])('%s draws the screens anew: %s', (key, anew) => {
    expect(redraws(key)).toBe(anew)
  })
})

describe('the first page', () => {
  const rows = (facts: Partial<Parameters<typeof mainRows>[0]> = {}) =>
    mainRows({ chosen, speaks: true, favourites: 3, session: 'paired', profile: '', me: null, now, ...facts }, zhCN)
  const keys = (list = rows()) => list.filter(({ kind }) => kind !== 'heading').map(({ key }) => key)

  it('has every setting in its order', () => {
    expect(keys()).toEqual([
      ...['language', 'text', 'contrast', 'motion', 'voice', 'hold', 'countdown'],
      ...['test', 'practice', 'viewings', 'reports', 'household', 'favourites', 'keyProfile', 'keys', 'about'],
    ])
  })
  it('offers pairing in the place of log and reports to a box without a household', () => {
    const unpaired = keys(rows({ session: 'unpaired' }))
    expect(unpaired).toContain('pair')
    for (const key of ['viewings', 'test', 'practice']) expect(unpaired).not.toContain(key)
  })
  it('says which key profile is in use, and marks it among those to choose from', () => {
    const value = (profile: string) => rows({ profile }).find(({ key }) => key === 'keyProfile')?.value
    expect(['', 'rdk', 'recorded'].map(value)).toEqual(['按机顶盒', 'RDK', '本机录的'])
    expect(profileRows(['', 'pc'], '', zhCN).map((row) => row.value)).toEqual(['正在用', undefined])
  })
  it('says where the box has no voice', () => {
    expect(rows({ speaks: false }).find(({ key }) => key === 'voice')?.hint).toBe(zhCN.settings.voiceNone)
  })
})

const me: Me = {
  now: '2026-11-23T12:00:00Z',
  utc_offsets: [],
  household: { id: 'h-1', label: '3-2-502', code: 'A1' },
  areas: [{ id: 'g', name: '东门网格', level: 'grid' }],
  group: null,
  box: { serial: 'B-1', model: 'X', paired_at: new Date(2025, 4, 1, 8, 5).toISOString() },
  new_boxes: [{ serial: 'B-2', paired_at: new Date(2026, 10, 22, 9, 30).toISOString() }],
  desk: null,
  readiness: { reachable: 0, members: 0 },
  mistakes: 0,
  last_test: null,
  emergency_numbers: { help: '110', fire: '119', medical: '120', intruder: '110', text: '12110' },
  features: { mosaic: 1, watch_limit_s: 1800 },
}

describe('the last test', () => {
  const at = new Date(2026, 10, 3, 9, 30).toISOString()
  it.each<[string, Me['last_test'] | undefined, string]>([
    ['nobody has said', undefined, '打开'],
    ['never', null, '还没有测试过'],
    ['answered', { at, answered_at: at, unanswered: false }, '上次 11月3日 09:30，值班台已回应'],
    ['waiting', { at, answered_at: null, unanswered: false }, '11月3日 09:30 发出，等值班台回应'],
    ['unanswered', { at, answered_at: null, unanswered: true }, '上次 11月3日 09:30，没有人回应'],
    ['answered late', { at, answered_at: at, unanswered: true }, '上次 11月3日 09:30，值班台已回应'],
  ])('%s', (_, last, said) => expect(helpRows(last, now, zhCN)[0]?.value).toBe(said))
})

describe('the page of the household', () => {
  const page = (facts: Partial<Parameters<typeof homeRows>[0]> = {}) =>
    homeRows({ me, serial: 'B-1', session: 'paired', pin: false, now, ...facts }, en)
  const value = (key: string) => page().find((row) => row.key === key)?.value

  it.each([
    ['label', '3-2-502'],
    ['area', '东门网格'],
    ['group', 'none yet'],
    ['serial', 'B-1'],
    ['paired', '2025-05-01'],
    ['box-B-2', '22 Nov 09:30'],
  ])('%s', (key, said) => {
    if (key === 'paired') expect(value(key)).toMatch(/2025.* 08:05$/)
    else expect(value(key)).toBe(said)
  })
  it('tells our own area, and in full what it lies in where it has the focus', () => {
    const areas = ['东门网格', '东里村'].map((name, n) => ({ id: `a${n}`, name, level: 'grid' as const }))
    const row = page({ me: { ...me, areas } as typeof me }).find(({ key }) => key === 'area')
    expect([row?.value, row?.hint]).toEqual(['东门网格', '东门网格 · 东里村'])
  })
  it('offers the sign under duress in the same words, enrolled or not', () => {
    expect(page({ pin: true }).filter(({ key }) => key === 'sign')).toEqual(
      page({ pin: false }).filter(({ key }) => key === 'sign'),
    )
  })
  it.each([
    [null, ['pin']],
    [false, ['pin-make']],
    [true, ['pin-change', 'pin-remove']],
  ])('with a PIN: %s', (pin, keys) => {
    const found = page({ pin }).filter(({ key }) => key.indexOf('pin') === 0)
    expect(found.map(({ key }) => key)).toEqual(keys)
  })
  it('tells an unpaired box its serial and offers nothing that needs a household', () => {
    expect(page({ session: 'unpaired', me: null }).map(({ key }) => key)).toEqual(['state', 'serial'])
  })
})

describe('words for values', () => {
  it.each([
    [2000, '2'],
    [1500, '1.5'],
    [500, '0.5'],
  ])('%i ms is %s s', (ms, seconds) => expect(secondsOf(ms)).toBe(seconds))
  it('gives a time of today without its day', () => expect(dayOf(now, now, en)).toBe('12:00'))
  it('names the day of yesterday evening', () => {
    const evening = new Date(2026, 10, 24, 23, 50).getTime()
    expect(dayOf(evening, new Date(2026, 10, 25, 0, 5).getTime(), en)).toBe('24 Nov 23:50')
  })
  it.each([
    [
      'Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0.3809.0 Safari/537.36',
      'Chrome/76.0.3809.0',
    ],
    [
      'Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15',
      'WebKit/16.0',
    ],
    ['something else', 'something else'],
  ])('%s', (agent, name) => expect(engineName(agent)).toBe(name))
})
