import { createHash } from 'node:crypto'
import type { LogLine } from './log'

/** A line as it stands in the store. */
export interface StoredLine {
  chain: string
  seq: number
  at: number
  kind: string
  household: string | null
  box: string | null
  camera: string | null
  clarity: string | null
  playback: string | null
  actor: string | null
  reason: string | null
  detail: string | null
  previous_hash: string
  hash: string
}

/** What the first line of a chain and the first day are chained to. */
export const beginning = '0'.repeat(64)

export const dayMs = 24 * 3600 * 1000

/** The day of a moment in UTC, `2026-11-23`: chains do not depend on a setting. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The first moment of a day. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/** The name of a process's chain of a day. */
export const chainOf = (day: string, processId: string): string => `${day}/${processId}`

/** The day of a chain. */
export const dayOfChain = (chain: string): string => chain.slice(0, 10)

/** SHA-256 over the line as canonical JSON (a list in this order, so that no key order matters) and the hash before. */
function hashOf(line: Omit<StoredLine, 'hash'>): string {
  const { chain, seq, at, kind, household, box, camera, clarity, playback, actor, reason, detail } = line
  return sha256([
    ...[chain, seq, at, kind, household, box, camera, clarity, playback, actor, reason, detail],
    line.previous_hash,
  ])
}

/** The next line of a chain. */
export function chained(line: LogLine, chain: string, at: number, tail: { seq: number; hash: string }): StoredLine {
  const open = {
    chain,
    seq: tail.seq + 1,
    at,
    kind: line.kind,
    household: line.household ?? null,
    box: line.box ?? null,
    camera: line.camera ?? null,
    clarity: line.clarity ?? null,
    playback: line.playback ?? null,
    actor: line.actor ?? null,
    reason: line.reason ?? null,
    detail: line.detail ?? null,
    previous_hash: tail.hash,
  }
  return { ...open, hash: hashOf(open) }
}

/** Where a chain of a day ended. */
export type ChainEnd = readonly [chain: string, seq: number, hash: string]

/** The head of a day: it stands for every line of the day, and for all days before. */
export function headOfDay(day: string, previous: string, ends: readonly ChainEnd[]): string {
  return sha256([day, previous, ends.map((end) => [...end])])
}

/** What is wrong with a line, given the one before it in its chain; null when nothing is. */
export function faultOf(line: StoredLine, before: { seq: number; hash: string }): 'removed' | 'altered' | null {
  if (line.seq !== before.seq + 1) return 'removed'
  if (line.previous_hash !== before.hash || line.hash !== hashOf(line)) return 'altered'
  return dayOf(line.at) === dayOfChain(line.chain) ? null : 'altered'
}

/** A count as everybody may know it: whether nobody or two watched is not told apart. */
export const blurred = (count: number): number | 'fewer than 3' => (count < 3 ? 'fewer than 3' : count)

/**
 * A cell of a CSV file (RFC 4180). What a spreadsheet would take for a formula is made text by an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[\s]*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
