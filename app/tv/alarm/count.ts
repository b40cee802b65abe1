import type { Services } from '../service/services'
import type { Count } from './Counting'
import { ringFill, secondsLeft } from './model'
import type { PanelAt, PanelRules } from './panel'
import type { Beside } from './panelParts'
import { addressOf } from './sentences'

/** What the panel shows in the countdown. */
export function countShown(
  panel: PanelAt<'counting'>,
  rules: PanelRules,
  services: Services,
): Beside & { count: Count } {
  const words = services.words.alarm
  const now = services.clock.steady()
  const seconds = secondsLeft(panel, now, rules)
  const stopping = ringFill(panel, now, rules)
  const twice = panel.backAt === null ? words.cancelTwice : words.cancelOnce
  const hint = rules.style === 'none' ? twice : stopping > 0 ? words.cancelling : words.cancelHold
  const { mode, kind } = panel.wish
  const title =
    mode === 'test'
      ? words.countdownTest
      : mode === 'practice'
        ? words.countdownPractice
        : words.countdown(words.kinds[kind])
  return {
    count: {
      title,
      seconds,
      elapsed: Math.min(1, (now - panel.since) / rules.countdownMs),
      stopping,
      hint,
      address: words.address + words.colon + addressOf(services.me.value, words),
    },
    said: [title, hint, String(seconds)],
    legend: [],
  }
}
