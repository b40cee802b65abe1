import type { Camera } from '../../contract/cameras'
import type { PlayerView } from '../player/player'
import type { FailureName } from '../service/api'
import type { LegendItem } from '../widgets/Legend'
import { wall } from '../words/wall'
import { sentenceOf, type Words } from '../words/words'
import { type Badge, badgeOf, type Closing, closingOf, type Place, type Presence } from './model'
import type { Standing } from './playbacks'

/** A sentence for the middle of the picture, and what one can do. */
export interface Notice {
  sentence: string
  detail: string
}

/** The badge's words; empty where there is nothing to say. */
export function badgeWords(badge: Badge, { watch, time }: Words, now: number): string {
  const words = watch.badge
  switch (badge.is) {
    case 'nothing':
      return ''
    case 'opening':
      return words.opening
    case 'recovering':
      return words.recovering
    case 'old':
      return words.old(time.ofDaySeconds(badge.of))
    case 'frozen':
      return words.frozen(time.since(badge.since, now))
    case 'offline':
      return words.offline(time.since(badge.since, now))
    case 'live':
      if (badge.age === null) return words.live
      return badge.late
        ? words.late(watch.seconds(String(Math.round(badge.age / 1_000))))
        : words.liveAge(ageWords(badge.age, watch))
  }
}

function ageWords(age: number, { seconds }: Words['watch']): string {
  return seconds((Math.round(age / 100) / 10).toFixed(1))
}

/** Why a camera has no picture, who decided it and until when. */
export function closingWords(closing: Closing, words: Words, now: number): Notice {
  const { watch, time } = words
  const known = [
    closing.reason ? watch.closedWhy(closing.reason) : '',
    closing.by ? watch.closedBy(closing.by) : '',
    closing.until === null ? '' : watch.closedUntil(time.until(closing.until, now)),
  ]
  const next = closing.why === 'watch_limit' || closing.why === 'replaced' ? watch.again : watch.another
  return { sentence: watch.endings[closing.why], detail: known.concat(next).filter(Boolean).join('\n') }
}

export interface Facts {
  number: number
  place: Place | null
  /** is the list of cameras there at all, or why not? */
  list: 'there' | 'coming' | FailureName
  standing: Standing
  view: Pick<PlayerView, 'phase'>
  presence: Presence
}

/** What stands in the middle of the screen; null where the picture speaks for itself. */
export function noticeOf(facts: Facts, words: Words, now: number): Notice | null {
  const { watch } = words
  const { place, standing, view, presence } = facts
  if (presence.is === 'asked') {
    return { sentence: watch.stillThere, detail: watch.stillThereLeft(Math.ceil(presence.left / 1_000)) }
  }
  if (standing.is === 'ended') {
    // The list knows more of a closed camera than the event that ended the picture.
    const known = place?.closed ? closingOf(place.closed) : null
    return closingWords(known?.why === standing.closing.why ? known : standing.closing, words, now)
  }
  if (place === null) {
    const { list } = facts
    if (list === 'coming') return { sentence: watch.looking, detail: '' }
    if (list !== 'there') return failureWords(list, words, watch.retrying)
    return { sentence: watch.noSuch(facts.number), detail: watch.another }
  }
  if (place.closed) return closingWords(closingOf(place.closed), words, now)
  if (standing.is === 'unable') return { sentence: watch.noEngine, detail: '' }
  if (standing.is === 'refused') return failureWords(standing.failure, words, watch.another)
  if (standing.is === 'asking' && standing.failure !== null) {
    return { sentence: sentenceOf(words, standing.failure), detail: watch.retrying }
  }
  switch (view.phase) {
    case 'slow':
      return { sentence: watch.slow, detail: '' }
    case 'frozen':
      return { sentence: watch.frozen, detail: '' }
    case 'offline':
      return { sentence: watch.offline, detail: '' }
    case 'denied':
      return { sentence: watch.renewing, detail: '' }
    case 'failed':
      return { sentence: watch.failed, detail: '' }
    case 'unsupported':
      return { sentence: watch.unsupported, detail: watch.another }
    case 'idle':
    case 'opening':
    case 'playing':
    case 'recovering':
      return null
  }
}

