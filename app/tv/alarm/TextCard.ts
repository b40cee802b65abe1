import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, margin, outline, radius, stage } from '../theme/tokens'
import { filled, outlined } from '../widgets/shapes'

interface TextCardSpec extends Component.TemplateSpec {
  From: object
  Text: object
  Answers: object
  Note: object
}

const width = stage.w - 2 * margin.x
const gap = 24
const answerH = 132
const textY = 210
const answersY = 640

/** A text of the desk as it stands: who asks, what, the answers from left to right. */
export interface Question {
  from: string
  text: string
  answers: readonly string[]
  choice: number
  note: string
}

/** What the desk asks, in letters that a weak eye reads from the sofa, with the answers below. */
export class TextCard extends Component<TextCardSpec> {
  override _setup(): void {
    this.patch({
      x: margin.x,
      From: { y: 110, text: oneLine('strong', width, { textColor: colour.green }) },
      Text: { y: textY, text: paragraph('huge', width, 4, { fontStyle: 'bold' }) },
      Answers: { y: answersY },
      Note: { y: answersY + answerH + 28, text: oneLine('body', width, { textColor: colour.calm }) },
    } as never)
  }

  show({ from, text, answers, choice, note }: Question): void {
    const w = (width - gap * (answers.length - 1)) / answers.length
    // 80 characters in the largest letters are up to four lines; what needs more takes the next size.
    const size = widthOf(text, 'huge', true) > 3.6 * width || lineOf('huge') * 4 > answersY - textY ? 'large' : 'huge'
    this.patch({
      From: { text: { text: from } },
      Text: { text: { ...textStyle(size, { fontStyle: 'bold' }), text } },
      Note: { text: { text: note } },
    } as never)
    this.tag('Answers')!.children = answers.map((answer, n) => ({
      x: n * (w + gap),
      Shape: { x: -1, y: -1, texture: filled(w, answerH, radius, n === choice ? colour.raised : colour.card) },
      Focus: {
        visible: n === choice,
        x: -outline,
        y: -outline,
        texture: outlined(w + 2 * outline - 2, answerH + 2 * outline - 2, radius + outline, outline, colour.amber),
      },
      Word: {
        x: w / 2,
        mountX: 0.5,
        y: answerH / 2 + 4,
        mountY: 0.48,
        text: oneLine('title', w - 32, {
          text: answer,
          fontStyle: 'bold',
          textColor: n === choice ? colour.text : colour.calm,
        }),
      },
    })) as never
  }
}
