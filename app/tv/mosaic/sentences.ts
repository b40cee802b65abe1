import type { Services } from '../service/services'
import { type Facts, noticeOf } from '../watch/sentences'
import { householdWords } from '../words/household'

/** Why there is no picture here, in a sentence that fits a tile; opening at once, because nothing else is there. */
export function tileSentence(facts: Facts, services: Pick<Services, 'store' | 'settings'>, now: number): string {
  const words = householdWords(services)
  if (facts.place === null) return words.mosaic.gone
  if (facts.standing.is === 'watching' && facts.view.phase === 'failed') return words.mosaic.failed
  return noticeOf(facts, words, now)?.sentence ?? words.watch.badge.opening
}
