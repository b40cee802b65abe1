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
    this.tag('Right')!.children = keysRow([{ key: 'red', word: this.words.legend.help }], this.words, this.profile)
  }

  /** Says these from now on. */
  show(items: readonly LegendItem[]): void {
    this.tag('Left')!.children = keysRow(items, this.words, this.profile)
  }
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
