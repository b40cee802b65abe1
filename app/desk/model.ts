import type { AlarmState, DeskAlarm, Receipt } from '../contract/alarms'

/** The one obvious next act on an alarm; null when it is closed. */
export type Act = 'acknowledge' | 'attend' | 'close'

export type Outcome = 'real' | 'false_alarm' | 'drill' | 'test'

const acts: Record<AlarmState, Act | null> = {
  raised: 'acknowledge',
  displayed: 'acknowledge',
  acknowledged: 'attend',
  attending: 'close',
  closed: null,
}

/** What a duty officer does next. An alarm may always be closed as well, once somebody has taken it. */
export const nextAct = (alarm: DeskAlarm): Act | null =>
  // Nobody sets out for a test: it came to the desk and goes back.
  alarm.mode === 'test' && alarm.state === 'acknowledged' ? 'close' : acts[alarm.state]

/** Whether the alarm still waits for a person. */
export const waits = (alarm: DeskAlarm): boolean => acts[alarm.state] === 'acknowledge'

const modeRank = { real: 0, drill: 1, test: 2 } as const
const order: Record<AlarmState, number> = { raised: 0, displayed: 1, acknowledged: 2, attending: 3, closed: 4 }
const rank = (alarm: DeskAlarm): number => order[alarm.state]
/** Waiting, then taken, then closed. */
const stage = (alarm: DeskAlarm): number => (waits(alarm) ? 0 : alarm.state === 'closed' ? 2 : 1)

/** The queue: who waits first, real calls before drills and tests, the newest on top. */
export function sortQueue(alarms: readonly DeskAlarm[]): DeskAlarm[] {
  return [...alarms].sort(
    (a, b) =>
      stage(a) - stage(b) ||
      modeRank[a.mode] - modeRank[b.mode] ||
      Date.parse(b.raised_at) - Date.parse(a.raised_at) ||
      (a.id < b.id ? -1 : 1),
  )
}

/** Which card a call stands on: all open ones of a household on one, what is no real call apart from what is. */
export const cardOf = ({ id, state, household_id, mode }: DeskAlarm): string =>
  state === 'closed' ? id : JSON.stringify([household_id, mode])

/** The queue as cards, each at the place of its first call. */
export function cardsOf(queue: readonly DeskAlarm[]): DeskAlarm[][] {
  const cards = new Map<string, DeskAlarm[]>()
  for (const alarm of queue) {
    const card = cardOf(alarm)
    cards.set(card, [...(cards.get(card) ?? []), alarm])
  }
  return [...cards.values()]
}

/** Since when the longest waiting call of a card waits; of one that is taken, since when it runs. RFC 3339. */
export function cardSince(card: readonly DeskAlarm[]): string {
  const waiting = card.filter(waits)
  return (waiting.length > 0 ? waiting : card).map((alarm) => alarm.raised_at).sort()[0] ?? ''
}

/** The later of two views of one alarm: states go forward only, receipts and what became of texts only grow. */
export function laterAlarm(one: DeskAlarm, other: DeskAlarm): DeskAlarm {
  if (rank(one) !== rank(other)) return rank(one) > rank(other) ? one : other
  return happened(other) >= happened(one) ? other : one
}

/** Grows with everything that happens to an alarm: receipts, duress, and each text written, shown, answered. */
export const happened = ({ receipts, duress, texts = [] }: DeskAlarm): number =>
  texts.reduce(
    (sum, text) => sum + 1 + (text.displayed_at === null ? 0 : 1) + (text.answer === null ? 0 : 1),
    receipts.length + (duress ? 1 : 0),
  )

/** The alarms with one more heard of. */
export function withAlarm(alarms: readonly DeskAlarm[], heard: DeskAlarm): DeskAlarm[] {
  const known = alarms.find(({ id }) => id === heard.id)
  if (known === undefined) return [...alarms, heard]
  return alarms.map((alarm) => (alarm === known ? laterAlarm(known, heard) : alarm))
}

/**
 * The alarms after the list of open ones was fetched: what is no longer open and was not seen to close goes.
 * @param asked what was known when the list was asked for: a call that came since is not missing from it
 */
export function withList(
  alarms: readonly DeskAlarm[],
  open: readonly DeskAlarm[],
  asked: readonly DeskAlarm[],
): DeskAlarm[] {
  const has = (list: readonly DeskAlarm[], wanted: DeskAlarm) => list.some(({ id }) => id === wanted.id)
  const kept = alarms.filter((alarm) => alarm.state === 'closed' || has(open, alarm) || !has(asked, alarm))
  return open.reduce(withAlarm, kept)
}

