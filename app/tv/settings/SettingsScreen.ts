import { Component } from '@lightningjs/core'
import { callsOf } from '../alarm/calls'
import { Header } from '../cameras/Header'
import { readHabits } from '../cameras/habits'
import { helpLine } from '../cameras/states'
import type { KeyPress } from '../remote/keys'
import { chosenProfile } from '../remote/own'
import type { Route } from '../routes'
import { make, type ScreenProps } from '../screen'
import { problemOf } from '../service/api'
import { lineOf, paragraph } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import { hasVoice, onVoices } from '../voice/speech'
import { Choices, type Question } from '../widgets/Choices'
import { capHeight, Legend, type LegendItem } from '../widgets/Legend'
import { keepRow, type Row, Rows, stepRow } from '../widgets/Rows'
import { householdWords } from '../words/household'
import { sentenceOf } from '../words/words'
import { aboutFacts } from './about'
import { readChosen, writeChosen } from './chosen'
import { aboutRows, type ChoiceKey, choose, homeRows, isChoice, mainRows, redraws } from './model'
import { askPin } from './PinEntry'
import { askProfile } from './profileTrial'

interface SettingsSpec extends Component.TemplateSpec {
  Header: typeof Header
  Rows: typeof Rows
  Hint: object
  Legend: typeof Legend
}

type SettingsRoute = Extract<Route, { screen: 'settings' }>

