import type { Db } from '../database/connect'
import { officerBySession } from '../desk/store'
import type { Running } from './running'

/**
 * The desks' pictures whose officer is not signed in there any more: signed out in another process, removed, moved to
 * another area, or with a new password. A desk has few pictures, for minutes: each is asked for.
 */
export async function leftByOfficers(db: Db, running: Iterable<Running>, now: number): Promise<Running[]> {
  const left: Running[] = []
  for (const playback of [...running].filter(({ desk }) => desk !== null)) {
    const officer = await officerBySession(db, playback.box, now)
    if (officer?.area !== playback.desk) left.push(playback)
  }
  return left
}
