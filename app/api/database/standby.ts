import type pg from 'pg'
import { sharing } from '../turns'

/** Asks whether the standby has what was committed. */
export interface Standby {
  /**
   * Resolves when every standby that PostgreSQL was told to wait for (`synchronous_standby_names`) has on its disk
   * whatever was committed before the call; at once when there is none to wait for. Waits as long as the standby is
   * away. @throws when nobody can say whether it has
   */
  confirmed(): Promise<void>
  close(): void
}

/**
 * A commit holds its locks while it waits for a standby, and one call for help without a standby would keep everybody
 * from writing: also who closes a camera. So work is committed here first, where all hear of it, and then something
 * small is written that waits. Its place in the log is behind the work's: when the standby has it, it has both. Callers
 * of a moment share one question.
 * @param connect gives a connection whose statements may wait
 */
export function openStandby(connect: () => Promise<pg.Client>, onMove: (hear: () => void) => () => void): Standby {
  let client: Promise<pg.Client> | null = null

  async function connected(): Promise<pg.Client> {
    const fresh = await connect()
    fresh.once('end', drop)
    await fresh.query('set synchronous_commit = on')
    return fresh
  }

  /** Whatever still waits there is told that nobody knows. */
  function drop(): void {
    const former = client
    client = null
    former?.then((one) => (one as unknown as Wired).connection.stream.destroy()).catch(() => undefined)
  }
  const stopMoves = onMove(drop)

  async function ask(): Promise<void> {
    client ??= connected()
    const mine = client
    try {
      const one = await mine
      let givenUp = false
      // An administrator may end the wait: then the commit succeeds with a warning, and the standby has it not.
      const warned = () => {
        givenUp = true
      }
      one.on('notice', warned)
      try {
        await one.query(
          `select case when current_setting('synchronous_standby_names') <> ''
             then pg_logical_emit_message(true, 'porchlight', '') end`,
        )
      } finally {
        one.off('notice', warned)
      }
      if (givenUp) throw Object.assign(new Error('the wait for the standby was ended'), { code: '57014' })
    } catch (error) {
      if (client === mine) drop()
      throw error
    }
  }

  return {
    // Who comes during a question needs an answer to the next, which begins after his commit.
    confirmed: sharing(ask),
    close() {
      stopMoves()
      // The server itself does not hear a good-bye while it waits.
      drop()
    },
  }
}

interface Wired {
  connection: { stream: { destroy(): void } }
}
