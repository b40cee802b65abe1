import { type Migration, Migrator, sql } from 'kysely'
import { askStore, type Db, openStore, type StoreAddress, StoreError } from './connect'
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
import * as telemetry from './migrations/0014_telemetry'
import * as cameraPictures from './migrations/0016_camera_pictures'
import * as accessChanges from './migrations/0018_access_changes'
import * as suspensionsStay from './migrations/0019_suspensions_stay'
import * as probeProcesses from './migrations/0020_probe_processes'

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
  '0014_telemetry': telemetry,
  '0016_camera_pictures': cameraPictures,
  '0018_access_changes': accessChanges,
  '0019_suspensions_stay': suspensionsStay,
  '0020_probe_processes': probeProcesses,
}

/** Written by a migration that versions without it cannot live with: the name of that migration. */
const needsKey = 'schema.needs'

/**
 * Brings the store to this version's tables. Several processes may start at once: Kysely takes an advisory lock
 * on PostgreSQL, and the embedded store belongs to one process. A store that a newer version has added to is used as it
 * is, so that the way back to this version is open (deploy/upgrade).
 * @returns the names of the migrations that were applied
 * @throws StoreError when a newer version changed the store so that this one cannot use it
 */
export async function migrate(db: Db): Promise<string[]> {
  const later = await laterMigrations(db)
  const provider = { getMigrations: async () => ({ ...migrations, ...later }) }
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/**
 * As `migrate`, of a store by its address, over connections of its own: who waits for another process's migrations, or
 * builds an index over a city, is not told to hurry.
 * @throws StoreError also when the store does not answer
 */
export async function migrateAt(address: StoreAddress): Promise<void> {
  const store = openStore({ ...address, poolSize: 2, patient: true })
  try {
    await askStore(store)
    await migrate(store.db)
  } finally {
    await store.close()
  }
}

/** What a newer version has applied to this store; for this one there is nothing to do. */
async function laterMigrations(db: Db): Promise<Record<string, Migration>> {
  // An empty store has no such table, and a store that does not answer is told of by the migration itself.
  const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(db).catch(() => null)
  if (applied === null || applied.rows.length === 0) return {}
  const needs = await db.selectFrom('settings').select('value').where('key', '=', needsKey).executeTakeFirst()
  if (needs !== undefined && migrations[needs.value] === undefined)
    throw new StoreError(
      `A newer version of Porchlight changed this store (${needs.value}) so that this version cannot use it. Start that version, or restore the backup from before it (deploy/upgrade).`,
    )
  const newest = Object.keys(migrations).sort().at(-1) ?? ''
  const unknown = applied.rows.filter(({ name }) => name > newest)
  return Object.fromEntries(unknown.map(({ name }) => [name, { up: async () => undefined }]))
}
