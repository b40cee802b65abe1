import { Component } from '@lightningjs/core'
import type { Viewing } from '../../contract/viewings'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { problemOf } from '../service/api'
import { askPin } from '../settings/PinEntry'
import type { LegendItem } from '../widgets/Legend'
import { ListPage } from '../widgets/ListPage'
import { keepRow, type Row, stepRow } from '../widgets/Rows'
import { householdWords } from '../words/household'
import { emptyLog, type Log, logRows, logState, wantsMore, withPage } from './model'

interface ViewingsSpec extends Component.TemplateSpec {
  Page: typeof ListPage
}

const slowMs = 2000

/** What this household watched, newest first; earlier pages come as one moves down. */
export class ViewingsScreen extends Component<ViewingsSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private log: Log
  declare private rows: readonly Row[]
  declare private index: number
  declare private slow: boolean
  declare private slowTimer: number

  override _construct(): void {
    this.log = emptyLog
    this.rows = []
    this.index = 0
    this.slow = false
  }

  override _build(): void {
    const { services } = this
    const words = householdWords(services)
    this.childList.add(make(ListPage, this.stage, { ref: 'Page', services, words, note: words.viewings.note }))
  }

  override _active(): void {
    this.slowTimer = window.setTimeout(() => {
      this.slow = true
      this.update()
    }, slowMs)
    this.ask(undefined)
  }

  override _inactive(): void {
    window.clearTimeout(this.slowTimer)
  }

  override _detach(): void {
    this._inactive()
  }

  announce(): string[] {
    const { viewings } = householdWords(this.services)
    const state = logState(this.log, this.slow, householdWords(this.services))
    const row = this.rows[this.index]
    if (!row) return [viewings.title, state.sentence, state.detail]
    return [viewings.title, row.title, row.value ?? '', row.detail ?? '']
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.move(press, -this.tag('Page')!.visibleRows)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.move(press, this.tag('Page')!.visibleRows)
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press' || this.log.failure === null) return
    if (this.log.failure === 'pin-needed') this.askForPin()
    else this.ask(undefined)
  }

  private move(press: KeyPress, by: number): void {
    if (press.phase === 'release') return
    this.index = stepRow(this.rows, this.index, by)
    const { next } = this.log
    if (wantsMore(this.log, this.index, this.rows.length) && next) this.ask(next)
    else this.draw()
  }

  private ask(before: string | undefined): void {
    const { session, clock } = this.services
    if (this.log.asking) return
    this.log = { ...this.log, asking: true, failure: null }
    this.update()
    const path = before === undefined ? '/v1/viewings' : `/v1/viewings?before=${encodeURIComponent(before)}`
    session.call<{ viewings: Viewing[]; next: string | null }>({ method: 'GET', path }).then(
      ({ data }) => this.came(withPage(this.log, before, data.viewings, data.next, clock.now())),
      (error: unknown) => {
        const { failure } = problemOf(error)
        this.came({ ...this.log, asking: false, failure })
        if (failure === 'pin-needed' && this.active) this.askForPin()
      },
    )
  }

  private came(log: Log): void {
    this.log = log
    if (this.attached) this.update()
  }

  private askForPin(): void {
    askPin('enter', this.services, this.shell, this.stage, () => this.ask(undefined))
  }

  private update(): void {
    const words = householdWords(this.services)
    const { clock, serial } = this.services
    const key = this.rows[this.index]?.key ?? null
    this.rows = logRows(this.log, serial, words, clock.now())
    this.index = keepRow(this.rows, key, this.index)
    this.draw()
  }

  private draw(): void {
    const words = householdWords(this.services)
    const state = logState(this.log, this.slow, words)
    const items: LegendItem[] = []
    if (this.rows.length > 0) items.push({ key: 'arrows', word: words.pairing.undertaking.scroll })
    if (this.log.failure !== null) items.push({ key: 'ok', word: words.cameras.again })
    const { rows, index } = this
    const keys = items.concat({ key: 'back', word: words.legend.leave })
    this.tag('Page')!.show({ title: words.viewings.title, ...state, rows, index, keys })
  }
}
