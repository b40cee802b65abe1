import { describe, expect, it } from 'vitest'
import { makeZone, offsetsAround } from './zone'

const at = Date.parse('2026-11-29T17:00:00Z')
const told = (zone: string, moment = at) =>
  offsetsAround(makeZone(zone), moment).map(({ from, minutes }) => `${new Date(from).toISOString()} ${minutes}`)

describe('the offsets of a zone around a moment', () => {
  it.each([
    ['Asia/Shanghai', ['2025-11-28T00:00:00.000Z 480']],
    ['Asia/Kathmandu', ['2025-11-28T00:00:00.000Z 345']],
    [
      'Europe/Berlin',
      [
        '2025-11-28T00:00:00.000Z 60',
        '2026-03-29T01:00:00.000Z 120',
        '2026-10-25T01:00:00.000Z 60',
        '2027-03-28T01:00:00.000Z 120',
        '2027-10-31T01:00:00.000Z 60',
      ],
    ],
    [
      'Australia/Lord_Howe',
      [
        '2025-11-28T00:00:00.000Z 660',
        '2026-04-04T15:00:00.000Z 630',
        '2026-10-03T15:30:00.000Z 660',
        '2027-04-03T15:00:00.000Z 630',
        '2027-10-02T15:30:00.000Z 660',
      ],
    ],
  ])('%s', (zone, expected) => {
    expect(told(zone)).toEqual(expected)
  })

  it('are what the zone says at every moment of the two years', () => {
    for (const name of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe']) {
      const zone = makeZone(name)
      const offsets = offsetsAround(zone, at)
      for (let moment = at - 366 * 86_400_000; moment < at + 366 * 86_400_000; moment += 7 * 3600_000) {
        const { minutes } = offsets.filter(({ from }) => from <= moment).at(-1)!
        expect(minutes * 60_000).toBe(zone.offset(moment))
      }
    }
  })
})
