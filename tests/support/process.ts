import { openNeighbourhood } from '../../app/api/access/memory'
import type { Clock } from '../../app/api/clock'
import { readConfig } from '../../app/api/config'
import type { Store } from '../../app/api/database/connect'
import { openBus } from '../../app/api/events/bus'
import { openPairings } from '../../app/api/pairing/pairings'
import { makeServer } from '../../app/api/server'
import type { Service } from '../../app/api/service'
import { openSigningKeys } from '../../app/api/tokens/keys'
import type { LogLine } from '../../app/api/viewings/log'

/** How long calls for help wait for a store of tests, whose machine may be busy with many of them. */
export const patienceMs = 20_000

/** One process of the service on a store, with everything real but the viewing log, which is kept in memory. */
export interface Process {
  service: Service
  viewings: LogLine[]
  close(): Promise<void>
}

export async function openProcess(store: Store, clock: Clock, settings: Record<string, string> = {}): Promise<Process> {
  const config = readConfig({ OPERATOR_KEY: 'a-root-key-for-tests-0123456789abcdef', LOG_LEVEL: 'silent', ...settings })
  const { log } = makeServer(config)
  const { db } = store
  const keys = await openSigningKeys(db, clock.now())
  const bus = await openBus(store, clock)
  const neighbourhood = await openNeighbourhood({ db, clock, timeZone: config.TIME_ZONE, bus })
  const pairings = await openPairings({ db, bus, clock, log, config })
  const lines: LogLine[] = []
  const viewings = { append: async (line: LogLine) => void lines.push(line), close: async () => undefined }
  const service: Service = { config, store, db, clock, log, keys, bus, neighbourhood, pairings, viewings }
  return {
    service,
    viewings: lines,
    async close() {
      neighbourhood.close()
      await pairings.close()
      await bus.close()
    },
  }
}
