import type { KeyPress } from '../remote/keys'
import { complete, type Digits, typed } from './digits'
import type { NumberBox } from './NumberBox'

/** What the digits of a screen lead to. */
export interface NumberGoal {
  /** every number that there is */
  numbers(): readonly number[]
  /** whose number this is; null where it is nobody's */
  nameOf(number: number): string | null
  /** the number is complete, or nothing more was typed; false where it is nobody's */
  done(number: number): boolean
  /** a number that can only be this one is still shown this long, ms, so that the eye can follow */
  restMs: number
}

/** The digits as they are typed on a screen: shown in its box, and gone to when they are complete. */
export class NumberEntry {
  private digits: Digits | null = null
  private timer = 0

  constructor(
    private readonly box: () => NumberBox,
    private readonly goal: NumberGoal,
  ) {}

  get open(): boolean {
    return this.digits !== null
  }

  press({ digit, at }: KeyPress): void {
    if (digit === undefined) return
    const { goal } = this
    const digits = typed(this.digits, digit, at)
    this.digits = digits
    this.box().show(digits.text, goal.nameOf(Number(digits.text)))
    window.clearTimeout(this.timer)
    const wait = complete(digits, goal.numbers()) ? goal.restMs : digits.until - at
    this.timer = window.setTimeout(() => this.finish(), wait)
  }

  /** Goes to what was typed, now, if anything was; false where that led nowhere. */
  finish(): boolean {
    const { digits } = this
    this.cancel()
    return digits === null || this.goal.done(Number(digits.text))
  }

  cancel(): void {
    window.clearTimeout(this.timer)
    this.digits = null
    this.box().hide()
  }
}
