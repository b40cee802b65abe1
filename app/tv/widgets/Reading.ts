import { Component } from '@lightningjs/core'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { moveTo } from '../theme/motion'
import { lineOf, oneLine, paragraph, sizeOf } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { capHeight, Legend, type LegendItem } from './Legend'
import { filled } from './shapes'

interface ReadingSpec extends Component.TemplateSpec {
  Ground: object
  Card: object
  Title: object
  Note: object
  Page: { Text: object }
  Bar: object
}

export interface Text {
  title: string
  /** A calm line under the title. */
  note: string
  text: string
  /** What OK does; empty where it closes the page. */
  accept: string
  /** OK was pressed; without it OK and Back close the page. */
  accepted?: () => void
  /** Whether Back closes it. */
  closable: boolean
}

const width = stage.w - 2 * margin.x
const inset = space.wide

/** A text to be read, over everything; up and down move it where it is longer than the screen. */
export class Reading extends Component<ReadingSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare reading: Text
  declare private room: number
  declare private hidden: number
  declare private at: number
  declare private legend: Legend

  override _construct(): void {
    this.hidden = 0
    this.at = 0
  }

  override _setup(): void {
    const { title, note, text } = this.reading
    const top = margin.y + lineOf('title') + (note ? lineOf('small') : 0) + space.gap
    this.room = stage.h - margin.y - capHeight() - space.gap - top - 2 * inset
    this.patch({
      Ground: { rect: true, w: stage.w, h: stage.h, color: colour.night },
      Title: { x: margin.x, y: margin.y, text: oneLine('title', width, { text: title, fontStyle: 'bold' }) },
      Note: {
        x: margin.x,
        y: margin.y + lineOf('title'),
        text: oneLine('small', width, { text: note, textColor: colour.calm }),
      },
      Card: { x: margin.x, y: top },
      Page: {
        x: margin.x + inset,
        y: top + inset,
        w: width - 2 * inset,
        h: this.room,
        clipping: true,
        Text: { text: paragraph('body', width - 3 * inset, 0, { text }) },
      },
      Bar: { rect: true, w: 6, color: colour.calm, x: stage.w - margin.x - inset + 8, visible: false },
    } as never)
    this.tag('Page.Text' as never as 'Title')!.on('txLoaded', () => this.measured())
    this.legend = make(Legend, this.stage, {
      words: this.services.words,
      profile: this.services.remote.profile.name,
    })
    this.childList.add(this.legend)
    this.drawLegend()
  }

  announce(): string[] {
    const { title, note, text, accept } = this.reading
    return [title, note, text, accept]
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    // Nobody agrees to what they have not been shown to the end.
    if (this.reading.accepted && this.at < this.hidden) this.move(press, 1)
    else if (this.reading.accepted) this.reading.accepted()
    else this.shell.dismiss(this)
  }
  override _handleBack(press: KeyPress): void {
    if (press.phase === 'press' && this.reading.closable) this.shell.dismiss(this)
  }
  /** Nothing of what lies under it hears a key. */
  override _handleAny(): void {}
  override _handleMenu(): void {}

  private measured(): void {
    const text = this.tag('Page.Text' as never as 'Title')!
    // Its texture is half a letter higher than its lines.
    const needed = Math.ceil(text.renderHeight - sizeOf('body') / 2)
    this.hidden = Math.max(0, needed - this.room)
    const h = Math.min(needed, this.room) + 2 * inset
    this.tag('Card')!.texture = filled(width, h, radius, colour.card) as never
    this.draw(true)
    this.drawLegend()
  }

  private move(press: KeyPress, by: number): void {
    if (press.phase === 'release') return
    this.at = Math.max(0, Math.min(this.at + by * Math.round(this.room * 0.7), this.hidden))
    this.draw(press.phase === 'repeat')
    this.drawLegend()
  }

  private draw(still: boolean): void {
    moveTo(this.tag('Page.Text' as never as 'Title')!, 'y', -this.at, still)
    const whole = this.room + this.hidden
    const page = this.tag('Page')!
    this.tag('Bar')!.patch({
      visible: this.hidden > 0,
      h: Math.round((this.room * this.room) / whole),
      y: page.y + Math.round((this.at * this.room) / whole),
    })
  }

  private drawLegend(): void {
    const words = this.services.words
    const { accept, accepted, closable } = this.reading
    const items: LegendItem[] = []
    const unread = this.hidden > 0
    if (accepted && !(unread && this.at < this.hidden)) items.push({ key: 'ok', word: accept })
    if (unread) items.push({ key: 'arrows', word: words.pairing.undertaking.scroll })
    if (closable) items.push({ key: 'back', word: words.watch.keys.close })
    this.legend.show(items)
  }
}
