import { expect, it } from 'vitest'
import { fc } from '../../../tests/support/properties'
import { Table } from './table'

const id = fc.oneof(
  fc.stringMatching(/^[a-c]{1,4}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 120, maxLength: 128 }),
  fc.constantFrom('邻灯', 'é', '\u00ff', '\u0100', '\u0000', '\u0000\u0000', '__proto__', 'constructor'),
)
/** What is expected decides how long an id may be before it stands elsewhere. */
const letters = fc.constantFrom(0, 1, 5, 11, 12, 127, 128)

it('answers as a Map does, whatever the ids are', () => {
  fc.assert(
    fc.property(
      letters,
      fc.array(fc.tuple(id, fc.nat(2 ** 31 - 1)), { maxLength: 80 }),
      fc.array(id),
      (each, entries, others) => {
        const table = new Table(2, { count: 1, letters: each })
        const map = new Map<string, number>()
        for (const [text, number] of entries) {
          const place = table.add(text)
          table.words[place + 1] = number
          map.set(text, number)
        }
        expect(table.count).toBe(map.size)
        for (const text of [...map.keys(), ...others]) {
          const place = table.find(text)
          expect(place < 0 ? undefined : table.words[place + 1]).toBe(map.get(text))
          if (place > 0) expect(table.id(place)).toBe(text)
        }
        expect([...table.all()].map((place) => table.id(place)).sort()).toEqual([...map.keys()].sort())
      },
    ),
  )
})

it.each(['', 'x', 'x'.repeat(129)])('knows nothing that was not put there (%j)', (text) => {
  expect(new Table(1).find(text)).toBe(-1)
})

it.each([
  ['1 of 1024', 'h', 3, 1],
  ['to the last', 'h', 3, 1023],
  ['to the last, of ids that stand elsewhere', 'a household of long ago, ', 3, 1023],
  ['a place of 50,000', 'h', 6, 50_000],
])('finds all that it was given and nothing else: %s', (_, name, each, count) => {
  const table = new Table(1, { count, letters: count * each })
  const places = Array.from({ length: count }, (_, number) => table.add(`${name}${number}`))
  expect(new Set(places).size).toBe(count)
  expect(places.filter((place, number) => table.find(`${name}${number}`) !== place)).toEqual([])
  expect(places.filter((_, number) => table.find(`${name}${number}x`) !== -1)).toEqual([])
})

it('two looks go on side by side in two tables', () => {
  const [homes, eyes] = [new Table(1), new Table(1)]
  const [home, eye] = [homes.add('one'), eyes.add('another')]
  const [homeBegin, eyeBegin] = [homes.begin('one'), eyes.begin('another')]
  expect([homes.seek(homeBegin), eyes.seek(eyeBegin)]).toEqual([home, eye])
})

it('tells when it is nearly full, and takes no more than it has room for', () => {
  const table = new Table(0)
  expect([0, 972, 973].map((more) => table.hasRoom(more))).toEqual([true, true, false])
  for (let number = 0; number < 1023; number++) table.add(`${number}`)
  expect(table.hasRoom(0)).toBe(false)
  expect(() => table.add('one more')).toThrow('full')
  expect(table.find('one more')).toBe(-1)
  expect(table.add('7')).toBe(table.find('7'))
})

it.each([
  ['households', 3_500_000, 4, 10, 3],
  ['households by UUID', 3_500_000, 4, 36, 10],
  ['cameras', 300_000, 8, 8, 3],
])('has room for a city of %s, and places that a box can name', (_, count, fields, letters, room) => {
  const table = new Table(fields, { count, letters: count * letters })
  expect(table.words.length / (count * (fields + room))).toBeCloseTo(1 / 0.72, 2)
  expect(table.words.length).toBeLessThan(2 ** 27)
  expect(table.hasRoom(count * 1.25)).toBe(true)
})
