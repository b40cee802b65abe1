import { Component } from '@lightningjs/core'
import { lineOf, sizeOf, textStyle } from '../theme/text'
import { colour, space } from '../theme/tokens'
import { filled, outlined } from './shapes'

interface CellsSpec extends Component.TemplateSpec {
  Cells: object
}

const line = 4

/** A row of places for digits, in groups of three where it is a code; the next one to type is amber. */
export class DigitCells extends Component<CellsSpec> {
  declare count: number
  /** A dot for each digit instead of the digit. */
  declare secret: boolean
  /** After how many digits there is a wider gap. */
  declare groups: number

  override _setup(): void {
    const w = cellWidth()
    const h = cellHeight()
    this.patch({
      Cells: {
        children: Array.from({ length: this.count }, (_each, at) => ({
          x: at * (w + space.small) + Math.floor(at / this.groups) * space.near,
          Ground: { x: -1, y: -1, texture: filled(w, h, 10, colour.raised) },
          Line: { x: -1, y: -1, texture: outlined(w, h, 10, line, colour.amber), visible: false },
          Digit: {
            x: w / 2,
            y: (h - lineOf('title')) / 2,
            mountX: 0.5,
            text: textStyle('title', { fontStyle: 'bold' }),
          },
        })),
      },
    } as never)
    this.show('')
  }

  /** Shows what was typed so far. */
  show(typed: string): void {
    this.tag('Cells')!.children.forEach((cell, at) => {
      const digit = typed.charAt(at)
      cell.patch({
        Line: { visible: at === typed.length },
        Digit: { text: { text: digit && this.secret ? '●' : digit } },
      } as never)
    })
  }

  /** How wide it is, in units. */
  static widthOf(count: number, groups: number): number {
    return count * (cellWidth() + space.small) - space.small + (Math.ceil(count / groups) - 1) * space.near
  }
}

const cellWidth = (): number => Math.round(sizeOf('title') * 1.08)
export const cellHeight = (): number => lineOf('title') + space.near
