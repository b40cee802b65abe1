import { Component } from '@lightningjs/core'
import { withHousehold } from '../household'
import { noticesOf } from '../notices/notices'
import { noticesText } from '../notices/sentences'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { lineOf } from '../theme/text'
import { margin, space, stage } from '../theme/tokens'
import { capHeight, Legend, type LegendItem } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { Reading } from '../widgets/Reading'
import { tileSizes } from './CameraTile'
import { Header } from './Header'
import { noteWatched, readHabits, turnFavourite } from './habits'
import { legendOf } from './legend'
import {
  type Direction,
  type Focus,
  findNumber,
  keep,
  numbersOf,
  page,
  type Row,
  rowsOf,
  step,
  type TileModel,
  wallOf,
} from './model'
import { NumberBox } from './NumberBox'
import { NumberEntry, type NumberGoal } from './NumberEntry'
import { overhang, PooledRows } from './PooledRows'
import { stateLine, whyClosed } from './sentences'
import { helpLine, type ListState, listState } from './states'

interface CamerasSpec extends Component.TemplateSpec {
  Body: object
  Header: typeof Header
  Message: typeof Message
  Legend: typeof Legend
  Number: typeof NumberBox
}

const slowMs = 2000
/** A number that can only be this one is taken after a moment, so that the eye can follow. */
const completeMs = 500
const agesMs = 10_000