/** Why not, and what one can do: type the PIN where that is all it takes. */
function failureWords(failure: FailureName, words: Words, next: string): Notice {
  return { sentence: sentenceOf(words, failure), detail: failure === 'pin-needed' ? words.watch.pin : next }
}

/** What the banner says: number, name, whose camera it is, why one may watch it, who answers for it, what keys do. */
export interface BannerContent {
  number: number
  name: string
  /** small words at the right: sound, favourite, tour */
  marks: string
  lines: [about: string, who: string]
  /** the most useful first */
  keys: LegendItem[]
}

export interface BannerState {
  favourite: boolean
  touring: boolean
  muted: boolean
  /** the camera has no sound at all */
  silent: boolean
  /** several pictures may be opened */
  mosaic: boolean
  /** there is a camera that was watched before this one */
  before: boolean
}

/** `ok` says what OK does now. */
export function bannerContent(
  number: number,
  place: Place | null,
  state: BannerState,
  ok: string,
  words: Words,
  now: number,
): BannerContent {
  const { watch } = words
  const camera = place?.camera ?? null
  const sound = state.muted ? watch.soundOff : state.silent ? watch.noSound : watch.soundOn
  const marks = [
    state.touring ? watch.keys.tour : '',
    state.favourite ? `★ ${watch.favourite}` : '',
    camera === null ? '' : sound,
  ]
  const keys: (LegendItem | false)[] = [
    { key: 'channel', word: watch.keys.zap },
    { key: 'ok', word: ok },
    state.before && { key: 'left', word: watch.keys.last },
    state.mosaic && { key: 'right', word: watch.keys.mosaic },
    place !== null && { key: 'yellow', word: watch.keys.favourite },
    camera !== null && { key: 'green', word: watch.keys.sound },
    { key: 'blue', word: state.touring ? watch.keys.pause : watch.keys.tour },
    { key: 'menu', word: camera === null ? words.cameras.settings : watch.keys.report },
  ]
  return {
    number,
    name: place?.name ?? '',
    marks: joined(marks),
    lines: camera === null ? [place?.closed?.area.name ?? '', ''] : bannerLines(camera, words, now),
    keys: keys.filter((key): key is LegendItem => key !== false),
  }
}

function bannerLines(camera: Camera, words: Words, now: number): [string, string] {
  const { watch } = words
  const by = camera.emergency ? 'emergency' : camera.why
  const why = by === 'area' ? watch.why.area[camera.area.level] : watch.why[by]
  const until = camera.until === null ? '' : watch.until(untilWords(Date.parse(camera.until), words, now))
  const approved = camera.approved_by === '' ? '' : watch.approvedBy(camera.approved_by)
  return [
    joined([camera.area.name, why, until, watch[camera.clarity]]),
    joined([watch.contact(camera.owner, camera.contact).trim(), approved]),
  ]
}

/** A time of day where it is less than a day away, the day this year, a whole date in another one. */
function untilWords(at: number, { watch, time }: Words, now: number): string {
  const date = wall(at)
  const soon = at - now < 86_400_000
  if (soon || date.getUTCFullYear() === wall(now).getUTCFullYear()) return time.until(at, now)
  return watch.date(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

function joined(parts: string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

/** The badge of what is on the screen now; nothing where the service gives no picture. */
export function badgeNow({ standing, place }: Pick<Facts, 'standing' | 'place'>, view: PlayerView, now: number): Badge {
  if (standing.is !== 'watching' && standing.is !== 'asking') return { is: 'nothing' }
  const badge = badgeOf(view, now)
  const since = place?.camera?.status_since
  // Offline before it was ever seen here: the service knows since when.
  const known = badge.is === 'offline' && view.takenAt === null && place?.camera?.status === 'offline' && since
  return known ? { is: 'offline', since: Date.parse(since) } : badge
}
