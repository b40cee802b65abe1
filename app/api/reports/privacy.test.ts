import { expect, it } from 'vitest'
import { closesAt, dueAt, type OpenCase, openCase, type PrivacyReport } from './privacy'

const hour = 3_600_000
/** `household at answered? confirmed?`, in hours. */
const report = (text: string): PrivacyReport => {
  const [household = '', at, answered = '-', confirmed = '-'] = text.split(' ')
  const time = (hours: string) => (hours === '-' ? null : Number(hours) * hour)
  return { household, at: Number(at) * hour, answeredAt: time(answered), confirmedAt: time(confirmed), note: null }
}
const short = (found: OpenCase | null) =>
  found && [found.firstAt / hour, found.households, found.confirmed?.by ?? null, (dueAt(found, 24) ?? 0) / hour]

it.each<[string, string[], number | null, ReturnType<typeof short>]>([
  ['nothing was reported', [], null, null],
  ['one household alone waits, however often it says so', ['a 1', 'a 2'], null, [1, 1, null, 0]],
  ['a second household confirms', ['a 1', 'b 5'], null, [1, 2, 'household', 29]],
  ['a third changes nothing', ['a 1', 'b 5', 'c 9'], null, [1, 3, 'household', 29]],
  ['the desk confirms', ['a 1 - 3'], null, [1, 1, 'desk', 27]],
  ['whoever was first', ['a 1 - 3', 'b 5'], null, [1, 2, 'desk', 27]],
  ['whoever was first, the other way', ['a 1 - 7', 'b 5'], null, [1, 2, 'household', 29]],
  ['all answered is decided', ['a 1 6', 'b 5 7'], null, null],
  ['one answer does not unsay the other household', ['a 1 6', 'b 5'], null, [1, 2, 'household', 29]],
  ['after all was answered another case begins', ['a 1 6', 'b 8'], null, [8, 1, null, 0]],
  ['what the operator decided on is over', ['a 1', 'b 5'], 6, null],
  ['and new reports begin anew', ['a 1', 'b 5', 'c 9'], 6, [9, 1, null, 0]],
  ['in any order of rows', ['b 5', 'a 1'], null, [1, 2, 'household', 29]],
])('%s', (_name, reports, decidedHours, expected) => {
  expect(short(openCase(reports.map(report), decidedHours === null ? null : decidedHours * hour))).toEqual(expected)
})

it.each<[string, string[], number | null, number | null]>([
  ['what nobody confirmed closes nothing', ['a 1'], null, null],
  ['a day after it was confirmed', ['a 1', 'b 5'], null, 29],
  ['closed, it is since then', ['a 1', 'b 5'], 30, 30],
  ['also while the last answer is on its way', ['a 1 6', 'b 5 7'], 30, 30],
])('a camera closes by itself: %s', (_name, reports, heldHours, expected) => {
  const heldAt = heldHours === null ? null : heldHours * hour
  const found = closesAt({ reports: reports.map(report), heldAt, decidedAt: null }, 24)
  expect(found === null ? null : found / hour).toBe(expected)
})
