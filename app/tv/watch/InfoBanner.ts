import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { capHeight, keysRow, Legend, type LegendItem, widthOfItem } from '../widgets/Legend'
import { filled } from '../widgets/shapes'
import type { Words } from '../words/words'
import type { BannerContent } from './sentences'

interface BannerSpec extends Component.TemplateSpec {
  Card: object
  Number: object
  Name: object
  Marks: object
  About: object
  Who: object
  More: object
  Keys: typeof Legend
}

const inner = stage.w - 2 * margin.x

/** Number, name, whose camera it is, why one may watch it, who answers for it, and what the keys do. */
export class InfoBanner extends Component<BannerSpec> {
  declare words: Words
  declare profile: string
  declare private keysShown: string

  static override _template(): Component.Template<BannerSpec> {
    return {
      visible: false,
      Card: { x: margin.x - space.wide - 1 },
      Number: { x: margin.x, text: textStyle('title', { fontStyle: 'bold', textColor: colour.amber }) },
      Name: {},
      Marks: { x: stage.w - margin.x, mountX: 1, text: textStyle('small', { textColor: colour.calm }) },
      About: { x: margin.x, text: oneLine('body', inner) },
      Who: { x: margin.x, text: oneLine('small', inner, { textColor: colour.calm }) },
      More: { x: margin.x, flex: { direction: 'row', alignItems: 'center' } },
    }
  }

  override _setup(): void {
    this.patch({ Keys: { type: Legend, words: this.words, profile: this.profile } as never })
    this.arrange(1)
  }

  /** Everything from the foot upwards, over this many lines of keys: what lies over the picture is no higher than it must. */
  private arrange(lines: number): void {
    const foot = stage.h - margin.y - capHeight()
    const more = foot - space.small - capHeight()
    const who = (lines > 1 ? more : foot) - space.near - lineOf('small')
    const about = who - lineOf('body')
    const name = about - space.small - lineOf('title')
    const top = name - space.gap
    const texture = filled(inner + 2 * space.wide, stage.h - margin.y + space.near - top, radius, colour.shade)
    this.patch({
      Card: { y: top - 1, texture: texture as never },
      Number: { y: name },
      Name: { y: name },
      Marks: { y: name + lineOf('title') - lineOf('small') - 6 },
      About: { y: about },
      Who: { y: who },
      More: { y: more },
    })
  }

  /** Number and name alone: what one must know at once of another camera. */
  name(number: number, name: string): void {
    for (const more of ['Marks', 'About', 'Who'] as const) this.tag(more)!.visible = false
    const left = margin.x + widthOf(String(number), 'title', true) + space.gap
    const room = stage.w - margin.x - left
    this.patch({
      Number: { text: { text: String(number) } },
      Name: { x: left, text: oneLine('title', room, { text: name, fontStyle: 'bold' }) },
    })
  }

  say({ number, name, marks, lines, keys }: BannerContent): void {
    const left = margin.x + widthOf(String(number), 'title', true) + space.gap
    const room = stage.w - margin.x - left - widthOf(marks, 'small') - space.wide
    this.patch({
      Number: { text: { text: String(number) } },
      Name: { x: left, text: oneLine('title', room, { text: name, fontStyle: 'bold' }) },
      Marks: { visible: true, text: { text: marks } },
      About: { visible: true, text: { text: lines[0] } },
      Who: { visible: true, text: { text: lines[1] } },
    })
    const shown = keys.map(({ key, word }) => key + word).join()
    if (shown === this.keysShown) return
    this.keysShown = shown
    const width = (item: LegendItem) => widthOfItem(item, this.words, this.profile)
    const [more, last] = keyLines(keys, width, inner, inner - width({ key: 'red', word: this.words.legend.help }))
    this.arrange(more.length > 0 ? 2 : 1)
    this.tag('More')!.children = keysRow(more, this.words, this.profile)
    this.tag('Keys')!.show(last)
  }
}

/**
 * Keys on one line where there is room for them beside the call for help, else as evenly as may be on two: large letters
 * and long words leave nobody without a key.
 */
export function keyLines(
  keys: readonly LegendItem[],
  width: (item: LegendItem) => number,
  room: number,
  lastRoom: number,
): [more: LegendItem[], last: LegendItem[]] {
  const fitting = (items: readonly LegendItem[], space: number) => {
    let left = space
    const first = items.findIndex((item) => {
      left -= width(item)
      return left < 0
    })
    return first < 0 ? items.length : first
  }
  if (fitting(keys, lastRoom) === keys.length) return [[], keys.slice()]
  const split = (at: number): [LegendItem[], LegendItem[]] => {
    const rest = keys.slice(at)
    return [keys.slice(0, at), rest.slice(0, fitting(rest, lastRoom))]
  }
  const most = fitting(keys, room)
  const even = split(Math.min(most, Math.ceil(keys.length / 2)))
  return even[0].length + even[1].length === keys.length ? even : split(most)
}
