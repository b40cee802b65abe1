import type { StoreKind } from '../database/connect'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { LogLine } from '../viewings/log'
import { learn, type Running } from './running'
import { type PlaybackRow, playbackById, startPlayback } from './store'
import { type Gathering, makeWriter, type Writer } from './writer'

/** The rows of playbacks, and the viewing line of their start. */
export interface Records extends Writer {
  /** Resolves when the viewing line of a playback is durable: before its first segment is sent. */
  served(playback: Running): Promise<void>
}

/**
 * Other processes must soon find a row. Where there are none it may wait until somebody sees the picture, a second at
 * most: who zaps on within half of one costs the store nothing, neither the row nor its end.
 */
const gathering: Record<StoreKind, Gathering> = {
  postgres: { everyMs: 15, passedOver: 0 },
  libsql: { everyMs: 500, passedOver: 1 },
}
const otherWritesMs = 400

/** @param onWritten hears the playbacks of each transaction, after it */
export function makeRecords(
  { db, store, clock, viewings, log }: Pick<Service, 'db' | 'store' | 'clock' | 'viewings' | 'log'>,
  onWritten: (playbacks: readonly Running[]) => Promise<void>,
): Records {
  const writer = makeWriter(db, gathering[store.kind], onWritten, (error) => {
    log.error({ error: (error as Error).message }, 'playbacks cannot be written yet')
  })

  async function writeStart(playback: Running): Promise<void> {
    // Nobody else knows of it yet: its line needs nothing from a row, and the row tells of the line as it is written.
    if (playback.complete && !playback.written) {
      await viewings.append(lineOf(playback, playback.reason))
      playback.startedAt = clock.now()
      writer.add(playback)
      const written = writer.durable(playback)
      void writer.flush()
      return written
    }
    const durable = writer.durable(playback)
    if (!playback.written) void writer.flush()
    await durable
    const { playback: id } = playback
    const row = (await playbackById(db, id)) ?? (await rowOfAnother(id))
    // What another process began is known here from now on: its renewal goes on while the store is away.
    if (row !== null && !playback.complete) learn(playback, row)
    // Ended in another process, which said so in the log if anything was ever sent.
    if (row !== null && row.ended_at !== null) throw new ProblemError('playback-revoked', { why: row.how ?? 'stopped' })
    if (row !== null && row.started_at !== null) return
    // The line first: a crash between the two writes it twice, never not at all.
    await viewings.append(lineOf(playback, row?.reason ?? playback.reason))
    await startPlayback(db, id, clock.now())
  }

  /** The process that began it writes its row a moment later: the line needs the reason that stands there. */
  async function rowOfAnother(id: string): Promise<PlaybackRow | null> {
    await new Promise((later) => setTimeout(later, otherWritesMs))
    return playbackById(db, id)
  }

  return {
    ...writer,
    forget: (playback) => playback.started === null && writer.forget(playback),
    served(playback) {
      if (playback.started !== null) return playback.started
      const started = writeStart(playback)
      playback.started = started
      started.catch(() => {
        playback.started = null
      })
      return started
    },
  }
}

function lineOf(playback: Running, reason: string | null): LogLine {
  const { playback: id, camera, clarity } = playback
  const line = { kind: 'watch.started' as const, ...viewerOf(playback), camera, clarity, playback: id }
  return reason === null ? line : { ...line, reason }
}

/** Who saw it, as the log names them: a household on a box, or an officer. */
export function viewerOf({ desk, household, box }: Pick<Running, 'desk' | 'household' | 'box'>) {
  return desk === null ? { household, box } : { actor: household }
}