/** `answered`: a person has answered, the only green; `failed`: must be read; `done`: confirmed. */
type Mark = 'done' | 'answered' | 'failed' | 'waiting'
export interface Rung {
  what: Receipt['hop'] | 'waiting'
  mark: Mark
  /** RFC 3339; for `waiting` the time since when */
  at: string
  who: string[]
}

const marks: Partial<Record<Receipt['hop'], Mark>> = {
  going: 'answered',
  called_back: 'answered',
  desks_only: 'failed',
  acknowledged: 'answered',
  attending: 'answered',
  unanswered: 'failed',
  pressed_again: 'failed',
}
/** Many boxes and desks confirm these: one rung with the first time and all who did. */
const gathered: readonly Receipt['hop'][] = ['box_displayed', 'box_reached', 'desk_displayed', 'cannot', 'safe_here']

/** The ladder from the press downwards: every receipt with its time, screens gathered into one rung each. */
export function ladder(alarm: DeskAlarm): Rung[] {
  const rungs: Rung[] = []
  for (const { hop, at, who } of [...alarm.receipts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const same = gathered.includes(hop) ? rungs.find(({ what }) => what === hop) : undefined
    if (same) same.who.push(who ?? '')
    else rungs.push({ what: hop, mark: marks[hop] ?? 'done', at, who: [who ?? ''] })
  }
  if (waits(alarm)) rungs.push({ what: 'waiting', mark: 'waiting', at: alarm.raised_at, who: [] })
  return rungs.map((rung) => ({
    ...rung,
    who: gathered.includes(rung.what as Receipt['hop']) ? rung.who : rung.who.filter(Boolean),
  }))
}

/** A running time as `m:ss`, or `h:mm:ss` from an hour on; never negative. */
export function runningTime(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000))
  const two = (n: number) => (n < 10 ? `0${n}` : `${n}`)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Whether nothing may ring or show at the caller's: somebody stands there who must not know. */
export const isUnheard = ({ quiet, duress }: DeskAlarm): boolean => quiet || duress

const isTaken = ({ state }: DeskAlarm): boolean => state === 'acknowledged' || state === 'attending'

/** Whether the officer may note that they rang back: after taking the call, and never where nobody may ring. */
export const mayRingBack = (alarm: DeskAlarm): boolean => alarm.mode === 'real' && !isUnheard(alarm) && isTaken(alarm)

/** Whether the officer may write to the caller's TV: after taking the call, and never where nothing may show. */
export const mayWrite = (alarm: DeskAlarm): boolean => !isUnheard(alarm) && isTaken(alarm)

/** A desk is staffed by a visible page and a key at least hourly; an hour without one locks the page. */
const idleMs = 3600_000
export const isIdle = (lastActed: number, now: number): boolean => now - lastActed >= idleMs

/** The outcomes that fit an alarm: a drill closes as a drill, a test as a test. */
export function outcomesOf(alarm: DeskAlarm): readonly Outcome[] {
  return alarm.mode === 'real' ? ['real', 'false_alarm'] : [alarm.mode]
}

/**
 * The alarm in the middle: what was shown stays, because a button must never change under the hand that presses it.
 * Only a closed one gives way to who waits.
 */
export function shownAlarm(alarms: readonly DeskAlarm[], shown: string | null): DeskAlarm | null {
  const queue = sortQueue(alarms)
  const kept = alarms.find(({ id }) => id === shown)
  const first = queue[0]
  if (kept === undefined) return first ?? null
  return kept.state === 'closed' && first !== undefined && waits(first) ? first : kept
}

/** Which alarm the arrow keys lead to. */
export function neighbourOf(queue: readonly DeskAlarm[], id: string | null, by: 1 | -1): string | null {
  const at = queue.findIndex((alarm) => alarm.id === id)
  return queue[Math.min(queue.length - 1, Math.max(0, at + by))]?.id ?? null
}

/** What a new password lacks, or null when it is good. The service decides; this only tells sooner. */
export function passwordFault(current: string, next: string, repeated: string): 'short' | 'same' | 'differs' | null {
  if (next.length < 10) return 'short'
  if (next === current) return 'same'
  return next === repeated ? null : 'differs'
}

/** Changes whenever something happened to a drill's call: its result is worth another look. */
export const happenedInDrills = (alarms: readonly DeskAlarm[]): number =>
  alarms.filter(({ mode }) => mode === 'drill').reduce((sum, { receipts }) => sum + receipts.length, 0)
