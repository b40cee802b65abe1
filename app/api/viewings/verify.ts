import type { Db } from '../database/connect'
import { beginning, type ChainEnd, dayMs, dayOf, dayOfChain, faultOf, headOfDay, startOf } from './rules'
import { chains, type Head, heads, linesOfChain } from './store'

/** The first thing that is not as it was written. */
interface Fault {
  what: 'line removed' | 'line altered' | 'day removed' | 'day altered' | 'day not closed' | 'day removed too early'
  day: string
  chain: string | null
  /** number of the line in its chain */
  seq: number | null
}

export interface Verification {
  lines: number
  days: number
  fault: Fault | null
}

const page = 2000

/**
 * Reads the whole log and checks every line, every chain's end and the chain of the days.
 * What was taken off the end of a chain today is found only when the day is closed: until then the store alone knows
 * where it ends.
 */
export async function verifyViewings(db: Db, now: number, keptDays: number): Promise<Verification> {
  const days = await heads(db)
  const headFault = await verifyHeads(days, now, keptDays)
  if (headFault !== null) return { lines: 0, days: days.length, fault: headFault }
  let lines = 0
  const removed = new Set(days.filter((day) => day.removed === 1).map((day) => day.day))
  const closed = new Map(days.map((day) => [day.day, new Map(endsOf(day).map((end) => [end[0], end]))]))
  const found = (await chains(db)).sort((a, b) => (a.chain < b.chain ? -1 : 1))
  const chainsFound = new Set(found.map((one) => one.chain))

  for (const { day } of days) {
    if (removed.has(day)) continue
    for (const [chain] of closed.get(day) ?? [])
      if (!chainsFound.has(chain)) return fault({ what: 'line removed', day, chain, seq: 1 })
  }
  for (const { chain } of found) {
    const day = dayOfChain(chain)
    // A removal that was cut short leaves lines of a day that counts as removed.
    if (removed.has(day)) continue
    const isClosed = closed.has(day)
    if (!isClosed && startOf(day) + 2 * dayMs <= now) return fault({ what: 'day not closed', day, chain, seq: null })
    let before = { seq: 0, hash: beginning }
    for (;;) {
      const some = await linesOfChain(db, chain, before.seq, page)
      for (const line of some) {
        const wrong = faultOf(line, before)
        if (wrong !== null) return fault({ what: `line ${wrong}`, day, chain, seq: before.seq + 1 })
        before = line
      }
      lines += some.length
      if (some.length < page) break
    }
    if (!isClosed) continue
    const end = closed.get(day)?.get(chain)
    if (end === undefined) return fault({ what: 'day altered', day, chain, seq: null })
    if (before.seq < end[1]) return fault({ what: 'line removed', day, chain, seq: before.seq + 1 })
    if (before.seq > end[1] || before.hash !== end[2])
      return fault({ what: 'line altered', day, chain, seq: Math.min(before.seq, end[1] + 1) })
  }
  return { lines, days: days.length, fault: null }

  function fault(first: Fault): Verification {
    return { lines, days: days.length, fault: first }
  }
}

function endsOf(head: Head): ChainEnd[] {
  try {
    return JSON.parse(head.ends) as ChainEnd[]
  } catch {
    return []
  }
}

function verifyHeads(days: readonly Head[], now: number, keptDays: number): Fault | null {
  let previous = beginning
  for (const head of days) {
    const { day } = head
    const what = (name: Fault['what']): Fault => ({ what: name, day, chain: null, seq: null })
    if (head.previous !== previous) return what('day removed')
    const ends = endsOf(head)
    if (head.head !== headOfDay(day, previous, ends)) return what('day altered')
    if (head.lines !== ends.reduce((sum, [, seq]) => sum + seq, 0)) return what('day altered')
    if (head.removed === 1 && startOf(day) + keptDays * dayMs > startOf(dayOf(now)))
      return what('day removed too early')
    previous = head.head
  }
  return null
}
