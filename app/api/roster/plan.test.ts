import { describe, expect, it } from 'vitest'
import { makeZone } from '../access/zone'
import type { Fault } from '../operator/csv'
import { difference, planOf } from './plan'

const now = Date.parse('2026-11-23T08:00:00Z')
const known = {
  ...{ now, zone: makeZone('Asia/Shanghai') },
  area: (id: string) => id === 'village',
  officer: (_: string, user: string) => user === 'grace',
}
const row = (starts_at: string, ends_at: string, over: object = {}) => ({
  ...{ area: 'village', user: 'grace', starts_at, ends_at },
  ...over,
})
const day = ['2026-11-24T08:00:00+08:00', '2026-11-24T20:00:00+08:00'] as const

describe('a file of shifts', () => {
  it.each<[string, object[], string]>([
    ['of an unknown area', [row(...day, { area: 'moon' })], '2:area: The area is not known.'],
    ['of a stranger', [row(...day, { user: 'x' })], '2:user: user is no officer of the area’s desk.'],
    ['without an officer', [row(...day, { user: '' })], '2:user: user must not be empty.'],
    ['that ends before it starts', [row(day[1], day[0])], '2:ends_at: ends_at is not after starts_at.'],
    ['of two days', [row('2026-11-24', '2026-11-26')], '2:ends_at: A shift is at most 24 hours long.'],
    ['of the year after next', [row('2028-01-01', '2028-01-02')], '2:ends_at: The shift is more than a year away.'],
    ['twice at once', [row(...day), row(...day)], '3:starts_at: "grace" is on duty then already, by line 2.'],
    ['one after another', [row(...day), row(day[1], '2026-11-25')], ''],
    ['of a day in the zone', [row('2026-11-24', '2026-11-25')], ''],
  ])('%s', (_, cells, said) => {
    const faults: Fault[] = []
    const rows = cells.map((one, at) => ({ line: at + 2, cells: one as Record<string, unknown> }))
    const { shifts } = planOf(rows, known, 'roster.csv', (fault) => faults.push(fault))
    expect(faults.map(({ line, column, message }) => `${line}:${column}: ${message}`).join()).toBe(said)
    if (said === '') expect(shifts).toHaveLength(cells.length)
  })

  it('leaves alone what is over, and desks that it does not name', () => {
    const rows = [{ line: 2, cells: row('2026-11-20', '2026-11-21') }]
    const plan = planOf(rows, known, 'roster.csv', ({ message }) => expect.unreachable(message))
    expect(plan).toEqual({ shifts: [], over: 1 })
    const stored = { area: 'village', user: 'grace', startsAt: now, endsAt: now + 1 }
    expect(difference(plan.shifts, [stored])).toEqual({ create: [], remove: [], unchanged: 0 })
    const other = { ...stored, startsAt: now - 1 }
    expect(difference([other], [stored])).toEqual({ create: [other], remove: [stored], unchanged: 0 })
    expect(difference([stored], [stored, stored])).toEqual({ create: [], remove: [stored], unchanged: 1 })
  })
})
