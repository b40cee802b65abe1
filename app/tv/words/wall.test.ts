import { afterEach, describe, expect, it } from 'vitest'
import { time as en } from './en/time'
import { dayNumber, tellOffsets, wall } from './wall'
import { time as zh } from './zh-CN/time'

const isSameDay = (a: number, b: number) => dayNumber(a) === dayNumber(b)

describe('times of day are those of the neighbourhood', () => {
  afterEach(() => tellOffsets([]))
  const evening = Date.parse('2026-11-29T15:59:58Z')

  it('where the box has another zone', () => {
    tellOffsets([{ from: '2025-11-28T00:00:00.000Z', minutes: 480 }])
    expect([zh.ofDay(evening), zh.ofDaySeconds(evening), en.ofDay(evening)]).toEqual(['23:59', '23:59:58', '23:59'])
    expect([isSameDay(evening, evening + 1000), isSameDay(evening, evening + 2000)]).toEqual([true, false])
    tellOffsets([{ from: '2025-11-28T00:00:00.000Z', minutes: -210 }])
    expect([zh.ofDay(evening), isSameDay(evening, evening + 2000)]).toEqual(['12:29', true])
  })

  it('before and after a clock change, and before the first that was told', () => {
    tellOffsets([
      { from: '2025-11-28T00:00:00.000Z', minutes: 60 },
      { from: '2026-03-29T01:00:00.000Z', minutes: 120 },
    ])
    const at = (time: string) => zh.ofDay(Date.parse(time))
    expect([at('2020-06-01T12:00:00Z'), at('2026-03-29T00:59:00Z'), at('2026-03-29T01:00:00Z')]).toEqual([
      ...['13:00', '01:59', '03:00'],
    ])
  })

  it('by the box’s own zone until the service has told', () => {
    const own = new Date(evening)
    expect([wall(evening).getUTCHours(), wall(evening).getUTCMinutes()]).toEqual([own.getHours(), own.getMinutes()])
  })
})
