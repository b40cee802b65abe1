import { Component } from '@lightningjs/core'
import { textStyle } from '../theme/text'
import { colour, stage } from '../theme/tokens'
import { watermarkAt } from './model'

interface WatermarkSpec extends Component.TemplateSpec {
  Says: object
}

/** It stays at a place for this long; a step, not an animation, so that a weak box draws nothing in between. */
const staysMs = 15_000
/** So wide it is at most in normal text: in a small picture it must not leave it. */
const room = 260

/** The household's short code and the time, faint and ever elsewhere, so that a photo of the screen tells whose it is. */
export class Watermark extends Component<WatermarkSpec> {
  /** the picture that it moves about in; the whole screen when absent */
  declare area: { w: number; h: number } | undefined
  declare private moves: number
  declare private movedAt: number
  declare private says: string

  static override _template(): Component.Template<WatermarkSpec> {
    return { alpha: 0.3, Says: { text: textStyle('small', { textColor: colour.text }) } }
  }

  override _construct(): void {
    this.moves = Math.floor(Math.random() * 1_000)
    this.movedAt = Number.NEGATIVE_INFINITY
    this.says = ''
  }

  /** `at` is a steady time in milliseconds. */
  say(code: string, time: string, at: number): void {
    const text = code === '' ? time : `${code} · ${time}`
    if (text !== this.says) this.tag('Says')!.patch({ text: { text } })
    this.says = text
    if (at - this.movedAt < staysMs) return
    this.movedAt = at
    const { x, y } = watermarkAt(this.moves++)
    const { w, h } = this.area ?? stage
    this.patch({ x: Math.min(x * w, w - room), y: y * h })
  }
}
