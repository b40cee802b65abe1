import { Component } from '@lightningjs/core'
import type { Services } from '../service/services'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, outline, radius, space, stage } from '../theme/tokens'
import { filled, outlined } from '../widgets/shapes'

interface NumberSpec extends Component.TemplateSpec {
  Card: object
  Line: object
  Digits: object
  Name: object
}

const width = 640

/** The digits as they are typed, and whose number that is so far. */
export class NumberBox extends Component<NumberSpec> {
  declare services: Services

  static override _template(): Component.Template<NumberSpec> {
    const h = lineOf('huge') + lineOf('body') + 2 * space.gap
    return {
      x: stage.w - margin.x - width,
      y: margin.y + lineOf('title') + space.gap,
      visible: false,
      Card: { x: -1, y: -1, texture: filled(width, h, radius, colour.raised) },
      Line: { x: -outline / 2, y: -outline / 2, texture: outlined(width, h, radius, 3, colour.amber) },
      Digits: { x: space.wide, y: space.gap - 8, text: textStyle('huge', { fontStyle: 'bold' }) },
      Name: { x: space.wide, y: lineOf('huge') + space.gap, text: oneLine('body', width - 2 * space.wide) },
    }
  }

  /** Shows the digits and the name of the camera that has them, or says that none has. */
  show(digits: string, name: string | null): void {
    const { cameras } = this.services.words
    this.visible = true
    this.tag('Digits')!.patch({ text: { text: `${digits}_` } })
    this.tag('Name')!.patch({
      color: name === null ? colour.calm : colour.text,
      text: { text: name ?? cameras.noSuchNumber(Number(digits)) },
    })
  }

  hide(): void {
    this.visible = false
  }
}
