import { describe, expect, it } from 'vitest'
import type { Report } from '../../contract/reports'
import { householdLanguages } from '../words/household'
import { isReportKind, menuRows, readingOf, refusal, reportRows, reportsState } from './model'

const { en } = householdLanguages

const now = new Date(2026, 10, 23, 12, 0).getTime()
const report = (more: Partial<Report> = {}): Report => ({
  id: 'r',
  camera: { id: 'c', number: 2, name: 'Playground' },
  kind: 'privacy',
  note: null,
  at: new Date(2026, 10, 23, 9, 0).toISOString(),
  state: 'open',
  answer: null,
  answered_at: null,
  ...more,
})
const answered = report({
  state: 'answered',
  answer: 'Turned away.',
  answered_at: new Date(2026, 10, 23, 11).toISOString(),
})

describe('reporting', () => {
  it('offers the three kinds and the way to the settings', () => {
    expect(menuRows(en).map(({ key }) => key)).toEqual(['picture_bad', 'privacy', 'fault', 'settings'])
    expect([isReportKind('privacy'), isReportKind('settings')]).toEqual([true, false])
  })
  it.each([
    ['too-many-requests', /wait for an answer/],
    ['no-network', /^Not sent yet: .*cable/],
  ] as const)('says why it did not go out: %s', (failure, words) => {
    expect(refusal(failure, en)).toMatch(words)
  })
})

describe('what was reported', () => {
  it.each<[Report, string, string]>([
    [report(), 'waits for an answer', 'This shows something private · reported 09:00'],
    [answered, 'answered 11:00', 'This shows something private · reported 09:00'],
  ])('%#', (given, value, detail) => {
    expect(reportRows([given], en, now)[0]).toMatchObject({ title: '2 Playground', value, detail })
  })
  it.each<[Report, string]>([
    [report(), 'No answer yet. The desk has the report.'],
    [answered, 'The answer of the desk\nTurned away.'],
    [report({ note: 'A window.' }), 'A window.\n\nNo answer yet. The desk has the report.'],
  ])('can be read: %#', (given, text) => {
    expect(readingOf(given, en, now).text).toBe(text)
  })
  it.each([
    [{ reports: [], at: null, asking: true, failure: null }, /Getting/, ''],
    [{ reports: [], at: now, asking: false, failure: null }, /Nothing was reported/, ''],
    [{ reports: [], at: null, asking: false, failure: 'timeout' }, /could not be fetched/, ''],
    [{ reports: [report()], at: now, asking: false, failure: 'timeout' }, /^$/, 'as of 12:00'],
  ] as const)('stands as: %#', (known, sentence, banner) => {
    const state = reportsState(known, false, en)
    expect(state.sentence).toMatch(sentence)
    expect(state.banner.indexOf(banner)).toBe(0)
  })
})
