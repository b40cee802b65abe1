import type { Viewing } from '../../contract/viewings'
import type { FailureName } from '../service/api'
import type { Row } from '../widgets/Rows'
import type { HouseholdWords } from '../words/householdShape'
import { dayNumber, wall } from '../words/wall'
import { sentenceOf } from '../words/words'

/** The log as far as it is known: pages that were fetched, newest first. */
export interface Log {
  viewings: readonly Viewing[]
  /** Where the next page begins; null at the end of the log; undefined before the first. */
  next: string | null | undefined
  /** Server time of the newest page; null when there is none. */
  at: number | null
  asking: boolean
  failure: FailureName | null
}

export const emptyLog: Log = { viewings: [], next: undefined, at: null, asking: false, failure: null }

/** A page has come; `before` is what it was asked for with, undefined for the first. */
export function withPage(log: Log, before: string | undefined, page: Viewing[], next: string | null, at: number): Log {
  if (before === undefined) return { viewings: page, next, at, asking: false, failure: null }
  const seen = new Set(log.viewings.map(({ id }) => id))
  const fresh = page.filter(({ id }) => !seen.has(id))
  return { ...log, viewings: log.viewings.concat(fresh), next, asking: false, failure: null }
}

/** Rows under the focus that must be left before the next page is asked for. */
const ahead = 8

/** Whether the next page should be asked for, with the focus on this row. */
export function wantsMore(log: Log, index: number, rows: number): boolean {
  return typeof log.next === 'string' && !log.asking && log.failure === null && index >= rows - ahead
}

/** The log as rows, a heading for each day. `box` is this box's serial. */
export function logRows({ viewings, next, asking }: Log, box: string, words: HouseholdWords, now: number): Row[] {
  const { viewings: said } = words
  const rows: Row[] = []
  let day = ''
  for (const viewing of viewings) {
    const started = Date.parse(viewing.started_at)
    const heading = dayWords(started, now, words)
    if (heading !== day) rows.push({ key: `day-${heading}`, kind: 'heading', title: heading })
    day = heading
    rows.push(rowOf(viewing, started, box, words))
  }
  if (asking && rows.length > 0) rows.push({ key: 'more', kind: 'heading', title: said.more })
  else if (next === null && rows.length > 0) rows.push({ key: 'end', kind: 'heading', title: said.end })
  return rows
}

function rowOf(viewing: Viewing, started: number, box: string, { viewings: said, time }: HouseholdWords): Row {
  const { camera, ended_at: ended, clarity, reason } = viewing
  const from = time.ofDay(started)
  const span = ended === null ? said.since(from) : said.span(from, time.ofDay(Date.parse(ended)))
  const where = viewing.box === box ? said.thisBox : said.box(viewing.box)
  const detail = [howWords(viewing, said), where, said[clarity], reason ? said.why(reason) : '']
  return {
    key: viewing.id,
    kind: 'fact',
    title: said.camera(camera.number, camera.name),
    value: span,
    detail: detail.filter((part) => part !== '').join(' · '),
  }
}

/** How a viewing ended, in words. */
export function howWords(
  { ended_at, how }: Pick<Viewing, 'ended_at' | 'how'>,
  said: HouseholdWords['viewings'],
): string {
  if (ended_at === null) return said.how.running
  return (said.how as Record<string, string>)[how ?? ''] ?? said.how.other
}

/** Today, yesterday, or the date with its weekday. */
export function dayWords(at: number, now: number, { viewings: said }: HouseholdWords): string {
  const days = dayNumber(now) - dayNumber(at)
  if (days === 0) return said.today
  if (days === 1) return said.yesterday
  const date = wall(at)
  return said.day(date.getUTCMonth() + 1, date.getUTCDate(), said.weekdays[date.getUTCDay()]!)
}

/** What is said in the place of the rows, and beside the title. */
export function logState(
  log: Log,
  slow: boolean,
  words: HouseholdWords,
): { sentence: string; detail: string; banner: string } {
  const { viewings: said, cameras, time } = words
  if (log.viewings.length > 0) {
    const stale = log.failure !== null && log.at !== null
    const banner = stale ? said.stale(time.ofDay(log.at!), sentenceOf(words, log.failure!)) : ''
    return { sentence: '', detail: '', banner }
  }
  if (log.failure === 'pin-needed') {
    return { sentence: sentenceOf(words, log.failure), detail: words.settings.pin.what, banner: '' }
  }
  if (log.failure !== null) {
    return { sentence: said.failed, detail: `${sentenceOf(words, log.failure)}\n${cameras.retry}`, banner: '' }
  }
  if (log.asking || log.at === null) return { sentence: said.loading, detail: slow ? said.slow : '', banner: '' }
  return { sentence: said.empty, detail: said.emptyHelp, banner: '' }
}
