import { Component } from '@lightningjs/core'
import type { AlarmKind } from '../../contract/alarms'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, outline, radius, space, stage } from '../theme/tokens'
import { filled, outlined } from '../widgets/shapes'
import type { Words } from '../words/words'
import { signTexture } from './drawings'
import { type Choice, cards } from './panel'
import { Ring } from './Ring'

const gap = 24
const cardW = (stage.w - 2 * margin.x - gap * (cards.length - 1)) / cards.length
const cardH = 352
const signR = 84

interface KindCardSpec extends Component.TemplateSpec {
  Shape: object
  Focus: object
  Sign: object
  Ring: typeof Ring
  Digit: object
  Name: object
  Example: object
}

/** One kind of call: its sign, its name, when to choose it. */
class KindCard extends Component<KindCardSpec> {
  declare kind: AlarmKind
  declare words: Words['alarm']
  declare private drawn: string

  override _setup(): void {
    const middle = { x: cardW / 2, mountX: 0.5 }
    this.patch({
      w: cardW,
      h: cardH,
      Shape: { x: -1, y: -1 },
      Focus: {
        visible: false,
        x: -outline,
        y: -outline,
        texture: outlined(cardW + 2 * outline - 2, cardH + 2 * outline - 2, radius + outline, outline, colour.amber),
      },
      Sign: { ...middle, y: 34 + signR, mountY: 0.5 },
      Ring: { type: Ring, x: cardW / 2 - signR, y: 34, radius: signR, tone: colour.red, visible: false },
      Digit: { ...middle, y: 34 + signR, mountY: 0.46, text: { ...textStyle('huge', { fontStyle: 'bold' }) } },
      Name: {
        ...middle,
        y: 34 + 2 * signR + 12,
        text: textStyle('title', { text: this.words.kinds[this.kind], fontStyle: 'bold' }),
      },
      Example: {
        ...middle,
        y: 34 + 2 * signR + 12 + lineOf('title'),
        text: oneLine('small', cardW - 32, { text: this.words.examples[this.kind], textColor: colour.calm }),
      },
    } as never)
    this.show(false, 0, null)
  }

  show(chosen: boolean, fill: number, digit: number | null): void {
    this.tag('Ring')!.fill(fill)
    // Shapes are only drawn anew when they change: the ring fills twenty times a second.
    const looks = `${chosen} ${fill > 0} ${digit}`
    if (looks === this.drawn) return
    this.drawn = looks
    const tone = chosen ? colour.text : colour.calm
    this.patch({
      scale: chosen ? 1.03 : 1,
      zIndex: chosen ? 1 : 0,
      Shape: { texture: filled(cardW, cardH, radius, chosen ? colour.raised : colour.card) },
      Focus: { visible: chosen },
      Sign: { visible: digit === null, texture: signTexture(this.kind, 104, fill > 0 ? colour.red : tone) },
      Ring: { visible: fill > 0 },
      Digit: { text: { text: digit === null ? '' : String(digit), textColor: colour.amber } },
    } as never)
  }
}

/** Who would hear of a call, said before it is made. */
export interface Hearers {
  desk: string
  neighbours: string
  address: string
}

interface ChoosingSpec extends Component.TemplateSpec {
  Title: object
  Ask: object
  Or: object
  Number: object
  Cards: object
  Quiet: { Shape: object; Focus: object; Fill: object; Name: object; What: object }
  Practice: { Shape: object; Focus: object; Fill: object; Name: object }
  Test: { Shape: object; Focus: object; Fill: object; Name: object }
  Hearers: { Desk: object; Neighbours: object; Address: object }
}

const width = stage.w - 2 * margin.x
/** Below two lines of text, however large they are. */
const cardsY = () => Math.max(236, 64 + lineOf('large') + lineOf('strong') + 16)
const quietY = () => cardsY() + cardH + 34
const quietH = 84
const testW = 320
const wideW = width - testW - gap

/** What has happened? Four large cards, the quiet call below them, and who will hear of it. */
export class Choosing extends Component<ChoosingSpec> {
  declare words: Words['alarm']

