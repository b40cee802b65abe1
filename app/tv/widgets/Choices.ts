import { Component } from '@lightningjs/core'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { widthOf } from '../theme/measure'
import { lineOf, paragraph } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { capHeight, Legend } from './Legend'
import { type Row, Rows, stepRow } from './Rows'
import { filled } from './shapes'

interface ChoicesSpec extends Component.TemplateSpec {
  Veil: object
  Foot: object
  Card: object
  Title: object
  Detail: object
}

export interface Question {
  title: string
  detail: string
  rows: readonly Row[]
  /** The row that has the focus at first: what does least. */
  index: number
  chosen(key: string): void
}

const width = 1240
const inner = width - 2 * space.far

/** A question over the screen, with its answers as rows. Back is no answer: it goes away. */
export class Choices extends Component<ChoicesSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare question: Question
  declare private index: number
  declare private rows: Rows

  override _setup(): void {
    const { services, question } = this
    const { title, detail, rows } = question
    this.index = question.index
    const titleH = linesOf(title, 'strong') * lineOf('strong')
    const detailH = detail === '' ? 0 : linesOf(detail, 'body') * lineOf('body') + space.small
    const twoLines = rows.some((row) => row.detail)
    const rowH = lineOf('body') + (twoLines ? lineOf('small') : space.near) + 3 * space.small
    const headH = 2 * space.wide + titleH + detailH + space.gap
    const footY = stage.h - margin.y - capHeight() - space.small
    const { y, h } = cardAt(headH, rowH, rows.length, footY - space.small)
    const x = (stage.w - width) / 2
    this.patch({
      Veil: { rect: true, w: stage.w, h: stage.h, color: colour.veil },
      Foot: {
        rect: true,
        y: footY,
        w: stage.w,
        h: stage.h,
        color: colour.night,
      },
      Card: { x, y, texture: filled(width, h, radius, colour.night) },
      Title: { x: x + space.far, y: y + space.wide, text: paragraph('strong', inner, 0, { text: title }) },
      Detail: {
        x: x + space.far,
        y: y + space.wide + titleH + space.small,
        text: paragraph('body', inner, 0, { text: detail, textColor: colour.calm }),
      },
    } as never)
    this.rows = make(Rows, this.stage, {
      width: inner,
      room: h - headH,
      twoLines,
      x: x + space.far,
      y: y + space.wide + titleH + detailH + space.gap,
    })
    this.childList.add(this.rows)
    const legend = make(Legend, this.stage, { words: services.words, profile: services.remote.profile.name })
    this.childList.add(legend)
    legend.show([
      { key: 'ok', word: services.words.alarm.keys.choose },
      { key: 'back', word: services.words.watch.keys.close },
    ])
    this.draw()
  }

  announce(): string[] {
    const { title, detail, rows } = this.question
    return [title, detail, rows[this.index]?.title ?? '', rows[this.index]?.detail ?? '']
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleLeft(): void {}
  override _handleRight(): void {}
  override _handleEnter(press: KeyPress): void {
    const row = this.question.rows[this.index]
    if (press.phase !== 'press' || !row) return
    this.shell.dismiss(this)
    this.question.chosen(row.key)
  }
  override _handleBack(press: KeyPress): void {
    if (press.phase === 'press') this.shell.dismiss(this)
  }
  /** Nothing of what lies under it hears a key. */
  override _handleAny(): void {}
  override _handleMenu(): void {}

  private move(press: KeyPress, by: number): void {
    if (press.phase === 'release') return
    this.index = stepRow(this.question.rows, this.index, by)
    this.draw()
  }

  private draw(): void {
    this.rows.show(this.question.rows, this.index)
  }
}

/** Where a card of so many rows stands: in the middle and above `foot`; it is as high as there is room, its rows scroll. */
export function cardAt(head: number, row: number, rows: number, foot: number): { y: number; h: number } {
  const most = Math.max(1, Math.floor((foot - margin.y - head) / row))
  const h = head + Math.min(rows, most) * row
  return { h, y: Math.min(Math.round((stage.h - h) / 2) - space.gap, foot - h) }
}

/** How many lines words will need, a little more than their width says. */
function linesOf(words: string, size: 'strong' | 'body'): number {
  return Math.max(1, Math.ceil((widthOf(words, size) * 1.04) / inner))
}
