import type { FastifyBaseLogger } from 'fastify'
import type { Neighbourhood } from './access/neighbourhood'
import type { Clock } from './clock'
import type { Config } from './config'
import type { Db, Store } from './database/connect'
import type { Bus } from './events/bus'
import type { Pairings } from './pairing/pairings'
import type { SigningKeys } from './tokens/keys'
import type { ViewingLog } from './viewings/log'

/** What every room of the API is handed: the outside world and the things that live as long as the process. */
export interface Service {
  config: Config
  store: Store
  db: Db
  clock: Clock
  log: FastifyBaseLogger
  keys: SigningKeys
  bus: Bus
  neighbourhood: Neighbourhood
  pairings: Pairings
  viewings: ViewingLog
}
