import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine } from '../theme/text'
import { colour } from '../theme/tokens'
import { filled } from './shapes'

interface PillSpec extends Component.TemplateSpec {
  Shape: object
  Text: object
}

const inset = 14
/** Widths go in steps, so that a changing second does not make a new shape each time. */
const stepWidth = 16

/** A few words on a dark ground, readable over any picture. */
export class Pill extends Component<PillSpec> {
  declare private shown: string
  declare private room: number

  static override _template(): Component.Template<PillSpec> {
    return {
      visible: false,
      h: pillHeight(),
      Shape: { x: -1, y: -1 },
      Text: { x: inset, y: 1, text: oneLine('small', 1200) },
    }
  }

  /** Says this, or nothing; what is wider than `room` units ends in an ellipsis. */
  say(words: string, tone: number = colour.text, room = 1200): void {
    this.visible = words !== ''
    if (words === '' || (words === this.shown && room === this.room && this.tag('Text')!.color === tone)) return
    this.shown = words
    this.room = room
    const w = Math.min(room, pillWidth(words))
    this.w = w
    this.tag('Shape')!.texture = filled(w, pillHeight(), 12, colour.shade) as never
    this.tag('Text')!.patch({
      x: w / 2,
      mountX: 0.5,
      color: tone,
      text: { text: words, wordWrapWidth: room - 2 * inset },
    })
  }
}

/** How wide words on their ground are where there is room for them. */
export const pillWidth = (words: string): number =>
  Math.ceil((widthOf(words, 'small') + 2 * inset) / stepWidth) * stepWidth

export const pillHeight = (): number => lineOf('small') + 4
