import { Component } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, paragraph } from '../theme/text'
import { colour, radius, space, stage } from '../theme/tokens'
import { filled } from '../widgets/shapes'
import type { Notice } from './sentences'

interface NoticeSpec extends Component.TemplateSpec {
  Card: object
  Sentence: object
  Detail: object
}

const width = 1_240
const inner = width - 2 * space.far

/** A sentence over the middle of the picture: what is so, why, and what one can do. */
export class NoticeCard extends Component<NoticeSpec> {
  declare private shown: string

  static override _template(): Component.Template<NoticeSpec> {
    const centred = { textAlign: 'center' } as const
    return {
      x: (stage.w - width) / 2,
      visible: false,
      Card: { x: -1, y: -1 },
      Sentence: { x: width / 2, y: space.wide, mountX: 0.5, text: paragraph('strong', inner, 0, centred) },
      Detail: {
        x: width / 2,
        mountX: 0.5,
        text: paragraph('body', inner, 0, { ...centred, textColor: colour.calm }),
      },
    }
  }

  /** Says this, or nothing. */
  say(notice: Notice | null): void {
    this.visible = notice !== null
    if (notice === null) return
    const key = `${notice.sentence}\n${notice.detail}`
    if (key === this.shown) return
    this.shown = key
    const sentence = linesOf(notice.sentence, 'strong') * lineOf('strong')
    const detail = linesOf(notice.detail, 'body') * lineOf('body')
    const h = sentence + (detail > 0 ? detail + space.near : 0) + 2 * space.wide
    this.patch({
      y: Math.round((stage.h - h) / 2),
      Card: { texture: filled(width, h, radius, colour.shade) as never },
      Sentence: { text: { text: notice.sentence } },
      Detail: { y: space.wide + sentence + space.near, visible: detail > 0, text: { text: notice.detail } },
    })
  }
}

/** How many lines words will need, as the wrap at word ends makes them: a little more than their width says. */
function linesOf(words: string, size: 'strong' | 'body'): number {
  if (words === '') return 0
  const lines = words.split('\n').map((line) => Math.ceil((widthOf(line, size) * 1.04) / inner))
  return lines.reduce((sum, each) => sum + each, 0)
}
