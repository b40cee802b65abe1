import { Component } from '@lightningjs/core'
import { Header } from '../cameras/Header'
import { helpLine } from '../cameras/states'
import { make } from '../screen'
import type { Services } from '../service/services'
import { lineOf, oneLine } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import type { Words } from '../words/words'
import { capHeight, Legend, type LegendItem } from './Legend'
import { Message } from './Message'
import { type Row, Rows } from './Rows'

interface ListPageSpec extends Component.TemplateSpec {
  Header: typeof Header
  Rows: typeof Rows
  Message: typeof Message
  Note: object
  Legend: typeof Legend
}

/** What a page of rows shows now. */
export interface Listed {
  title: string
  /** beside the title: how old the rows are */
  banner: string
  /** in the place of the rows, where there are none */
  sentence: string
  detail: string
  rows: readonly Row[]
  index: number
  keys: readonly LegendItem[]
}

/** A screen of rows of two lines: head, rows or a sentence in their place, a note under them, the keys at the foot. */
export class ListPage extends Component<ListPageSpec> {
  declare services: Services
  declare words: Words
  /** stands under the rows; empty for none */
  declare note: string

  override _build(): void {
    const { services, words, note } = this
    const width = stage.w - 2 * margin.x
    const top = margin.y + lineOf('title') + space.near
    const foot = stage.h - margin.y - capHeight() - space.near
    const noteY = foot - lineOf('small')
    const room = note === '' ? foot - top : noteY - top - space.small
    this.childList.add(make(Message, this.stage, { ref: 'Message' }))
    this.childList.add(make(Header, this.stage, { ref: 'Header', services }))
    this.childList.add(make(Rows, this.stage, { ref: 'Rows', width, room, twoLines: true, x: margin.x, y: top }))
    this.patch({
      Note: { x: margin.x, y: noteY, text: oneLine('small', width, { text: note, textColor: colour.calm }) },
    } as never)
    this.childList.add(make(Legend, this.stage, { ref: 'Legend', words, profile: services.remote.profile.name }))
  }

  /** How many rows can be seen at once. */
  get visibleRows(): number {
    return this.tag('Rows')!.visibleRows
  }

  show({ title, banner, sentence, detail, rows, index, keys }: Listed): void {
    const message = this.tag('Message')!
    message.sentence = sentence
    message.detail = detail
    this.tag('Header')!.say(title, banner, helpLine(this.services.me, this.words))
    this.tag('Rows')!.show(rows, rows.length > 0 ? index : -1)
    this.tag('Note')!.visible = rows.length > 0
    this.tag('Legend')!.show(keys)
  }
}
