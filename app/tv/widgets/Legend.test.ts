import { afterEach, expect, it } from 'vitest'
import { measureLetters } from '../../../tests/support/letters'
import { legendOf } from '../cameras/legend'
import { shippedFontIsThere, type TextScale, useTextScale } from '../theme/text'
import { margin, space, stage } from '../theme/tokens'
import { en } from '../words/en'
import { zhCN } from '../words/zh-CN'
import { keysThatFit, Legend, type LegendItem, widthOfItem } from './Legend'

shippedFontIsThere(measureLetters())
afterEach(() => useTextScale('normal'))

const keys = (...names: LegendItem['key'][]) => names.map((key): LegendItem => ({ key, word: key }))

it.each([
  ['all of them', 50, ['ok', 'back', 'green', 'digits', 'menu']],
  ['the last goes first', 40, ['ok', 'back', 'green', 'menu']],
  ['never the ways out', 25, ['back', 'menu']],
  ['not even where they are too long', 5, ['back', 'menu']],
] as const)('keys where there is room: %s', (_name, room, kept) => {
  const fitting = keysThatFit(keys('ok', 'back', 'green', 'digits', 'menu'), () => 10, room)
  expect(fitting.map(({ key }) => key)).toEqual(kept)
})

/** How many keys a legend without a stage draws. */
function drawn(items: LegendItem[], fields: { words: typeof en; profile: string }): number {
  const left = { children: [] as unknown[] }
  const tags = { Left: left, Right: { children: [{}] } }
  const legend = Object.assign(Object.create(Legend.prototype), fields)
  Object.defineProperty(legend, 'tag', { value: (name: keyof typeof tags) => tags[name] })
  legend.show(items)
  return left.children.length
}

it.each<[TextScale, string, typeof en, number]>([
  ['normal', 'android', en, 6],
  ['large', 'android', en, 5],
  ['very-large', 'android', en, 4],
  ['very-large', 'pc', en, 5],
  ['very-large', 'android', zhCN, 6],
])('the legend of the list keeps off the call for help: %s text, %s', (scale, profile, words, most) => {
  useTextScale(scale)
  const items = legendOf({ rows: 3, wall: false, ok: '', notices: 2 }, words)
  const width = (item: LegendItem) => widthOfItem(item, words, profile)
  const room = stage.w - 2 * margin.x + space.wide - width({ key: 'red', word: words.legend.help })
  const fitting = keysThatFit(items, width, room)
  expect(fitting.reduce((sum, item) => sum + width(item), 0)).toBeLessThanOrEqual(room)
  expect([fitting.length, drawn(items, { words, profile })]).toEqual([most, most])
  expect(fitting.map(({ key }) => key).filter((key) => key === 'green' || key === 'menu')).toEqual(['green', 'menu'])
})
