import pg from 'pg'
import { notifyChannel } from './store'

/**
 * Hears PostgreSQL's NOTIFY over a connection of its own and comes back when that breaks. Notifications are at most
 * once, so `onWake` is also called after every (re)connection: the table decides what is new.
 */
export function listen(pool: pg.Pool, onWake: () => void, onError: (error: unknown) => void) {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | null = null
  let closed = false
  let failures = 0

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ ...pool.options, application_name: 'porchlight events', keepAlive: true })
    client = fresh
    fresh.on('notification', onWake)
    fresh.on('error', (error) => lost(fresh, error))
    fresh.on('end', () => lost(fresh, null))
    try {
      await fresh.connect()
      await fresh.query(`listen ${notifyChannel}`)
      failures = 0
      onWake()
    } catch (error) {
      lost(fresh, error)
    }
  }

  function lost(which: pg.Client, error: unknown): void {
    if (client !== which) return
    client = null
    which.end().catch(() => undefined)
    if (closed) return
    if (error !== null) onError(error)
    failures += 1
    retry = setTimeout(connect, Math.min(100 * 2 ** failures, 3000))
    retry.unref()
  }

  const first = connect()
  return {
    /** Resolves when the first attempt to listen is over. */
    ready: first,
    async close(): Promise<void> {
      closed = true
      if (retry !== null) clearTimeout(retry)
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}
