import { Component } from '@lightningjs/core'
import { Header } from '../cameras/Header'
import type { KeyPress } from '../remote/keys'
import { make, type ScreenProps } from '../screen'
import { lineOf, oneLine, paragraph } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import { capHeight, Legend, type LegendItem } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { CodeCard } from './CodeCard'
import { type DeviceFlow, pairByCode, refusalOf, startDeviceFlow } from './device'
import { codeLength, codeTrouble, eraseDigit, type Trouble, troubleWords, typeDigit } from './model'
import { PhoneCard } from './PhoneCard'
import { deskWords, emergencyWords } from './sentences'

interface PairingSpec extends Component.TemplateSpec {
  Header: typeof Header
  Phone: typeof PhoneCard
  Code: typeof CodeCard
  Waiting: typeof Message
  Serial: object
  NoCall: object
  Legend: typeof Legend
}

const gap = 40
const phoneWidth = 960
const tickMs = 1000

/** In the place of the cameras: how this box becomes the household's, or that its pairing waits to be confirmed. */
export class PairingScreen extends Component<PairingSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private flow: DeviceFlow | null
  declare private typed: string
  declare private trouble: Trouble | null
  declare private sending: boolean
  declare private asking: boolean
  declare private stops: (() => void)[]

  override _construct(): void {
    this.flow = null
    this.typed = ''
    this.trouble = null
    this.sending = false
    this.asking = false
    this.stops = []
  }

  override _build(): void {
    const { services, stage: at } = this
    const { words, serial } = services
    const top = margin.y + lineOf('title') + space.gap
    const foot = lineOf('small') + lineOf('body') + capHeight() + 2 * space.near + margin.y
    const height = stage.h - foot - space.gap - top
    const width = stage.w - 2 * margin.x
    this.childList.add(make(Header, at, { ref: 'Header', services }))
    this.childList.add(
      make(PhoneCard, at, { ref: 'Phone', words, width: phoneWidth, height, x: margin.x, y: top, visible: false }),
    )
    this.childList.add(
      make(CodeCard, at, {
        ref: 'Code',
        words,
        width: width - phoneWidth - gap,
        height,
        x: margin.x + phoneWidth + gap,
        y: top,
        visible: false,
      }),
    )
    this.childList.add(make(Message, at, { ref: 'Waiting', visible: false, y: -space.wide }))
    const y = stage.h - foot
    this.patch({
      Serial: {
        x: margin.x,
        y: y + lineOf('body'),
        text: paragraph('small', width, 2, {
          text: serial ? words.pairing.serial(serial) : '',
          textColor: colour.calm,
        }),
      },
      NoCall: { x: margin.x, y, text: oneLine('body', width) },
    } as never)
    this.childList.add(make(Legend, at, { ref: 'Legend', words, profile: services.remote.profile.name }))
  }

  override _active(): void {
    const { session, me } = this.services
    const update = () => this.update()
    const timer = window.setInterval(update, tickMs)
    this.stops = [session.onChange(update), me.onChange(update), () => window.clearInterval(timer)]
    this.update()
  }

  override _inactive(): void {
    for (const stop of this.stops) stop()
    this.stops = []
    this.flow?.stop()
    this.flow = null
  }

  override _detach(): void {
    this._inactive()
  }

  announce(): string[] {
    const { pairing } = this.services.words
    if (this.suspended) return [pairing.waiting.title, pairing.waiting.why, this.whatToDo, pairing.waiting.help]
    const code = this.flow?.shown ? [pairing.open, this.flow.shown.address, this.flow.shown.code] : []
    const trouble = this.trouble ? troubleWords(this.trouble, this.services.words) : ''
    return [pairing.title, ...code, pairing.type, this.typed.split('').join(' '), trouble]
  }

  override _handleDigit(press: KeyPress): void {
    if (press.phase !== 'press' || press.digit === undefined || !this.unpaired || this.sending) return
    this.typed = typeDigit(this.typed, press.digit, codeLength)
    this.trouble = null
    this.update()
  }

  /** Back takes back a digit; where none is typed it is the shell's. */
  override _handleBack(press: KeyPress): boolean {
    if (!this.unpaired || this.typed === '') return false
    if (press.phase === 'release' || this.sending) return true
    this.typed = eraseDigit(this.typed)
    this.update()
    return true
  }

  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.suspended) this.askAgain()
    else if (this.unpaired && !this.sending) this.send()
  }

  override _handleGreen(press: KeyPress): void {
    const { session } = this.services
    if (press.phase === 'press' && session.left) void session.comeBack()
  }

  private get suspended(): boolean {
    return this.services.session.state === 'suspended'
  }

  /** Whether there is a code to type: a box without a serial cannot be paired. */
  private get unpaired(): boolean {
    return !this.suspended && this.services.serial !== ''
  }

  private get whatToDo(): string {
    const { me, words } = this.services
    return words.pairing.waiting.what(deskWords(me.value, words))
  }

  private send(): void {
    const { services, typed } = this
    if (typed.length < codeLength) {
      this.trouble = { is: 'incomplete', missing: codeLength - typed.length }
      this.update()
      return
    }
    this.sending = true
    this.update()
    pairByCode(services, typed).then(
      () => {
        this.sending = false
      },
      (error: unknown) => {
        this.sending = false
        this.trouble = codeTrouble(refusalOf(error), services.clock.now())
        if (this.trouble.is === 'wrong') this.typed = ''
        if (this.attached) this.update()
      },
    )
  }

  private askAgain(): void {
    const { session, words } = this.services
    const { waiting } = words.pairing
    if (this.asking) return
    this.asking = true
    this.shell.say(waiting.asking)
    void session.start().then(() => {
      this.asking = false
      if (this.suspended) this.shell.say(waiting.still)
    })
  }

  private update(): void {
    const { services } = this
    // What is open again is nobody's gate; after this drawing, since screens must not go while they are told things.
    if (services.session.state === 'paired') {
      window.setTimeout(() => {
        if (this.active && services.session.state === 'paired') this.shell.back()
      }, 0)
      return
    }
    const { words } = services
    const { suspended, unpaired } = this
    if (unpaired && !this.flow) this.flow = startDeviceFlow(services, () => this.update())
    if (!unpaired && this.flow) {
      this.flow.stop()
      this.flow = null
    }
    const { pairing } = words
    this.tag('Header')!.say(suspended ? '' : pairing.title, '', '')
    const phone = this.tag('Phone')!
    const code = this.tag('Code')!
    phone.visible = unpaired
    code.visible = unpaired
    if (this.flow) {
      const { shown, trouble } = this.flow
      phone.show(shown, trouble ? troubleWords(trouble, words) : '')
      const own = this.trouble ? troubleWords(this.trouble, words) : ''
      code.show(this.typed, this.sending ? pairing.sending : own)
    }
    this.drawMessage()
    this.tag('NoCall')!.patch({ text: { text: this.helpWords } })
    this.tag('Legend')!.show(this.legend)
  }

  private drawMessage(): void {
    const { pairing } = this.services.words
    const message = this.tag('Waiting')!
    message.visible = this.suspended || this.services.serial === ''
    if (this.suspended) {
      message.sentence = pairing.waiting.title
      message.detail = [pairing.waiting.why, this.whatToDo].join('\n')
      return
    }
    // Whether the box is paired is not known while nobody can be asked.
    const { failure } = this.services.session
    const away = failure === 'no-network' || failure === 'timeout'
    message.sentence = away ? pairing.offline : pairing.unpaired
    message.detail = away ? '' : pairing.noSerial
  }

  /** Honest about help: whether this box can call, and the numbers where it cannot. */
  private get helpWords(): string {
    const { session, me, words } = this.services
    if (session.alarmToken()) return words.pairing.waiting.help
    return `${words.pairing.noCall} ${emergencyWords(me.value, words)}`
  }

  private get legend(): LegendItem[] {
    const { words, session } = this.services
    const { pairing } = words
    const settings: LegendItem = { key: 'menu', word: words.cameras.settings }
    if (this.suspended) return [{ key: 'ok', word: pairing.waiting.again }, settings]
    if (this.services.serial === '') return [settings]
    const items: LegendItem[] = [{ key: 'digits', word: pairing.remote }]
    if (this.typed.length === codeLength) items.push({ key: 'ok', word: pairing.send })
    if (this.typed !== '') items.push({ key: 'back', word: pairing.erase })
    if (session.left) items.push({ key: 'green', word: pairing.back })
    return items.concat(settings)
  }
}
