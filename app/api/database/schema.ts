import type { AlarmTables } from './schema/alarms'
import type { EventTables } from './schema/events'
import type { NeighbourhoodTables } from './schema/neighbourhood'
import type { PairingTables } from './schema/pairing'
import type { PlaybackTables } from './schema/playback'
import type { TelemetryTables } from './schema/telemetry'

/** All tables, as both stores have them: the same portable types on libsql and PostgreSQL. */
export interface Database
  extends NeighbourhoodTables,
    PairingTables,
    PlaybackTables,
    AlarmTables,
    EventTables,
    TelemetryTables {}
