import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { moveTo } from '../theme/motion'
import { lineOf, paragraph } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { capHeight } from './Legend'
import { filled } from './shapes'

interface ToastSpec extends Component.TemplateSpec {
  Band: object
  Sentence: object
}

const shownMs = 6000
const inner = stage.w - 2 * margin.x - 2 * space.wide
/** Wider than the content by the outline of what has the focus: what lies under it is covered whole and not cut. */
const width = stage.w - 2 * margin.x + 2 * space.gap
const mostLines = 3

/** A sentence above the legend that comes and goes and never has the focus. */
export class Toast extends Component<ToastSpec> {
  declare private waiting: string[]
  declare private timer: number

  static override _template(): Component.Template<ToastSpec> {
    return {
      x: stage.w / 2,
      alpha: 0,
      Band: { mountX: 0.5 },
      Sentence: { mountX: 0.5 },
    }
  }

  override _construct(): void {
    this.waiting = []
    this.timer = 0
  }

  /** Says these one after the other, now: what was being said is over. */
  say(sentences: readonly string[]): void {
    this.waiting = sentences.slice()
    this.show()
  }

  private show(): void {
    clearTimeout(this.timer)
    const sentence = this.waiting.shift()
    moveTo(this, 'alpha', sentence === undefined ? 0 : 1, false)
    if (sentence === undefined) return
    const lines = Math.min(mostLines, Math.ceil((widthOf(sentence, 'small') * 1.03) / inner))
    const h = lines * lineOf('small') + 2 * space.gap
    this.y = stage.h - margin.y - capHeight() - space.hair - h
    this.tag('Band')!.texture = filled(width, h, radius, colour.raised) as never
    // Its style anew each time: it lives as long as the app, in which size, contrast and font change.
    const text = paragraph('small', inner, mostLines, { text: sentence, textAlign: 'center' })
    // A Chinese line stands low in its box; a little less above than below puts it in the middle.
    this.tag('Sentence')!.patch({ y: space.gap - 1, text })
    this.timer = window.setTimeout(() => this.show(), shownMs)
  }
}
