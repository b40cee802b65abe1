import { describe, expect, it } from 'vitest'
import { dutyNow, nextHandover } from './duty'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString()
const shift = (name: string, from: number, until: number) => ({
  ...{ id: name, user: name, name, starts_at: at(from), ends_at: at(until) },
})
const shifts = [shift('night', 20, 32), shift('day', 8, 20), shift('help', 12, 16)]

describe('the duty roster', () => {
  it.each<[number, string[], string | null]>([
    [7, [], 'day'],
    [8, ['day'], 'help'],
    [13, ['day', 'help'], 'night'],
    [20, ['night'], null],
    [32, [], null],
  ])('at %i o’clock: %j on duty, then %s', (hour, on, next) => {
    const now = Date.parse(at(hour))
    expect(dutyNow(shifts, now).map(({ name }) => name)).toEqual(on)
    expect(nextHandover(shifts, now)?.name ?? null).toBe(next)
  })
})