/** The first screen: the cameras by area, from near to far; or all of them as a wall. */
export class CamerasScreen extends Component<CamerasSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private rows: readonly Row[]
  declare private focus: Focus
  declare private list: PooledRows | null
  declare private wall: boolean
  declare private digits: NumberEntry
  declare private slowTimer: number
  declare private agesTimer: number
  declare private slow: boolean
  declare private asking: boolean
  declare private stops: (() => void)[]

  override _construct(): void {
    this.rows = []
    this.focus = { row: 0, column: 0 }
    this.list = null
    this.wall = this.services.store.read<boolean>('wall') === true
    this.digits = new NumberEntry(() => this.tag('Number')!, this.goal)
    this.slow = false
    this.asking = false
    this.stops = []
  }

  override _build(): void {
    const { services } = this
    this.patch({ Body: {} })
    this.childList.add(make(Message, this.stage, { ref: 'Message' }))
    this.childList.add(make(Header, this.stage, { ref: 'Header', services }))
    this.childList.add(
      make(Legend, this.stage, { ref: 'Legend', words: services.words, profile: services.remote.profile.name }),
    )
    this.childList.add(make(NumberBox, this.stage, { ref: 'Number', services }))
  }

  override _active(): void {
    const { cameras, me, session, previews } = this.services
    const update = () => this.update(true)
    this.stops = [
      cameras.onChange(update),
      me.onChange(update),
      session.onChange(update),
      noticesOf(this.services).onChange(update),
      previews.onChange(() => this.list?.refreshPictures()),
    ]
    this.agesTimer = window.setInterval(() => this.list?.refreshPictures(), agesMs)
    this.wait()
    this.update(true)
  }

  /** Says more where the list takes its time. */
  private wait(): void {
    clearTimeout(this.slowTimer)
    this.slow = false
    this.slowTimer = window.setTimeout(() => {
      this.slow = true
      this.update(true)
    }, slowMs)
  }

  override _inactive(): void {
    for (const stop of this.stops) stop()
    this.stops = []
    clearInterval(this.agesTimer)
    clearTimeout(this.slowTimer)
    this.digits.cancel()
  }

  override _detach(): void {
    this._inactive()
  }

  /** What is read out: whose cameras, which one, how it is. */
  announce(): string[] {
    const { words, clock } = this.services
    const row = this.rows[this.focus.row]
    const tile = this.focused
    if (!row || !tile) {
      const { message } = this.listing()
      return [words.cameras.title, message?.sentence ?? '', message?.detail ?? '']
    }
    const state = [stateLine(tile, words, clock.now(), false), whyClosed(tile, words)]
    return [words.cameras.title, words.cameras.rows[row.title], `${tile.number} ${tile.name}`, ...state]
  }

  override _handleUp(press: KeyPress): void {
    this.move('up', press)
  }
  override _handleDown(press: KeyPress): void {
    this.move('down', press)
  }
  override _handleLeft(press: KeyPress): void {
    this.move('left', press)
  }
  override _handleRight(press: KeyPress): void {
    this.move('right', press)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.turnPage(-1, press)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.turnPage(1, press)
  }

  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    // A number that is nobody's was answered; it does not open what has the focus.
    if (!this.digits.finish()) return
    const tile = this.focused
    if (tile && this.rows.length > 0) this.watch(tile)
    else if (this.listing().ok) this.askAgain()
  }

  override _handleBack(press: KeyPress): boolean | undefined {
    if (press.phase !== 'press') return
    if (!this.digits.open) return false
    this.digits.cancel()
    return undefined
  }

  override _handleDigit(press: KeyPress): void {
    if (press.phase === 'press' && this.rows.length > 0) this.digits.press(press)
  }

  override _handleYellow(press: KeyPress): void {
    const tile = this.focused
    if (press.phase !== 'press' || !tile) return
    this.shell.say(turnFavourite(this.services, tile))
    this.update(true)
  }

  override _handleBlue(press: KeyPress): void {
    if (press.phase !== 'press') return
    this.wall = !this.wall
    this.services.store.write('wall', this.wall)
    this.update(true)
  }

  override _handleGreen(press: KeyPress): void {
    const { services, shell } = this
    const notices = noticesOf(services).current()
    if (press.phase !== 'press' || notices.length === 0) return
    shell.cover(make(Reading, this.stage, { services, shell, reading: noticesText(notices, services) }))
  }

  private get focused(): TileModel | null {
    return this.tileAt(this.focus)
  }

  private tileAt(focus: Focus): TileModel | null {
    return this.rows[focus.row]?.tiles[focus.column] ?? null
  }

  private move(direction: Direction, press: KeyPress): void {
    this.digits.finish()
    if (!this.list) return
    this.focus = step(this.rows, this.focus, direction, this.list.scrolls())
    this.draw(press.phase === 'repeat')
  }

  private turnPage(by: -1 | 1, press: KeyPress): void {
    this.digits.cancel()
    if (!this.list) return
    this.focus = page(this.rows, this.focus, by, this.list.visibleLines)
    this.draw(press.phase === 'repeat')
  }

  private watch(tile: TileModel): void {
    const { store, words, clock } = this.services
    if (tile.state === 'closed') {
      const state = stateLine(tile, words, clock.now(), false)
      this.shell.say([tile.name, state, whyClosed(tile, words)].join(' · '))
      return
    }
    const { id, number } = tile
    noteWatched(store, id)
    this.shell.open({ screen: 'watch', number, id })
  }

  private askAgain(): void {
    const { services, shell } = this
    const { session, cameras, me } = services
    const ask = async () => {
      this.asking = true
      this.wait()
      this.update(true)
      await session.start()
      void me.refresh()
      await cameras.refresh()
      this.asking = false
      if (this.active) this.update(true)
    }
    if (session.state === 'unpaired') shell.open({ screen: 'pairing' })
    else if (cameras.failure === 'pin-needed')
      withHousehold(this, ({ askPin }) => askPin('enter', services, shell, this.stage, ask))
    else void ask()
  }

  private get goal(): NumberGoal {
    return {
      numbers: () => numbersOf(this.rows),
      nameOf: (number) => {
        const found = findNumber(this.rows, number)
        return found && this.tileAt(found)!.name
      },
      done: (number) => {
        const found = findNumber(this.rows, number)
        if (found) {
          this.focus = found
          this.draw(false)
        } else this.shell.say(this.services.words.cameras.noSuchNumber(number))
        return found !== null
      },
      restMs: completeMs,
    }
  }

  private listing(): ListState {
    const { cameras, session, words, clock } = this.services
    return listState(cameras, session.state, this.slow, words, clock.now(), this.asking)
  }

  /** Brings the screen to what is known now, with the focus on the camera it was on. */
  private update(still: boolean): void {
    const { cameras, me, store } = this.services
    const state = this.listing()
    const rowKey = this.rows[this.focus.row]?.key ?? null
    const id = this.focused?.id ?? null
    const byArea = cameras.value ? rowsOf(cameras.value, me.value?.areas ?? [], readHabits(store)) : []
    const list = this.listView()
    this.rows = this.wall ? wallOf(byArea, list.columns) : byArea
    this.focus = keep(this.rows, this.focus, rowKey, id)
    const message = this.tag('Message')!
    message.visible = state.message !== null
    message.sentence = state.message?.sentence ?? ''
    message.detail = state.message?.detail ?? ''
    list.visible = this.rows.length > 0
    this.tag('Legend')!.show(this.legend(state))
    this.draw(still)
  }

  private draw(still: boolean): void {
    this.list?.show(this.rows, this.focus, still)
    const { me, words } = this.services
    // The wall has no titles: the head tells in which area one is.
    const area = this.wall ? (this.rows[this.focus.row]?.tiles[this.focus.column]?.area.name ?? '') : ''
    this.tag('Header')!.say(words.cameras.title, this.listing().banner || area, helpLine(me, words))
  }

  /** The rows or the wall, whichever is wanted; the other one is let go with all its textures. */
  private listView(): PooledRows {
    const size = this.wall ? tileSizes.wall : tileSizes.row
    if (this.list && this.list.size === size) return this.list
    if (this.list) this.tag('Body')!.childList.remove(this.list)
    const top = margin.y + lineOf('title') + space.near
    this.list = make(PooledRows, this.stage, {
      services: this.services,
      size,
      titled: !this.wall,
      visibleHeight: stage.h - margin.y - capHeight() - space.near - top,
      y: top - overhang,
    })
    this.tag('Body')!.childList.add(this.list)
    return this.list
  }

  private legend({ ok }: ListState): LegendItem[] {
    const { services, wall } = this
    const notices = noticesOf(services).current().length
    return legendOf({ rows: this.rows.length, wall, ok, notices }, services.words)
  }
}
