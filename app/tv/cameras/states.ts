import type { CameraList } from '../../contract/cameras'
import type { Me } from '../../contract/household'
import type { Known } from '../service/services'
import type { SessionState } from '../service/session'
import { sentenceOf, type Words } from '../words/words'

type Facts<T> = Pick<Known<T>, 'value' | 'at' | 'freshness' | 'failure'>

/** What the screen shows: rows, or a message in their place; and what is to be said about the list's age. */
export interface ListState {
  message: { sentence: string; detail: string } | null
  /** Beside the title; empty while the list is fresh. */
  banner: string
  /** What OK does where there is no camera to watch, such as to ask again; empty where it does nothing. */
  ok: string
}

/**
 * `slow`: two seconds have gone by without a list. `asking`: the resident asked for it again; what failed before is said
 * no more until it is answered.
 */
export function listState(
  list: Facts<CameraList>,
  session: SessionState,
  slow: boolean,
  words: Words,
  now: number,
  asking = false,
): ListState {
  const { cameras, pairing, time } = words
  const failed = list.freshness === 'failed' && !asking
  if (session === 'unpaired' && list.value === null && list.freshness !== 'nothing') {
    return {
      message: { sentence: pairing.unpaired, detail: pairing.unpairedHelp },
      banner: '',
      ok: cameras.again,
    }
  }
  if (list.value === null) {
    if (failed) {
      const why = list.failure ? sentenceOf(words, list.failure) : ''
      if (list.failure === 'pin-needed')
        return { message: { sentence: why, detail: words.watch.pin }, banner: '', ok: words.watch.keys.pin }
      return {
        message: { sentence: cameras.failedTitle, detail: `${why}\n${cameras.retry}` },
        banner: '',
        ok: cameras.again,
      }
    }
    const sentence = session === 'pairing' ? pairing.pairing : cameras.loading
    return { message: { sentence, detail: slow ? cameras.stillLoading : '' }, banner: '', ok: '' }
  }
  const empty = list.value.cameras.length === 0 && list.value.closed.length === 0
  return {
    message: empty ? { sentence: cameras.empty, detail: cameras.emptyHelp } : null,
    banner: bannerOf(list, words),
    ok: failed ? cameras.again : '',
  }

  function bannerOf({ freshness, at, failure }: Facts<CameraList>, { problems }: Words): string {
    if (freshness === 'fresh' || at === null) return ''
    const of = cameras.listOf(time.since(at, now))
    if (!failed) return `${of} · ${cameras.refreshing}`
    return `${of} · ${failure ? sentenceOf(words, failure) : problems['not-understood']}`
  }
}

/** Who would hear a call: the desk and the neighbours. The marks tell the same as the words. */
export function helpLine(me: Facts<Me>, { cameras }: Words): string {
  const { value, freshness } = me
  if (!value || freshness === 'nothing') return `○ ${cameras.deskUnknown}`
  // Only what is fresh may be promised: an old "staffed" could be wrong when it matters.
  if (freshness !== 'fresh') return `○ ${cameras.deskUnknown}`
  const desk = value.desk
    ? value.desk.staffed
      ? `● ${cameras.deskStaffed}`
      : `○ ${cameras.deskUnstaffed}`
    : `○ ${cameras.noDesk}`
  const { reachable, members } = value.readiness
  return `${desk} · ${value.group ? cameras.neighbours(reachable, members) : cameras.noGroup}`
}
