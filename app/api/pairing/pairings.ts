import type { Clock } from '../clock'
import type { Config } from '../config'
import type { Db } from '../database/connect'
import { type Bus, channel } from '../events/bus'
import { accessTokenMs } from './rules'
import { alarmCredentials, changedPairings, changedPins, touchPairings } from './store'

/** Whose pairing it is. */
interface PairedBox {
  pairing: string
  serial: string
  household: string
}

/**
 * What every process knows of pairings without asking the store: which ones no longer count, and which households
 * have a PIN. Kept current by the bus, and by a poll in case a wake-up was lost.
 */
export interface Pairings {
  /** What stands against a pairing; null: nothing, its access tokens count. */
  standing(pairing: string): 'ended' | 'suspended' | null
  hasPin(household: string): boolean
  /** Notes that a box called; written at most once a minute, many at a time. Its alarm credential is remembered. */
  seen(pairing: string): void
  /** Remembers the alarm credential (its hash) of a box that is being paired: it may call before it is seen again. */
  remember(alarmHash: string, box: PairedBox): void
  /** Whose alarm credential (its hash) this is, so that a call for help is heard while the store is away; or null. */
  remembered(alarmHash: string): PairedBox | null
  /** Reads what changed in the store; resolves when it is in force in this process. */
  refresh(): Promise<void>
  /** Writes the boxes seen since the last time, and learns their alarm credentials. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** What a pairing's change says on the bus, beside `access.changed` for its household. */
export interface PairingChange {
  pairing: 'ended' | 'suspended' | 'active'
  id: string
  box: string
  household: string
}

const pollMs = 2000
/** Processes' clocks may differ, and a transaction may commit later than it began. */
const overlapMs = 60_000
const seenMs = 60_000
const flushMs = 15_000
/** How many alarm credentials a process remembers. */
const longestMemory = 20_000

/** Opens the view; the first read is done when it resolves. */
export async function openPairings(world: {
  db: Db
  bus: Pick<Bus, 'subscribe'>
  clock: Clock
  log: { error(fields: object, text: string): void }
  config: Pick<Config, 'WATCH_LIMIT_S'>
}): Promise<Pairings> {
  const { db, bus, clock, log, config } = world
  // A change older than every token needs no memory: none of before is alive. It bounds the view.
  const keptMs = Math.max(accessTokenMs, config.WATCH_LIMIT_S * 1000) + overlapMs
  const standings = new Map<string, { state: 'ended' | 'suspended'; at: number }>()
  const pinned = new Set<string>()
  const pending = new Map<string, number>()
  const written = new Map<string, number>()
  /** boxes by the hash of their alarm credential, and these hashes by pairing; those learnt first go first */
  const boxes = new Map<string, PairedBox>()
  const hashes = new Map<string, string>()
  let readTo: number | null = null
  let pinsReadTo = 0
  let reading: Promise<void> | null = null
  let again = false

  async function read(): Promise<void> {
    const now = clock.now()
    for (const row of await changedPairings(db, readTo ?? now - keptMs)) apply(row.id, row.state, row.changed_at)
    for (const row of await changedPins(db, pinsReadTo)) {
      if (row.hash === null) pinned.delete(row.household)
      else pinned.add(row.household)
    }
    readTo = now - overlapMs
    pinsReadTo = now - overlapMs
    for (const [id, { at }] of standings) if (at < now - keptMs) standings.delete(id)
  }

  function apply(id: string, state: string, at: number): void {
    if (state === 'ended' || state === 'suspended') standings.set(id, { state, at })
    else standings.delete(id)
    if (state === 'ended') forget(id)
  }

  function forget(pairing: string): void {
    boxes.delete(hashes.get(pairing) ?? '')
    hashes.delete(pairing)
  }

  /** A box that calls for help for the first time must be known although the store is away by then. */
  async function learn(ids: readonly string[]): Promise<void> {
    for (const { alarm_hash, id, box, household } of await alarmCredentials(
      db,
      ids.filter((id) => !hashes.has(id)),
    )) {
      // It may have ended while the store was asked.
      if (standings.get(id)?.state === 'ended') continue
      remember(alarm_hash, { pairing: id, serial: box, household })
    }
  }

  function remember(alarmHash: string, box: PairedBox): void {
    boxes.set(alarmHash, box)
    hashes.set(box.pairing, alarmHash)
    for (const { pairing } of boxes.values()) {
      if (boxes.size <= longestMemory) break
      forget(pairing)
    }
  }

  /** One read at a time; a call during a read waits for one that began after it. */
  function refresh(): Promise<void> {
    if (reading !== null) {
      again = true
      return reading
    }
    reading = (async () => {
      do {
        again = false
        await read()
      } while (again)
    })().finally(() => {
      reading = null
    })
    return reading
  }

  async function flush(): Promise<void> {
    const now = clock.now()
    const ids = [...pending]
    pending.clear()
    for (const [id, at] of written) if (at < now - seenMs) written.delete(id)
    for (const [id, at] of ids) written.set(id, at)
    if (ids.length === 0) return
    await touchPairings(db, new Map(ids))
    await learn(ids.map(([id]) => id))
  }

  const quietly = (work: Promise<void>, what: string) =>
    work.catch((error: Error) => log.error({ error: error.message }, what))
  const stop = bus.subscribe([channel.service], (event) => {
    const change = event.data as Partial<PairingChange> | null
    if (typeof change?.id !== 'string' || change.pairing === undefined) return
    apply(change.id, change.pairing, event.at)
  })
  await refresh()
  const poll = setInterval(() => quietly(refresh(), 'pairings cannot be read'), pollMs)
  const write = setInterval(() => quietly(flush(), 'boxes seen cannot be written'), flushMs)
  poll.unref()
  write.unref()

  return {
    standing: (pairing) => standings.get(pairing)?.state ?? null,
    hasPin: (household) => pinned.has(household),
    remember,
    remembered: (alarmHash) => boxes.get(alarmHash) ?? null,
    seen(pairing) {
      const now = clock.now()
      if (now - (written.get(pairing) ?? 0) >= seenMs) pending.set(pairing, now)
    },
    refresh,
    flush,
    async close() {
      clearInterval(poll)
      clearInterval(write)
      stop()
      await reading?.catch(() => undefined)
      await flush().catch(() => undefined)
    },
  }
}
