import { expect, it } from 'vitest'
import { fc } from '../../tests/support/properties'
import { rfc3339 } from './clock'

it('writes every time as Date does', () => {
  const time = fc.integer({ min: Date.UTC(1969, 0, 1), max: Date.UTC(9999, 11, 31) })
  fc.assert(
    fc.property(time, fc.integer({ min: -1500, max: 1500 }), (at, more) => {
      for (const one of [at, at + more, at]) expect(rfc3339(one)).toBe(new Date(one).toISOString())
    }),
  )
})

it.each([null])('leaves %s as it is', (at) => expect(rfc3339(at)).toBeNull())
it('refuses what is no time', () => expect(() => rfc3339(Number.NaN)).toThrow(RangeError))
