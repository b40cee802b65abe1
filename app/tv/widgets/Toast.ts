import { Component, Tools } from '@lightningjs/core'
import { lineOf, oneLine } from '../theme/text'
import { colour, margin, motion, radius, space, stage } from '../theme/tokens'

interface ToastSpec extends Component.TemplateSpec {
  Band: object
  Sentence: object
}

const shownMs = 6000
const width = 1400

/** One sentence at the foot that comes and goes and never has the focus; several wait for each other. */
export class Toast extends Component<ToastSpec> {
  declare private waiting: string[]
  declare private timer: number

  static override _template(): Component.Template<ToastSpec> {
    const h = lineOf('body') + space.gap
    return {
      x: stage.w / 2,
      y: stage.h - margin.y - 88 - h,
      alpha: 0,
      Band: { mountX: 0.5, texture: Tools.getRoundRect(width, h, radius, 2, colour.line, true, colour.raised) },
      Sentence: {
        mountX: 0.5,
        y: space.gap / 2,
        text: oneLine('small', width - 2 * space.wide),
      },
    }
  }

  override _construct(): void {
    this.waiting = []
    this.timer = 0
  }

  /** Shows the sentence now, or after those that are still to be read; the same one is not said twice in a row. */
  say(sentence: string): void {
    if (this.waiting[this.waiting.length - 1] === sentence) return
    this.waiting.push(sentence)
    if (this.waiting.length === 1) this.show()
  }

  private show(): void {
    const sentence = this.waiting[0]
    if (sentence === undefined) {
      this.setSmooth('alpha', 0, { duration: motion.calm })
      return
    }
    this.tag('Sentence')!.patch({ text: { text: sentence } })
    this.setSmooth('alpha', 1, { duration: motion.calm })
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      this.waiting.shift()
      this.show()
    }, shownMs)
  }
}