/** The settings, this box and its household, and what this is: pages of rows. */
export class SettingsScreen extends Component<SettingsSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare route: SettingsRoute
  declare private rows: readonly Row[]
  declare private index: number
  declare private pin: boolean | null
  declare private stops: (() => void)[]

  override _construct(): void {
    this.rows = []
    this.index = 0
    this.pin = null
    this.stops = []
  }

  override _build(): void {
    const { services } = this
    const width = stage.w - 2 * margin.x
    const top = margin.y + lineOf('title') + space.near
    const hintH = 2 * lineOf('small')
    const hintY = stage.h - margin.y - capHeight() - space.near - hintH
    this.childList.add(make(Header, this.stage, { ref: 'Header', services }))
    this.childList.add(
      make(Rows, this.stage, { ref: 'Rows', width, room: hintY - top - space.small, x: margin.x, y: top }),
    )
    this.patch({
      Hint: { x: margin.x, y: hintY, text: paragraph('small', width, 2, { textColor: colour.calm }) },
    } as never)
    this.childList.add(
      make(Legend, this.stage, {
        ref: 'Legend',
        words: householdWords(services),
        profile: services.remote.profile.name,
      }),
    )
  }

  /** Before the first frame: the key after one that drew everything anew must not be lost. */
  override _init(): void {
    this.update()
  }

  override _active(): void {
    const { me, session } = this.services
    const update = () => this.update()
    this.stops = [me.onChange(update), session.onChange(update), onVoices(update)]
    this.update()
    if (this.route.page !== 'household') return
    void me.refresh()
    this.askWhetherPin()
  }

  override _inactive(): void {
    for (const stop of this.stops) stop()
    this.stops = []
  }

  override _detach(): void {
    this._inactive()
  }

  announce(): string[] {
    const row = this.rows[this.index]
    return [this.title, row?.title ?? '', row?.value ?? '', row?.hint ?? '']
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.move(press, -this.tag('Rows')!.visibleRows)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.move(press, this.tag('Rows')!.visibleRows)
  }
  override _handleLeft(press: KeyPress): void {
    this.turn(press, -1, false)
  }
  override _handleRight(press: KeyPress): void {
    this.turn(press, 1, false)
  }
  override _handleEnter(press: KeyPress): void {
    const row = this.rows[this.index]
    if (press.phase !== 'press' || !row) return
    if (row.kind === 'choice') this.turn(press, 1, true)
    else if (row.kind === 'act') this.act(row.key)
  }

  private move(press: KeyPress, by: number): void {
    if (press.phase === 'release') return
    this.index = stepRow(this.rows, this.index, by)
    this.draw()
  }

  private turn(press: KeyPress, by: 1 | -1, round: boolean): void {
    const row = this.rows[this.index]
    if (press.phase !== 'press' || !row || !isChoice(row.key)) return
    this.change(row.key, by, round)
  }

  private change(key: ChoiceKey, by: 1 | -1, round: boolean): void {
    const chosen = choose(readChosen(this.services), key, by, round)
    writeChosen(this.services, chosen, key)
    if (redraws(key)) this.shell.redraw()
    else this.update()
  }

  private act(key: string): void {
    const { shell } = this
    const purpose = ({ 'pin-make': 'make', 'pin-change': 'change', 'pin-remove': 'remove' } as const)[key as 'pin-make']
    if (purpose) askPin(purpose, this.services, shell, this.stage, () => this.askWhetherPin())
    else if (key === 'household' || key === 'about') shell.open({ screen: 'settings', page: key })
    else if (key === 'viewings' || key === 'reports' || key === 'keys') shell.open({ screen: key })
    else if (key === 'keyProfile') askProfile(this, this.stage, () => shell.redraw())
    else if (key === 'pair') shell.open({ screen: 'pairing' })
    else if (key === 'test' || key === 'practice') this.callAs(key)
    else if (key === 'sign') this.changeSign()
    else if (key === 'favourites') this.clearFavourites()
    else if (key === 'unpair') this.askToUnpair()
  }

  /** The panel itself, with the test or the practice chosen: it is done as a call is. */
  private callAs(what: 'test' | 'practice'): void {
    callsOf(this.services).ask(what)
    this.shell.openAlarm()
  }

  /** The PIN is asked for each time: who forces somebody must not find this open. */
  private changeSign(): void {
    const { services, shell } = this
    const { sign, pin } = householdWords(services).settings
    if (!this.pin) shell.say(this.pin === null ? pin.unknown : sign.pinFirst)
    else
      askPin('enter', services, shell, this.stage, () => askPin('sign', services, shell, this.stage, () => undefined))
  }

  private clearFavourites(): void {
    const words = householdWords(this.services)
    const { store } = this.services
    const { settings } = words
    if (readHabits(store).favourites.length === 0) return
    this.ask(settings.favouritesAsk, settings.favouritesWhat, settings.favourites, settings.no, () => {
      store.remove('favourites')
      this.shell.say(settings.favouritesDone)
      this.update()
    })
  }

  /** Twice, in other words each time, with the harmless answer first. */
  private askToUnpair(): void {
    const { home } = householdWords(this.services).settings
    this.ask(home.unpairAsk, home.unpairAskDetail, home.unpairYes, home.unpairNo, () =>
      this.ask(home.unpairSure, home.unpairSureDetail, home.unpairYes, home.unpairNo, () => this.unpair()),
    )
  }

  private unpair(): void {
    const words = householdWords(this.services)
    const { session } = this.services
    const { home } = words.settings
    session.call({ method: 'POST', path: '/v1/pairing/end' }).then(
      () => {
        this.shell.say(home.unpaired)
        session.forget('resident')
      },
      (error: unknown) => {
        const { failure } = problemOf(error)
        if (failure === 'pin-needed') askPin('enter', this.services, this.shell, this.stage, () => this.unpair())
        else this.shell.say(home.unpairFailed(sentenceOf(words, failure)))
      },
    )
  }

  private ask(title: string, detail: string, yes: string, no: string, then: () => void): void {
    const { services, shell } = this
    const row = (key: string, answer: string): Row => ({ key, kind: 'act', title: answer })
    const question: Question = {
      title,
      detail,
      rows: [row('no', no), row('yes', yes)],
      index: 0,
      chosen: (key) => {
        if (key === 'yes') then()
      },
    }
    shell.cover(make(Choices, this.stage, { services, shell, question }))
  }

  private askWhetherPin(): void {
    this.services.session.call<{ set: boolean }>({ method: 'GET', path: '/v1/pin' }).then(
      ({ data }) => {
        this.pin = data.set
        if (this.attached) this.update()
      },
      () => undefined,
    )
  }

  private update(): void {
    const key = this.rows[this.index]?.key ?? this.route.focus ?? null
    this.rows = this.rowsNow()
    this.index = keepRow(this.rows, key, this.index)
    this.draw()
  }

  private rowsNow(): Row[] {
    const { services } = this
    const words = householdWords(services)
    const { me, session, store, serial, clock } = services
    const chosen = readChosen(services)
    if (this.route.page === 'about') return aboutRows(aboutFacts(services, this.stage, chosen), words)
    if (this.route.page === 'household') {
      return homeRows({ me: me.value, serial, session: session.state, pin: this.pin, now: clock.now() }, words)
    }
    const favourites = readHabits(store).favourites.length
    return mainRows(
      {
        ...{ chosen, speaks: hasVoice(chosen.language), favourites, session: session.state },
        ...{ me: me.value, now: clock.now() },
        profile: chosenProfile(store),
      },
      words,
    )
  }

  private get title(): string {
    const { settings } = householdWords(this.services)
    return { main: settings.title, household: settings.household, about: settings.about }[this.route.page]
  }

  private draw(): void {
    const words = householdWords(this.services)
    const { me } = this.services
    const row = this.rows[this.index]
    // Kept with the place in the app, so that drawing everything anew comes back here.
    this.route.focus = row?.key
    this.tag('Header')!.say(this.title, '', helpLine(me, words))
    this.tag('Rows')!.show(this.rows, this.index)
    this.tag('Hint')!.patch({ text: { text: row?.hint ?? '' } })
    this.tag('Legend')!.show(this.legend(row))
  }

  private legend(row: Row | undefined): LegendItem[] {
    const { settings, legend, pairing } = householdWords(this.services)
    const back: LegendItem = { key: 'back', word: legend.leave }
    if (row?.kind === 'choice') return [{ key: 'ok', word: settings.change }, back]
    if (row?.kind === 'act') return [{ key: 'ok', word: settings.open }, back]
    return [{ key: 'arrows', word: pairing.undertaking.scroll }, back]
  }
}
