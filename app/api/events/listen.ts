import type pg from 'pg'
import type { Primary } from '../database/primary'
import { notifyChannel } from './store'

/**
 * Hears PostgreSQL's NOTIFY over a connection of its own and comes back when that breaks. Notifications are at most
 * once, so `onWake` is also called after every (re)connection: the table decides what is new.
 */
export function listen(primary: Primary, onWake: () => void, onError: (error: unknown) => void) {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | null = null
  let closed = false
  let failures = 0

  async function connect(): Promise<void> {
    let fresh: pg.Client | null = null
    try {
      const mine = await primary.connectAlone('porchlight events')
      if (closed) return void mine.end().catch(() => undefined)
      fresh = mine
      client = mine
      mine.on('notification', onWake)
      mine.on('error', (error) => lost(mine, error))
      mine.on('end', () => lost(mine, null))
      await mine.query(`listen ${notifyChannel}`)
      failures = 0
      onWake()
    } catch (error) {
      lost(fresh, error)
    }
  }

  function lost(which: pg.Client | null, error: unknown): void {
    if (client !== which) return
    client = null
    which?.end().catch(() => undefined)
    if (closed) return
    if (error !== null) onError(error)
    failures += 1
    retry = setTimeout(connect, Math.min(100 * 2 ** failures, 3000))
    retry.unref()
  }

  // What is listened to is elsewhere now.
  const stopMoves = primary.onMove(() => {
    if (client !== null) lost(client, null)
  })
  const first = connect()
  return {
    /** Resolves when the first attempt to listen is over. */
    ready: first,
    async close(): Promise<void> {
      closed = true
      stopMoves()
      if (retry !== null) clearTimeout(retry)
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}
