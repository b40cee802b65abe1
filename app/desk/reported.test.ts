import { describe, expect, it } from 'vitest'
import type { DeskReport } from '../contract/reports'
import { mayConfirm, sortReports, withReport } from './reported'

const time = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString()
/** `id kind at answered? confirmed?`, times in hours. */
const report = (text: string): DeskReport => {
  const [id = '', kind, at, answered = '-', confirmed = '-'] = text.split(' ')
  const done = answered !== '-'
  return {
    id,
    camera: { id: 'cam-1', number: 1, name: '东门' },
    kind: kind as DeskReport['kind'],
    note: null,
    at: time(Number(at)),
    state: done ? 'answered' : 'open',
    answer: done ? '已修好' : null,
    answered_at: done ? time(Number(answered)) : null,
    area: { id: 'g-1', name: '东门网格', level: 'grid' },
    answered_by: done ? '王' : null,
    confirmed_by: confirmed === '-' ? null : confirmed,
    closes_at: null,
  }
}

describe('the order of reports', () => {
  it.each<[string, string[], string[], string[], number]>([
    ['nothing reported', [], [], [], 0],
    ['the newest on top', ['a fault 1', 'b picture_bad 3', 'c fault 2'], ['b', 'c', 'a'], [], 0],
    ['privacy above what is newer', ['a fault 9', 'b privacy 1', 'c privacy 2'], ['c', 'b', 'a'], [], 2],
    ['a confirmed one stays on top', ['a fault 9', 'b privacy 1 - 王'], ['b', 'a'], [], 1],
    ['answered ones apart', ['a fault 1 5', 'b fault 2'], ['b'], ['a'], 0],
    [
      'the last answered first, privacy or not',
      ['a privacy 1 5', 'b fault 2 6', 'c fault 3 4'],
      [],
      ['b', 'a', 'c'],
      0,
    ],
    [
      'at the same time always alike',
      ['b fault 1', 'a fault 1', 'd fault 1 2', 'c fault 1 2'],
      ['a', 'b'],
      ['c', 'd'],
      0,
    ],
  ])('%s', (_name, reports, open, answered, privacy) => {
    const found = sortReports(reports.map(report))
    expect(found.open.map(({ id }) => id)).toEqual(open)
    expect(found.answered.map(({ id }) => id)).toEqual(answered)
    expect(found.privacy).toBe(privacy)
  })
})

describe('confirming', () => {
  it.each([
    ['a privacy report that waits', 'a privacy 1', true],
    ['one that somebody confirmed', 'a privacy 1 - 王', false],
    ['one that is answered', 'a privacy 1 2', false],
    ['a bad picture', 'a picture_bad 1', false],
    ['something broken', 'a fault 1', false],
  ])('%s', (_name, text, may) => expect(mayConfirm(report(text))).toBe(may))
})

describe('what the service said of one report', () => {
  it.each([
    ['takes its place', 'b fault 2 3', ['open', 'answered']],
    ['is left out when it is not on the list', 'x fault 2 3', ['open', 'open']],
  ])('%s', (_name, heard, states) => {
    const known = ['a fault 1', 'b fault 2'].map(report)
    expect(withReport(known, report(heard)).map(({ state }) => state)).toEqual(states)
  })
})
