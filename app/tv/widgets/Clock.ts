import { Component } from '@lightningjs/core'
import type { Services } from '../service/services'
import { textStyle } from '../theme/text'

interface ClockSpec extends Component.TemplateSpec {
  Time: object
}

/** The time of day by the server; empty as long as the server has not told it and the box's own clock is unset. */
export class Clock extends Component<ClockSpec> {
  declare services: Services
  declare private timer: number

  static override _template(): Component.Template<ClockSpec> {
    return { Time: { mountX: 1, text: textStyle('strong', { fontStyle: 'bold' }) } }
  }

  override _active(): void {
    this.tick()
    this.timer = window.setInterval(() => this.tick(), 1000)
  }

  override _inactive(): void {
    clearInterval(this.timer)
  }

  private tick(): void {
    const { clock, words } = this.services
    const now = clock.now()
    // A box without a clock stands at 1970 until the server has told the time.
    const text = !clock.known && now < 1_600_000_000_000 ? '' : words.time.ofDay(now)
    const time = this.tag('Time')!
    if (time.text!.text !== text) time.patch({ text: { text } })
  }
}
