import { Component, type Element } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, textStyle } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import type { Words } from '../words/words'
import { filled, outlined } from './shapes'

type LegendKey = keyof Words['legend']['pc']

/** What a key does here. */
export interface LegendItem {
  key: LegendKey
  word: string
}

interface LegendSpec extends Component.TemplateSpec {
  Left: object
  Right: object
}

/** The height of the legend at the present text size. */
export const capHeight = (): number => lineOf('small') + 6

const colourKeys: Partial<Record<LegendKey, 'red' | 'green' | 'amber' | 'blue'>> = {
  red: 'red',
  green: 'green',
  yellow: 'amber',
  blue: 'blue',
}

/**
 * The line at the foot that says what the keys do: on the left those of this screen, on the right always the call for
 * help. A colour key has its colour, its name and what it does; on a desktop keyboard its key.
 */
export class Legend extends Component<LegendSpec> {
  declare words: Words
  declare profile: string

  static override _template(): Component.Template<LegendSpec> {
    return {
      x: margin.x,
      y: stage.h - margin.y - capHeight(),
      Left: { flex: { direction: 'row', alignItems: 'center' } },
      Right: { x: stage.w - 2 * margin.x, mountX: 1, flex: { direction: 'row', alignItems: 'center' } },
    }
  }

  override _setup(): void {
    this.tag('Right')!.children = keysRow([helpItem(this.words)], this.words, this.profile)
  }

  /** Says these from now on, the most useful first: those that there is room for. */
  show(items: readonly LegendItem[]): void {
    const { words, profile } = this
    const width = (item: LegendItem) => widthOfItem(item, words, profile)
    const help = this.tag('Right')!.children.length > 0 ? width(helpItem(words)) : 0
    const fitting = keysThatFit(items, width, stage.w - 2 * margin.x + space.wide - help)
    this.tag('Left')!.children = keysRow(fitting, words, profile)
  }
}

const helpItem = (words: Words): LegendItem => ({ key: 'red', word: words.legend.help })

/** The last are left out where the line is too short, but never the ways out: a key can be tried, a way out is looked for. */
export function keysThatFit(
  items: readonly LegendItem[],
  width: (item: LegendItem) => number,
  room: number,
): LegendItem[] {
  const kept = items.slice()
  let over = kept.reduce((sum, item) => sum + width(item), -room)
  for (let at = kept.length - 1; at >= 0 && over > 0; at--) {
    const item = kept[at] as LegendItem
    if (item.key === 'menu' || item.key === 'back') continue
    kept.splice(at, 1)
    over -= width(item)
  }
  return kept
}

/** Keys beside each other, each with what it does: the children of an element with a row of flex. */
export function keysRow(
  items: readonly LegendItem[],
  words: Words,
  profile: string,
): Element.NewPatchTemplate<Element.Constructor>[] {
  return items.map(({ key, word }, at) => {
    const name = nameOf(key, words, profile)
    const tone = colourKeys[key]
    const w = capWidth(name)
    const h = capHeight()
    return {
      flex: { direction: 'row', alignItems: 'center' },
      flexItem: { marginRight: at === items.length - 1 ? 0 : space.wide },
      Cap: {
        w,
        h,
        flexItem: { marginRight: 12 },
        Shape: {
          texture: tone ? filled(w, h - 4, 12, colour[tone]) : outlined(w - 2, h - 6, 12, 2, colour.calm),
        },
        Name: {
          x: w / 2,
          y: (h - lineOf('small')) / 2,
          mountX: 0.5,
          text: textStyle('small', { text: name, textColor: tone ? colour.night : colour.text, fontStyle: 'bold' }),
        },
      },
      Word: { h: lineOf('small'), text: textStyle('small', { text: word, textColor: colour.text }) },
    } as never
  })
}

const nameOf = (key: LegendKey, words: Words, profile: string): string =>
  profile === 'pc' ? words.legend.pc[key] : words.legend[key]

const capWidth = (name: string): number => Math.max(44, Math.ceil(widthOf(name, 'small', true)) + 28)

/** How much of the line an item takes, in units. */
export function widthOfItem({ key, word }: LegendItem, words: Words, profile: string): number {
  return capWidth(nameOf(key, words, profile)) + 12 + widthOf(word, 'small') + space.wide
}
