import { Component, Tools } from '@lightningjs/core'
import { encode } from 'uqr'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, radius, space } from '../theme/tokens'
import { filled } from '../widgets/shapes'
import type { Words } from '../words/words'
import type { ShownCode } from './device'

interface PhoneSpec extends Component.TemplateSpec {
  Card: object
  Title: object
  Open: object
  Address: object
  Enter: object
  Code: object
  Until: object
  Trouble: object
  Square: object
}

const inset = space.wide
/** Units per module: drawn larger than one pixel at 720p, so that a phone reads it from the sofa's distance. */
const squareSize = 264

/** Pairing by phone: the address, its QR code, and the code in large digits. */
export class PhoneCard extends Component<PhoneSpec> {
  declare words: Words
  declare width: number
  declare height: number
  declare private drawn: string
  /** Where it says until when: under the code; and under the title, as long as there is no code. */
  declare private untilY: { code: number; none: number }

  override _setup(): void {
    const { width, height, words } = this
    const inner = width - 2 * inset
    const beside = inner - squareSize - inset
    const titleH = lineOf('strong') + space.near
    const enterY = inset + titleH + Math.max(squareSize - titleH, 2 * lineOf('body') + 2 * lineOf('body')) + space.near
    this.untilY = { code: enterY + lineOf('body') + lineOf('huge'), none: inset + titleH }
    this.patch({
      Card: { x: -1, y: -1, texture: filled(width, height, radius, colour.card) },
      Title: { x: inset, y: inset, text: textStyle('strong', { text: words.pairing.phone, fontStyle: 'bold' }) },
      Open: { x: inset, y: inset + titleH, text: paragraph('body', beside, 2, { textColor: colour.calm }) },
      Address: { x: inset, y: inset + titleH + 2 * lineOf('body'), text: oneLine('body', beside) },
      Enter: {
        x: inset,
        y: enterY,
        text: oneLine('body', inner, { text: words.pairing.enter, textColor: colour.calm }),
      },
      Code: { x: inset, y: enterY + lineOf('body'), text: textStyle('huge', { fontStyle: 'bold' }) },
      Until: { x: inset },
      Square: { x: width - inset - squareSize, y: inset, w: squareSize, h: squareSize, visible: false },
    } as never)
  }

  /** Shows the code, or what keeps it from being there. */
  show(shown: ShownCode | null, trouble: string): void {
    const { words } = this
    const key = `${shown?.complete} ${trouble}`
    if (key === this.drawn) return
    this.drawn = key
    const open = shown ? words.pairing.open : ''
    const inner = this.width - 2 * inset
    const code = shown?.code ?? ''
    const fits = widthOf(code, 'huge', true) <= inner
    const until = shown ? words.pairing.until(words.time.ofDay(shown.until)) : words.pairing.asking
    this.patch({
      Open: { text: { text: open } },
      Address: { text: { text: (shown?.address ?? '').replace(/^https?:\/\//, '') } },
      Enter: { visible: shown !== null },
      Code: { text: { ...textStyle(fits ? 'huge' : 'large', { fontStyle: 'bold' }), text: code } },
      Until: {
        y: shown ? this.untilY.code : this.untilY.none,
        color: trouble ? colour.text : colour.calm,
        text: paragraph(shown ? 'small' : 'body', inner, shown ? 2 : 4, { text: trouble || until }),
      },
      Square: shown
        ? {
            visible: true,
            texture: Tools.getCanvasTexture((done) => done(null, drawSquare(shown.complete)), shown.complete),
          }
        : { visible: false },
    } as never)
  }
}

/** A QR code on its white margin; dark on light, as every phone reads it. */
function drawSquare(text: string): HTMLCanvasElement {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const module = Math.max(2, Math.round((squareSize * 1.4) / size))
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * module
  const context = canvas.getContext('2d')
  if (!context) return canvas
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#000'
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) context.fillRect(x * module, y * module, module, module)
    })
  })
  return canvas
}
