import { type Migration, Migrator } from 'kysely'
import type { Db } from './connect'
import * as neighbourhood from './migrations/0001_neighbourhood'
import * as pairing from './migrations/0002_pairing'
import * as playback from './migrations/0003_playback'
import * as alarms from './migrations/0004_alarms'
import * as events from './migrations/0005_events'
import * as accessHistory from './migrations/0006_access_history'
import * as cameraDays from './migrations/0007_camera_days'
import * as drills from './migrations/0008_drills'
import * as deskPlaybacks from './migrations/0009_desk_playbacks'
import * as handovers from './migrations/0010_handovers'
import * as keeping from './migrations/0011_keeping'
import * as textsDuressRoster from './migrations/0012_texts_duress_roster'
import * as privacyCases from './migrations/0013_privacy_cases'

const migrations: Record<string, Migration> = {
  '0001_neighbourhood': neighbourhood,
  '0002_pairing': pairing,
  '0003_playback': playback,
  '0004_alarms': alarms,
  '0005_events': events,
  '0006_access_history': accessHistory,
  '0008_drills': drills,
  '0007_camera_days': cameraDays,
  '0009_desk_playbacks': deskPlaybacks,
  '0010_handovers': handovers,
  '0011_keeping': keeping,
  '0012_texts_duress_roster': textsDuressRoster,
  '0013_privacy_cases': privacyCases,
}

/**
 * Brings the store to this version's tables. Several processes may start at once: Kysely takes an advisory lock
 * on PostgreSQL, and the embedded store belongs to one process.
 * @returns the names of the migrations that were applied
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}
