import { Component } from '@lightningjs/core'
import type { Report } from '../../contract/reports'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { problemOf } from '../service/api'
import type { LegendItem } from '../widgets/Legend'
import { ListPage } from '../widgets/ListPage'
import { Reading, type Text } from '../widgets/Reading'
import { keepRow, type Row, stepRow } from '../widgets/Rows'
import { householdWords } from '../words/household'
import { type Reports, readingOf, reportRows, reportsState } from './model'

interface ReportsSpec extends Component.TemplateSpec {
  Page: typeof ListPage
}

const slowMs = 2000
/** An answer comes when a person has written it. */
const againMs = 60_000

/** What this household reported, and what the desk answered. */
export class ReportsScreen extends Component<ReportsSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private known: Reports
  declare private rows: readonly Row[]
  declare private index: number
  declare private slow: boolean
  declare private slowTimer: number
  declare private askTimer: number

  override _construct(): void {
    this.known = { reports: [], at: null, asking: false, failure: null }
    this.rows = []
    this.index = 0
    this.slow = false
  }

  override _build(): void {
    const { services } = this
    const words = householdWords(services)
    this.childList.add(make(ListPage, this.stage, { ref: 'Page', services, words, note: '' }))
  }

  override _active(): void {
    this.slowTimer = window.setTimeout(() => {
      this.slow = true
      this.update()
    }, slowMs)
    this.askTimer = window.setInterval(() => this.ask(), againMs)
    this.ask()
  }

  override _inactive(): void {
    window.clearTimeout(this.slowTimer)
    window.clearInterval(this.askTimer)
  }

  override _detach(): void {
    this._inactive()
  }

  announce(): string[] {
    const { reports } = householdWords(this.services)
    const state = reportsState(this.known, this.slow, householdWords(this.services))
    const row = this.rows[this.index]
    if (!row) return [reports.title, state.sentence, state.detail]
    return [reports.title, row.title, row.detail ?? '', row.value ?? '']
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    const report = this.known.reports[this.index]
    if (report) this.read(report)
    else if (this.known.failure !== null) this.ask()
  }

  private move(press: KeyPress, by: number): void {
    if (press.phase === 'release') return
    this.index = stepRow(this.rows, this.index, by)
    this.draw()
  }

  private read(report: Report): void {
    const { services, shell } = this
    const words = householdWords(services)
    const { clock } = services
    const reading: Text = { ...readingOf(report, words, clock.now()), accept: '', closable: true }
    shell.cover(make(Reading, this.stage, { services, shell, reading }))
  }

  private ask(): void {
    const { session, clock } = this.services
    if (this.known.asking) return
    this.known = { ...this.known, asking: true }
    this.update()
    session.call<{ reports: Report[] }>({ method: 'GET', path: '/v1/reports' }).then(
      ({ data }) => this.came({ reports: data.reports, at: clock.now(), asking: false, failure: null }),
      (error: unknown) => this.came({ ...this.known, asking: false, failure: problemOf(error).failure }),
    )
  }

  private came(known: Reports): void {
    this.known = known
    if (this.attached) this.update()
  }

  private update(): void {
    const key = this.rows[this.index]?.key ?? null
    this.rows = reportRows(this.known.reports, householdWords(this.services), this.services.clock.now())
    this.index = keepRow(this.rows, key, this.index)
    this.draw()
  }

  private draw(): void {
    const words = householdWords(this.services)
    const state = reportsState(this.known, this.slow, words)
    const items: LegendItem[] = []
    if (this.rows.length > 0) items.push({ key: 'ok', word: words.reports.read })
    else if (this.known.failure !== null) items.push({ key: 'ok', word: words.cameras.again })
    const { rows, index } = this
    const keys = items.concat({ key: 'back', word: words.legend.leave })
    this.tag('Page')!.show({ title: words.reports.title, ...state, rows, index, keys })
  }
}