  override _setup(): void {
    const right = { x: width, mountX: 1 }
    const hearer = (n: number) => ({ y: n * (lineOf('body') + 10), text: oneLine('body', width) })
    this.patch({
      x: margin.x,
      Title: { y: 64, text: textStyle('large', { text: this.words.title, fontStyle: 'bold' }) },
      Ask: { y: 64 + lineOf('large') + 4, text: textStyle('strong', { text: this.words.ask }) },
      Or: { ...right, y: 76, text: textStyle('small', { text: this.words.orCall, textColor: colour.calm }) },
      Number: { ...right, y: 112, text: textStyle('large', { fontStyle: 'bold' }) },
      Cards: {
        y: cardsY(),
        children: cards.map((kind, n) => ({ type: KindCard, x: n * (cardW + gap), kind, words: this.words })),
      },
      Quiet: {
        y: quietY(),
        Shape: { x: -1, y: -1 },
        Fill: { x: -1, y: -1, visible: false },
        Focus: { visible: false, x: -outline, y: -outline },
        Name: { x: space.wide, y: quietH / 2 + 4, mountY: 0.48, text: textStyle('strong', { text: this.words.quiet }) },
        What: {
          x: wideW - space.wide,
          mountX: 1,
          y: quietH / 2 + 3,
          mountY: 0.48,
          text: textStyle('small', { text: this.words.quietWhat, textColor: colour.calm }),
        },
      },
      Practice: small(1, this.words.practice),
      Test: small(0, this.words.test),
      Hearers: { y: quietY() + quietH + 36, Desk: hearer(0), Neighbours: hearer(1), Address: hearer(2) },
    } as never)
  }

  /** Shows the choice: how full the ring is, the digit to type, what to do, and whether a practice is offered. */
  show(wish: Choice, ask: string, number: string, fill: number, digit: number | null, offer: boolean): void {
    const below = wish.mode !== 'real'
    const children = this.tag('Cards')!.children as KindCard[]
    children.forEach((card, n) => {
      const chosen = !wish.quiet && !below && cards[n] === wish.kind
      card.show(chosen, chosen ? fill : 0, chosen ? digit : null)
    })
    const quietW = offer ? wideW - testW - gap : wideW
    this.patch({
      Ask: { text: { text: ask, textColor: digit === null ? colour.text : colour.amber } },
      Number: { text: { text: number } },
      Quiet: { ...bar(quietW, wish.quiet, fill), What: { visible: !offer } },
      Practice: { visible: offer, ...bar(testW, wish.mode === 'practice', fill) },
      Test: bar(testW, wish.mode === 'test', fill),
    } as never)
  }

  hearers({ desk, neighbours, address }: Hearers): void {
    this.patch({
      Hearers: {
        Desk: { text: { text: desk } },
        Neighbours: { text: { text: neighbours } },
        Address: { text: { text: address } },
      },
    } as never)
  }
}

/** A choice below the cards; it fills while it is held. */
const bar = (w: number, chosen: boolean, fill: number) => ({
  Shape: { texture: filled(w, quietH, radius, chosen ? colour.raised : colour.card) },
  Fill: {
    visible: chosen && fill > 0.02,
    texture: filled(Math.min(w, Math.max(40, Math.round((w * fill) / 48) * 48)), quietH, radius, colour.line),
  },
  Focus: {
    visible: chosen,
    texture: outlined(w + 2 * outline - 2, quietH + 2 * outline - 2, radius + outline, outline, colour.amber),
  },
})

/** One of the narrow choices, counted from the right. */
const small = (n: number, word: string) => ({
  x: width - testW - n * (testW + gap),
  y: quietY(),
  Shape: { x: -1, y: -1 },
  Fill: { x: -1, y: -1, visible: false },
  Focus: { visible: false, x: -outline, y: -outline },
  Name: {
    x: testW / 2,
    mountX: 0.5,
    y: quietH / 2 + 4,
    mountY: 0.48,
    text: oneLine('body', testW - space.wide, { text: word }),
  },
})
