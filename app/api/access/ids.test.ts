import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeIds } from './ids'

const id = fc.oneof(
  fc.stringMatching(/^[a-c]{0,4}$/),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc.constantFrom('', '邻灯', 'é', '\u00ff', '\u0100', '__proto__', 'constructor'),
)

it('answers as a Map does, whatever the ids are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.nat(2 ** 31 - 1)), { maxLength: 80 }), fc.array(id), (entries, others) => {
      const ids = makeIds(1)
      const map = new Map<string, number>()
      for (const [text, number] of entries) {
        ids.set(text, number)
        map.set(text, number)
      }
      for (const text of [...map.keys(), ...others]) expect(ids.get(text)).toBe(map.get(text))
    }),
  )
})

it('grows, and finds all that it was given and nothing else', () => {
  const ids = makeIds()
  for (let number = 0; number < 50_000; number++) ids.set(number % 7 === 0 ? `${number}` : `h${number}`, number)
  let wrong = 0
  for (let number = 0; number < 50_000; number++) {
    const text = number % 7 === 0 ? `${number}` : `h${number}`
    if (ids.get(text) !== number || ids.get(`${text}x`) !== undefined) wrong++
  }
  expect(wrong).toBe(0)
})
