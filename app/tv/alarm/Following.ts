import { Component, type Element } from '@lightningjs/core'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, margin, outline, radius, space, stage } from '../theme/tokens'
import { filled, outlined } from '../widgets/shapes'
import type { Words } from '../words/words'
import { markTexture, signTexture } from './drawings'
import { type Line, runningTime } from './ladder'
import type { Wish } from './panel'
import { sentence, toneOf } from './sentences'

const linesY = 262
const timeWidth = () => Math.ceil(widthOf('00:00:00', 'strong')) + space.wide
const lineH = () => lineOf('strong') + 16
const sideX = 1208
const sideW = stage.w - 2 * margin.x - sideX
const numberH = 400
const mostLines = () => Math.floor(710 / lineH())

interface FollowingSpec extends Component.TemplateSpec {
  Sign: object
  Headline: object
  What: object
  Lines: object
  Number: { Shape: object; Edge: object; Or: object; Call: object; Text: object }
  Still: typeof Button
  Safe: typeof Button
}

interface ButtonSpec extends Component.TemplateSpec {
  Shape: object
  Focus: object
  Word: object
  Note: object
}
const buttonHeight = () => 44 + lineOf('body') + lineOf('small')

/** What can be pressed beside the ladder. */
class Button extends Component<ButtonSpec> {
  override _setup(): void {
    this.patch({
      Shape: { x: -1, y: -1 },
      Focus: {
        x: -outline,
        y: -outline,
        texture: outlined(
          sideW + 2 * outline - 2,
          buttonHeight() + 2 * outline - 2,
          radius + outline,
          outline,
          colour.amber,
        ),
      },
      Word: { x: sideW / 2, mountX: 0.5, y: 22, text: oneLine('body', sideW - 24) },
      Note: {
        x: sideW / 2,
        mountX: 0.5,
        y: 26 + lineOf('body'),
        text: oneLine('small', sideW - 24, { textColor: colour.calm }),
      },
    } as never)
  }

  show(word: string, note: string, focused: boolean): void {
    this.patch({
      Shape: { texture: filled(sideW, buttonHeight(), radius, focused ? colour.raised : colour.card) },
      Focus: { visible: focused },
      Word: { text: { text: word, textColor: focused ? colour.amber : colour.text } },
      Note: { text: { text: note } },
    } as never)
  }
}

/** What the followed call looks like now. */
export interface Followed {
  wish: Wish
  headline: string
  tone: number
  what: string
  lines: Line[]
  number: string
  text: string
  /** the number must be seen first: nothing was sent, or nobody has answered */
  urgent: boolean
  asking: boolean
  open: boolean
  focus: 'ladder' | 'safe'
}

/** The ladder of an own call: every confirmed hop with its time, and the number to call oneself. */
export class Following extends Component<FollowingSpec> {
  declare words: Words
  declare private waiting: { element: Element; since: number } | null

  override _construct(): void {
    this.waiting = null
  }

  override _setup(): void {
    const middle = { x: sideW / 2, mountX: 0.5 }
    this.patch({
      x: margin.x,
      Sign: { y: 74 },
      Headline: { x: 128, y: 66, text: oneLine('large', 1560, { fontStyle: 'bold' }) },
      What: { x: 128, y: 70 + lineOf('large'), text: oneLine('body', 1560, { textColor: colour.calm }) },
      Lines: { y: linesY },
      Number: {
        x: sideX,
        y: linesY,
        Shape: { x: -1, y: -1, texture: filled(sideW, numberH, radius, colour.card) },
        Edge: { texture: outlined(sideW - 2, numberH - 2, radius, 4, colour.red) },
        Or: { ...middle, y: 28, text: textStyle('body', { text: this.words.alarm.orCall, textColor: colour.calm }) },
        Call: {
          ...middle,
          y: 76,
          text: { ...textStyle('huge', { fontStyle: 'bold' }), fontSize: 170, lineHeight: 210 },
        },
        Text: {
          ...middle,
          y: 296,
          text: paragraph('small', sideW - 48, 2, { textAlign: 'center', textColor: colour.calm }),
        },
      },
      Still: { type: Button, x: sideX, y: linesY + numberH + 28 },
      Safe: { type: Button, x: sideX, y: linesY + numberH + 28 },
    } as never)
  }

  show(followed: Followed, now: number): void {
    const { words } = this
    const alarm = words.alarm
    this.patch({
      Sign: { texture: signTexture(followed.wish.kind, 104, followed.tone) },
      Headline: { text: { text: followed.headline, textColor: followed.tone } },
      What: { text: { text: followed.what } },
      Number: {
        Edge: { visible: followed.urgent },
        visible: followed.wish.mode === 'real',
        Or: {
          text: {
            text: followed.urgent ? alarm.callNow : alarm.orCall,
            textColor: followed.urgent ? colour.text : colour.calm,
          },
        },
        Call: { text: { text: followed.number, textColor: followed.urgent ? colour.text : colour.calm } },
        Text: { text: { text: alarm.text(followed.text) } },
      },
      Still: { visible: followed.asking },
      Safe: {
        visible: followed.open || followed.asking,
        y: linesY + numberH + 28 + (followed.asking ? buttonHeight() + 24 : 0),
      },
    } as never)
    if (followed.asking) {
      this.tag('Still')!.show(alarm.stillNeeded, '', followed.focus === 'ladder')
      this.tag('Safe')!.show(alarm.notNeeded, '', followed.focus === 'safe')
    } else this.tag('Safe')!.show(alarm.safe, alarm.safeNote, followed.focus === 'safe')
    this.drawLines(followed.lines, now)
  }

  /** Moves the running time on without drawing anything else. */
  tick(now: number): void {
    if (this.waiting) this.waiting.element.patch({ text: { text: runningTime(this.waiting.since, now) } })
  }

  private drawLines(all: Line[], now: number): void {
    // The first says that the server has it, the last how it stands: what is between gives way first.
    const lines = all.length > mostLines() ? [...all.slice(0, 1), ...all.slice(all.length - mostLines() + 1)] : all
    const holder = this.tag('Lines')! as Element
    holder.children = lines.map((line, n) => this.line(line, n, now)) as never
    const at = lines.findIndex((line) => line.mark === 'waiting' && 'since' in line)
    const line = lines[at]
    this.waiting =
      line && 'since' in line
        ? { element: (holder.children[at] as Element).tag('Time') as Element, since: Date.parse(line.since) }
        : null
  }

  private line(line: Line, n: number, now: number) {
    const tone = toneOf(line.mark)
    const time =
      'since' in line
        ? runningTime(Date.parse(line.since), now)
        : line.at
          ? this.words.time.ofDaySeconds(Date.parse(line.at))
          : ''
    return {
      y: n * lineH(),
      Mark: { y: 5, texture: markTexture(line.mark, 40, tone) },
      Time: { x: 64, text: textStyle('strong', { text: time, textColor: colour.calm }) },
      Words: {
        x: 64 + timeWidth(),
        text: oneLine('strong', sideX - 64 - timeWidth() - space.wide, {
          text: sentence(line, this.words.alarm),
          textColor: line.mark === 'done' ? colour.text : tone,
          fontStyle: line.mark === 'done' ? 'normal' : 'bold',
        }),
      },
    }
  }
}
