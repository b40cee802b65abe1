import type { Services } from '../service/services'
import { colour } from '../theme/tokens'
import type { OwnCall } from './call'
import type { Followed } from './Following'
import { type Line, ladder } from './ladder'
import type { Beside } from './panelParts'
import { addressOf, headline, numbersOf, sentence } from './sentences'

interface LadderShown extends Beside {
  followed: Followed
  /** a person has answered */
  answered: boolean
}

/**
 * What the panel shows of the followed call.
 * @param texts what desk and caller wrote, as lines
 */
export function ladderShown(
  call: OwnCall,
  texts: readonly Line[],
  focus: 'ladder' | 'safe',
  services: Services,
): LadderShown {
  const words = services.words.alarm
  const numbers = numbersOf(services.me.value)
  const said = headline(call, words)
  const open = call.alarm !== null && call.alarm.state !== 'closed'
  const { kind, mode } = call.wish
  const lines = ladder(call, numbers, texts)
  const last = lines[lines.length - 1]
  const what = [words.kinds[kind], words.modeNote[mode] || addressOf(services.me.value, words)].join(' · ')
  return {
    followed: {
      wish: call.wish,
      headline: said.text,
      tone: said.tone,
      what,
      lines,
      number: numbers[kind],
      text: numbers.text,
      // Nobody is told to ring an emergency number for a test.
      urgent: said.urgent && mode === 'real',
      asking: call.asking,
      open,
      focus,
    },
    answered: said.tone === colour.green,
    said: [said.text, last ? sentence(last, words) : '', focus === 'safe' ? words.safe : ''],
    legend: [
      ...(open || call.asking ? [{ key: 'arrows', word: words.keys.choose } as const] : []),
      { key: 'red', word: words.keys.again },
      { key: 'back', word: words.keys.hide },
    ],
  }
}
