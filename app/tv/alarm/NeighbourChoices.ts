import { Component } from '@lightningjs/core'
import { lineOf, oneLine } from '../theme/text'
import { colour, margin, outline, radius, space, stage } from '../theme/tokens'
import { filled, outlined } from '../widgets/shapes'

const gap = 24
const choiceW = (stage.w - 2 * margin.x - 2 * gap) / 3
export const choiceH = 168

/** What a household may answer a neighbour, as large cards beside each other. */
export class NeighbourChoices extends Component {
  /** `chosen` is -1 while none has the focus; one alone always has it. */
  show(choices: readonly { word: string; what: string }[], chosen: number): void {
    const top = (what: string) => (choiceH - lineOf('title') - (what === '' ? 0 : lineOf('small') + space.hair)) / 2
    this.children = choices.map(({ word, what }, n) => {
      const focused = choices.length === 1 || n === chosen
      const ready = focused || chosen < 0
      return {
        x: n * (choiceW + gap),
        Shape: { x: -1, y: -1, texture: filled(choiceW, choiceH, radius, focused ? colour.raised : colour.card) },
        Focus: {
          visible: focused,
          x: -outline,
          y: -outline,
          texture: outlined(
            choiceW + 2 * outline - 2,
            choiceH + 2 * outline - 2,
            radius + outline,
            outline,
            colour.amber,
          ),
        },
        Word: {
          x: choiceW / 2,
          mountX: 0.5,
          y: top(what),
          text: oneLine('title', choiceW - 32, {
            text: word,
            fontStyle: 'bold',
            textColor: ready ? colour.text : colour.calm,
          }),
        },
        What: {
          x: choiceW / 2,
          mountX: 0.5,
          y: top(what) + lineOf('title') + space.hair,
          text: oneLine('small', choiceW - 32, { text: what, textColor: colour.calm }),
        },
      }
    }) as never
  }
}
