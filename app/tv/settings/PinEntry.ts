import { Component, type Stage } from '@lightningjs/core'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps, type Shell } from '../screen'
import { problemOf } from '../service/api'
import type { Services } from '../service/services'
import { lineOf, paragraph, textStyle } from '../theme/text'
import { colour, margin, radius, space, stage } from '../theme/tokens'
import { cellHeight, DigitCells } from '../widgets/DigitCells'
import { capHeight, Legend } from '../widgets/Legend'
import { filled } from '../widgets/shapes'
import { householdWords } from '../words/household'
import { sentenceOf } from '../words/words'
import {
  acceptPin,
  beginPin,
  erasePin,
  lengthFor,
  type PinForm,
  type PinPurpose,
  type PinRequest,
  refusedPin,
  typePin,
} from './pin'

interface PinSpec extends Component.TemplateSpec {
  Veil: object
  Foot: object
  Card: object
  Title: object
  What: object
  Said: object
  Cells: typeof DigitCells
  Legend: typeof Legend
}

const width = 1000
const inner = width - 2 * space.far

/** The household PIN, typed as dots. It guards pictures and the log, never help: red works over it. */
class PinEntry extends Component<PinSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare purpose: PinPurpose
  declare done: () => unknown
  declare private form: PinForm
  declare private said: string
  declare private sending: boolean

  override _setup(): void {
    const { services } = this
    this.form = beginPin(this.purpose)
    this.said = ''
    this.sending = false
    const h =
      2 * space.wide + lineOf('strong') + 2 * lineOf('body') + cellHeight() + 3 * space.near + 2 * lineOf('body')
    const x = (stage.w - width) / 2
    const y = Math.round((stage.h - h) / 2) - space.gap
    const centre = { x: stage.w / 2, mountX: 0.5 }
    const cellsW = DigitCells.widthOf(lengthFor(this.purpose).most, 4)
    const cellsY = y + space.wide + lineOf('strong') + 2 * lineOf('body') + space.near
    this.patch({
      Veil: { rect: true, w: stage.w, h: stage.h, color: colour.veil },
      Foot: {
        rect: true,
        y: stage.h - margin.y - capHeight() - space.small,
        w: stage.w,
        h: stage.h,
        color: colour.night,
      },
      Card: { x, y, texture: filled(width, h, radius, colour.card) },
      Title: { ...centre, y: y + space.wide, text: textStyle('strong', { fontStyle: 'bold' }) },
      What: {
        ...centre,
        y: y + space.wide + lineOf('strong'),
        text: paragraph('body', inner, 2, { textAlign: 'center', textColor: colour.calm }),
      },
      Said: {
        ...centre,
        y: cellsY + cellHeight() + 2 * space.near,
        text: paragraph('body', inner, 2, { textAlign: 'center' }),
      },
    } as never)
    this.childList.add(
      make(DigitCells, this.stage, {
        ref: 'Cells',
        count: lengthFor(this.purpose).most,
        groups: 4,
        secret: true,
        x: (stage.w - cellsW) / 2,
        y: cellsY,
      }),
    )
    this.childList.add(
      make(Legend, this.stage, {
        ref: 'Legend',
        words: householdWords(services),
        profile: services.remote.profile.name,
      }),
    )
    this.draw()
  }

  announce(): string[] {
    const { pin } = householdWords(this.services).settings
    const [title, what] = this.asked
    // Never the digits themselves: others are in the room.
    return [title, what, pin.state, String(this.form.typed.length), this.said]
  }

  override _handleDigit(press: KeyPress): void {
    if (press.phase !== 'press' || press.digit === undefined || this.sending) return
    this.form = typePin(this.form, press.digit)
    this.said = ''
    this.draw()
  }
  override _handleBack(press: KeyPress): void {
    if (press.phase !== 'press' || this.sending) return
    const form = erasePin(this.form)
    if (form) {
      this.form = form
      this.draw()
    } else this.shell.dismiss(this)
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press' || this.sending) return
    const { form, request } = acceptPin(this.form)
    this.form = form
    const { pin } = householdWords(this.services).settings
    this.said = form.fault ? pin[form.fault] : ''
    if (request) this.send(request)
    this.draw()
  }
  /** Nothing of what lies under it hears a key. */
  override _handleAny(): void {}
  override _handleMenu(): void {}

  private send(body: NonNullable<PinRequest>): void {
    const words = householdWords(this.services)
    const { session } = this.services
    const { pin } = words.settings
    this.sending = true
    this.said = pin.sending
    const call =
      this.purpose === 'enter'
        ? session.call({ method: 'POST', path: '/v1/pin/verification', body })
        : session.call({ method: 'PUT', path: this.purpose === 'sign' ? '/v1/duress' : '/v1/pin', body })
    call.then(
      () => {
        this.shell.dismiss(this)
        if (this.purpose === 'sign') this.shell.say(words.settings.sign.done)
        else if (this.purpose !== 'enter') this.shell.say(pin.done[this.purpose])
        this.done()
      },
      (error: unknown) => {
        this.sending = false
        this.form = refusedPin(this.form)
        this.said = this.refusal(error)
        if (this.attached) this.draw()
      },
    )
  }

  private refusal(error: unknown): string {
    const words = householdWords(this.services)
    const { clock } = this.services
    const { failure, retryAfter } = problemOf(error)
    const { pin } = words.settings
    if (failure === 'pin-wrong') return pin.wrong
    if (failure === 'too-many-requests') return pin.limited(words.time.ofDay(clock.now() + (retryAfter ?? 900) * 1000))
    return sentenceOf(words, failure)
  }

  private get asked(): [title: string, what: string] {
    const { pin, sign } = householdWords(this.services).settings
    const { step } = this.form
    if (this.purpose === 'sign') return [sign.ask, sign.askWhat]
    if (this.purpose === 'enter') return [pin.enter, pin.enterWhat]
    return [pin[step], pin[`${step}What`]]
  }

  private draw(): void {
    const words = householdWords(this.services)
    const { pin } = words.settings
    const [title, what] = this.asked
    this.tag('Title')!.patch({ text: { text: title } })
    this.tag('What')!.patch({ text: { text: what } })
    this.tag('Said')!.patch({ text: { text: this.said } })
    this.tag('Cells')!.show(this.form.typed)
    const typed = this.form.typed !== ''
    this.tag('Legend')!.show([
      { key: 'digits', word: pin.state },
      { key: 'ok', word: pin.send },
      { key: 'back', word: typed ? pin.erase : words.settings.cancel },
    ])
  }
}

let open: PinEntry | null = null

/** Asks for the household PIN, or for a new one; `done` when the service has taken it. One at a time. */
export function askPin(purpose: PinPurpose, services: Services, shell: Shell, at: Stage, done: () => unknown): void {
  if (open?.attached) return
  open = make(PinEntry, at, { services, shell, purpose, done })
  shell.cover(open)
}
