import { expect, it } from 'vitest'
import { measureLetters } from '../../../tests/support/letters'
import { shippedFontIsThere } from '../theme/text'
import { Pill } from './Pill'

shippedFontIsThere(measureLetters())

it('says the same anew where there is less room for it', () => {
  const rooms: unknown[] = []
  const text = { color: 0, patch: (to: { text: { wordWrapWidth: number } }) => rooms.push(to.text.wordWrapWidth) }
  const pill = Object.create(Pill.prototype)
  const fields = { tag: (name: string) => (name === 'Text' ? text : {}), visible: false, w: 0 }
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(pill, name, { value, writable: true })
  for (const room of [388, 388, 120]) pill.say('Offline since 13:40', 0, room)
  expect([rooms, pill.w]).toEqual([[360, 92], 120])
})
