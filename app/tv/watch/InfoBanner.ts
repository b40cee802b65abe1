import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { Legend, type LegendItem, widthOfItem } from '../widgets/Legend'
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
  Keys: typeof Legend
}

const legendHeight = 44
const inner = stage.w - 2 * margin.x

/** Number, name, whose camera it is, why one may watch it, who answers for it, and what the keys do. */
export class InfoBanner extends Component<BannerSpec> {
  declare words: Words
  declare profile: string
  declare private keysShown: string

  static override _template(this: typeof InfoBanner): Component.Template<BannerSpec> {
    const top = bannerTop()
    const second = top + space.gap + lineOf('title') + space.small
    return {
      visible: false,
      Card: {
        x: margin.x - space.wide - 1,
        y: top - 1,
        texture: filled(inner + 2 * space.wide, stage.h - margin.y + space.near - top, radius, colour.shade),
      },
      Number: {
        x: margin.x,
        y: top + space.gap,
        text: textStyle('title', { fontStyle: 'bold', textColor: colour.amber }),
      },
      Name: { y: top + space.gap },
      Marks: {
        x: stage.w - margin.x,
        y: top + space.gap + lineOf('title') - lineOf('small') - 6,
        mountX: 1,
        text: textStyle('small', { textColor: colour.calm }),
      },
      About: { x: margin.x, y: second, text: oneLine('body', inner) },
      Who: { x: margin.x, y: second + lineOf('body'), text: oneLine('small', inner, { textColor: colour.calm }) },
    }
  }

  override _setup(): void {
    this.patch({ Keys: { type: Legend, words: this.words, profile: this.profile } as never })
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
    this.tag('Keys')!.show(this.fitting(keys))
  }

  /** As many keys as the line has room for. */
  private fitting(keys: readonly LegendItem[]): LegendItem[] {
    const width = (item: LegendItem) => widthOfItem(item, this.words, this.profile)
    let room = inner - width({ key: 'red', word: this.words.legend.help })
    return keys.filter((item) => {
      room -= width(item)
      return room >= 0
    })
  }
}

/** Where the banner begins, in units from the top: what lies over the picture stays above it. */
function bannerTop(): number {
  const text = lineOf('title') + lineOf('body') + lineOf('small') + space.small
  return stage.h - margin.y - legendHeight - space.near - text - space.gap
}
