import { afterEach, expect, it } from 'vitest'
import { measureLetters } from '../../../tests/support/letters'
import type { Services } from '../service/services'
import { shippedFontIsThere, type TextScale, useTextScale } from '../theme/text'
import { pillWidth } from '../widgets/Pill'
import { en } from '../words/en'
import { CameraTile, tileSizes } from './CameraTile'
import type { TileModel } from './model'

shippedFontIsThere(measureLetters())
afterEach(() => useTextScale('normal'))

const now = new Date(2026, 10, 23, 14, 2).getTime()
const offline = { state: 'offline', at: new Date(2026, 10, 23, 13, 40).getTime() } as TileModel

/** What a tile without a stage says at its head, and how much of its width that takes. */
function headOf(tile: TileModel, size: keyof typeof tileSizes) {
  const said: Record<string, string> = {}
  const tag = (name: string) => ({ say: (words: string) => Object.assign(said, { [name]: words }), patch: () => {} })
  const services = { words: en, previews: { get: () => null } } as unknown as Services
  const fields = { tag, services, tile, size: tileSizes[size], showPicture: () => {} }
  const drawn = Object.create(CameraTile.prototype)
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(drawn, name, { value })
  drawn.refresh(now)
  const words = [said.State, said.Star].filter((part): part is string => Boolean(part))
  return { words, width: words.map(pillWidth).reduce((sum, width) => sum + width, 0) }
}

it.each<[TextScale, keyof typeof tileSizes, boolean, string[]]>([
  ['normal', 'row', true, ['○ Offline since 13:40', '★']],
  ['large', 'row', true, ['★ Offline since 13:40']],
  ['very-large', 'row', true, ['★ Offline since 13:40']],
  ['very-large', 'row', false, ['○ Offline since 13:40']],
  ['normal', 'wall', true, ['★ Offline']],
])("a favourite's star leaves the hour readable: %s text, %s", (scale, size, favourite, words) => {
  useTextScale(scale)
  const head = headOf({ ...offline, favourite }, size)
  expect(head.words).toEqual(words)
  expect(head.width).toBeLessThanOrEqual(tileSizes[size].w - 2 * tileSizes[size].edge)
})
