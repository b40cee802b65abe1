import type { Services } from '../service/services'
import type { Hearers } from './Choosing'
import { ringFill } from './model'
import type { PanelAt, PanelRules } from './panel'
import type { Beside } from './panelParts'
import { hearersOf, noHearers, numbersOf } from './sentences'

interface ChoiceShown extends Beside {
  ask: string
  number: string
  /** how full the ring is, from 0 to 1 */
  fill: number
  /** the digit to type, where a remote cannot hold a key */
  digit: number | null
  hearers: Hearers
}

/** What the panel shows while a call is chosen, and while its digit is awaited. */
export function choiceShown(
  panel: PanelAt<'choosing' | 'confirming'>,
  rules: PanelRules,
  services: Services,
): ChoiceShown {
  const { session } = services
  const words = services.words.alarm
  const me = services.me.value
  const digit = panel.at === 'confirming' ? panel.digit : null
  const fill = ringFill(panel, services.clock.steady(), rules)
  const twoKeys = rules.style === 'none'
  const asked =
    panel.at === 'choosing' && panel.hint && !twoKeys
      ? words.holdLonger
      : panel.wish.mode === 'test'
        ? words.testWhat
        : panel.wish.mode === 'practice'
          ? words.practiceWhat
          : twoKeys
            ? words.askDigit
            : words.ask
  const ask = digit !== null ? words.digit(digit) : fill > 0 ? words.hold : asked
  const { kind, mode } = panel.wish
  const chosen = mode === 'test' ? words.test : mode === 'practice' ? words.practice : words.kinds[kind]
  const mute = session.state === 'unpaired' && session.alarmToken() === null
  return {
    ask,
    number: numbersOf(me)[kind],
    fill,
    digit,
    hearers: mute ? noHearers(me, services.words) : hearersOf(services.me, services.clock.now(), words),
    said: [words.title, chosen, ask],
    legend:
      digit !== null
        ? [
            { key: 'digits', word: words.digit(digit) },
            { key: 'back', word: words.keys.leave },
          ]
        : [
            { key: 'ok', word: twoKeys ? words.keys.digit : words.keys.hold },
            { key: 'arrows', word: words.keys.choose },
            { key: 'back', word: words.keys.leave },
          ],
  }
}
