import type { Service } from '../service'
import type { Running } from './running'
import { type NewPlayback, type PlaybackRow, playbackById, startPlayback } from './store'
import { makeWriter } from './writer'

/** The rows of playbacks, and the viewing line of their start. */
export interface Records {
  /** Resolves when the row is durable; a write that failed is tried again at the next call. */
  save(playback: Running): Promise<void>
  /** Resolves when the viewing line of a playback is durable: before its first segment is sent. */
  served(playback: Running): Promise<void>
  flush(): Promise<void>
}

/** A process writes the rows of what it began within this time, many at once. */
const otherWritesMs = 100

/** @param onWritten hears the rows of each transaction, after it */
export function makeRecords(
  { db, clock, viewings, log }: Pick<Service, 'db' | 'clock' | 'viewings' | 'log'>,
  onWritten: (rows: readonly NewPlayback[]) => Promise<void>,
): Records {
  const writer = makeWriter(db, onWritten)

  function save(playback: Running): Promise<void> {
    if (playback.saved !== null) return playback.saved
    const saved = writer.write(rowOf(playback))
    playback.saved = saved
    saved.catch((error: Error) => {
      playback.saved = null
      log.error({ error: error.message }, 'a playback cannot be written yet')
    })
    return saved
  }

  async function writeStart(playback: Running): Promise<void> {
    await save(playback)
    const { playback: id, household, box, camera, clarity } = playback
    const row = (await playbackById(db, id)) ?? (await rowOfAnother(id))
    if (row !== null && row.started_at !== null) return
    const reason = row?.reason ?? playback.reason
    const line = { kind: 'watch.started' as const, household, box, camera, clarity, playback: id }
    // The line first: a crash between the two writes it twice, never not at all.
    await viewings.append(reason === null ? line : { ...line, reason })
    await startPlayback(db, id, clock.now())
  }

  /** The process that began it writes its row a moment later: the line needs the reason that stands there. */
  async function rowOfAnother(id: string): Promise<PlaybackRow | null> {
    await new Promise((later) => setTimeout(later, otherWritesMs))
    return playbackById(db, id)
  }

  return {
    save,
    served(playback) {
      if (playback.started !== null) return playback.started
      const started = writeStart(playback)
      playback.started = started
      started.catch(() => {
        playback.started = null
      })
      return started
    },
    flush: writer.flush,
  }
}

function rowOf(playback: Running): NewPlayback {
  const { household, box, camera, clarity, engine, intent, pairing, why, reason } = playback
  return {
    ...{ household, box, camera, clarity, engine, intent, pairing, why, reason },
    id: playback.playback,
    codecs: playback.codecs.join(','),
    created_at: playback.createdAt,
    expires_at: playback.expiresAt,
    watch_until: playback.watchUntil,
    started_at: null,
    ended_at: null,
    how: null,
  }
}
