import { expect, it } from 'vitest'
import { fc } from '../../../tests/support/properties'
import { moment, putMoment, Records } from './records'

const id = fc.oneof(
  fc.stringMatching(/^[a-c]{1,4}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 120, maxLength: 128 }),
  fc.constantFrom('邻灯', 'é', '\u00ff', '\u0100', '__proto__', 'constructor'),
)

it('answers as a Map does, whatever the ids are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.nat(2 ** 31 - 1)), { maxLength: 80 }), fc.array(id), (entries, others) => {
      const records = new Records(2)
      const map = new Map<string, number>()
      for (const [text, number] of entries) {
        const place = records.add(text)
        records.words[place + 1] = number
        map.set(text, number)
      }
      for (const text of [...map.keys(), ...others]) {
        const place = records.find(text)
        expect(place < 0 ? undefined : records.words[place + 1]).toBe(map.get(text))
        if (place > 0) expect(records.id(place)).toBe(text)
      }
      const ids: string[] = []
      for (let place = records.after(0); place !== 0; place = records.after(place)) ids.push(records.id(place))
      expect(ids).toEqual([...map.keys()])
    }),
  )
})

it('knows no id that the import would not take', () => {
  const records = new Records(1)
  for (const text of ['', 'x'.repeat(129)]) {
    expect(records.find(text)).toBe(-1)
    expect(() => records.add(text)).toThrow('1 to 128')
  }
})

it.each([0, 50_000])('grows, and finds all that it was given and nothing else (room for %i)', (count) => {
  const records = new Records(1, { count, letters: count * 6 })
  const idOf = (number: number) => (number % 7 === 0 ? `${number}` : `h${number}`)
  for (let number = 0; number < 50_000; number++) {
    const place = records.add(idOf(number))
    records.words[place] = number
  }
  let wrong = 0
  for (let number = 0; number < 50_000; number++) {
    const place = records.find(idOf(number))
    if (records.words[place] !== number || records.find(`${idOf(number)}x`) !== -1) wrong++
  }
  expect(wrong).toBe(0)
})

it.each([0, 1, -1, 4_294_967_295, 4_294_967_296, 1_770_000_000_123, 253_402_300_799_999])(
  'keeps the moment %i',
  (at) => {
    const words = new Int32Array(3)
    putMoment(words, 1, at)
    expect(moment(words, 1)).toBe(at)
  },
)
