import { Component } from '@lightningjs/core'
import { make } from '../screen'
import { lineOf, paragraph, textStyle } from '../theme/text'
import { colour, radius, space } from '../theme/tokens'
import { cellHeight, DigitCells } from '../widgets/DigitCells'
import { filled } from '../widgets/shapes'
import type { Words } from '../words/words'
import { codeLength } from './model'

interface CodeSpec extends Component.TemplateSpec {
  Card: object
  Title: object
  Type: object
  Cells: typeof DigitCells
  Where: object
  Trouble: object
}

const inset = space.wide

/** Pairing by the remote: nine places for the household's activation code. */
export class CodeCard extends Component<CodeSpec> {
  declare words: Words
  declare width: number
  declare height: number

  override _setup(): void {
    const { width, height, words } = this
    const inner = width - 2 * inset
    const titleH = lineOf('strong') + space.near
    const cellsY = inset + titleH + 2 * lineOf('body') + space.near
    const below = cellsY + cellHeight() + space.gap
    this.patch({
      Card: { x: -1, y: -1, texture: filled(width, height, radius, colour.card) },
      Title: { x: inset, y: inset, text: textStyle('strong', { text: words.pairing.remote, fontStyle: 'bold' }) },
      Type: {
        x: inset,
        y: inset + titleH,
        text: paragraph('body', inner, 2, { text: words.pairing.type, textColor: colour.calm }),
      },
      Trouble: { x: inset, y: below, text: paragraph('body', inner, 4) },
      Where: {
        x: inset,
        y: below,
        text: paragraph('small', inner, 5, { text: words.pairing.where, textColor: colour.calm }),
      },
    } as never)
    this.childList.add(
      make(DigitCells, this.stage, {
        ref: 'Cells',
        count: codeLength,
        groups: 3,
        secret: false,
        x: inset,
        y: cellsY,
        scale: Math.min(1, inner / DigitCells.widthOf(codeLength, 3)),
      }),
    )
  }

  /** Shows what was typed, and what is being done or went wrong; where nothing is, where codes come from. */
  show(typed: string, said: string): void {
    this.tag('Cells')!.show(typed)
    this.tag('Trouble')!.patch({ visible: said !== '', text: { text: said } })
    this.tag('Where')!.visible = said === ''
  }
}
