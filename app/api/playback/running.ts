import type { Ticket } from './rules'
import type { PlaybackRow } from './store'

/** A playback that this process knows of: begun here, or met at the gate with a token that another process gave. */
export interface Running extends Ticket {
  why: string
  reason: string | null
  /** false: met at the gate and nothing of it sent yet; only its token is known here, not its row */
  complete: boolean
  createdAt: number
  expiresAt: number
  watchUntil: number
  /** whether the store knows it as it is here */
  written: boolean
  /** when its first segment was served, as far as this process is to write it */
  startedAt: number | null
  /** resolves when the viewing line is durable; null before the first segment */
  started: Promise<void> | null
  /** where its token was used last, and when */
  address: string | null
  addressAt: number
  secondAddressTold: boolean
}

/** A playback as its ticket tells of it. */
export function runningFrom(ticket: Ticket, now: number, expiresAt: number): Running {
  return {
    playback: ticket.playback,
    intent: ticket.intent,
    camera: ticket.camera,
    clarity: ticket.clarity,
    box: ticket.box,
    household: ticket.household,
    pairing: ticket.pairing,
    engine: ticket.engine,
    codecs: ticket.codecs,
    desk: ticket.desk,
    why: '',
    reason: null,
    complete: false,
    createdAt: now,
    expiresAt,
    watchUntil: expiresAt,
    written: true,
    startedAt: null,
    started: null,
    address: null,
    addressAt: 0,
    secondAddressTold: false,
  }
}

/** A playback as its row tells of it; what only a process knows is kept. */
export function runningOfRow(row: PlaybackRow, known?: Running): Running {
  const ticket: Ticket = {
    playback: row.id,
    intent: row.intent as Ticket['intent'],
    camera: row.camera,
    clarity: row.clarity as Ticket['clarity'],
    box: row.box,
    household: row.household,
    pairing: row.pairing,
    engine: row.engine as Ticket['engine'],
    codecs: row.codecs === '' ? [] : row.codecs.split(','),
    desk: row.desk,
  }
  return {
    ...(known ?? runningFrom(ticket, row.created_at, row.expires_at)),
    ...ticket,
    why: row.why,
    reason: row.reason,
    complete: true,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    watchUntil: row.watch_until,
  }
}

/** What its row says of a playback that was met at the gate. Its token may be newer than the row that was read. */
export function learn(playback: Running, row: PlaybackRow): void {
  const { expiresAt } = playback
  Object.assign(playback, runningOfRow(row, playback))
  playback.expiresAt = Math.max(playback.expiresAt, expiresAt)
}

/** The running playbacks of this process, by id and by household. */
export interface RunningPlaybacks {
  get(id: string): Running | undefined
  ofHousehold(household: string): Running[]
  add(playback: Running): void
  remove(playback: Running): void
  all(): IterableIterator<Running>
  readonly size: number
}

export function makeRunningPlaybacks(): RunningPlaybacks {
  const byId = new Map<string, Running>()
  const byHousehold = new Map<string, Set<Running>>()
  return {
    get: (id) => byId.get(id),
    ofHousehold: (household) => [...(byHousehold.get(household) ?? [])],
    add(playback) {
      byId.set(playback.playback, playback)
      const set = byHousehold.get(playback.household)
      if (set === undefined) byHousehold.set(playback.household, new Set([playback]))
      else set.add(playback)
    },
    remove(playback) {
      byId.delete(playback.playback)
      const set = byHousehold.get(playback.household)
      set?.delete(playback)
      if (set?.size === 0) byHousehold.delete(playback.household)
    },
    all: () => byId.values(),
    get size() {
      return byId.size
    },
  }
}
