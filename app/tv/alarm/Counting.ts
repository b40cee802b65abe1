import { Component } from '@lightningjs/core'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, stage } from '../theme/tokens'
import type { Words } from '../words/words'
import { Ring } from './Ring'

/** The countdown as it stands; `elapsed` and `stopping` from 0 to 1. */
export interface Count {
  title: string
  seconds: number
  elapsed: number
  stopping: number
  hint: string
  address: string
}

interface CountingSpec extends Component.TemplateSpec {
  Title: object
  Count: typeof Ring
  Stop: typeof Ring
  Seconds: object
  Hint: object
  Address: object
}

const countR = 190
const stopR = 226
const middleY = 500

/** The countdown: a large number, and the one way to stop it. */
export class Counting extends Component<CountingSpec> {
  declare words: Words['alarm']

  override _setup(): void {
    const middle = { x: stage.w / 2, mountX: 0.5 }
    this.patch({
      Title: { ...middle, y: 90, text: textStyle('large', { fontStyle: 'bold' }) },
      Count: { type: Ring, x: stage.w / 2 - countR, y: middleY - countR, radius: countR, tone: colour.red },
      Stop: {
        type: Ring,
        x: stage.w / 2 - stopR,
        y: middleY - stopR,
        radius: stopR,
        tone: colour.amber,
        visible: false,
      },
      Seconds: {
        ...middle,
        y: middleY,
        // A digit's middle: its texture is half a letter higher than its line.
        mountY: 0.36,
        text: { ...textStyle('huge', { fontStyle: 'bold' }), fontSize: 220, lineHeight: 280 },
      },
      Hint: { ...middle, y: middleY + stopR + 48, text: oneLine('title', 1500) },
      Address: {
        ...middle,
        y: middleY + stopR + 60 + lineOf('title'),
        text: oneLine('body', 1500, { textColor: colour.calm }),
      },
    } as never)
  }

  show({ title, seconds, elapsed, stopping, hint, address }: Count): void {
    this.patch({
      Title: { text: { text: title } },
      Seconds: { text: { text: String(seconds) } },
      Hint: { text: { text: hint, textColor: colour.amber } },
      Address: { text: { text: address } },
      Stop: { visible: stopping > 0 },
    } as never)
    this.tag('Count')!.fill(elapsed)
    this.tag('Stop')!.fill(stopping)
  }
}
