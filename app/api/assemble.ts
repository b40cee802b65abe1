import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { openNeighbourhood } from './access/memory'
import { accessRoutes } from './access/routes'
import { openAlarms } from './alarms/changes'
import { deskAlarmRoutes } from './alarms/desk-routes'
import { operatorAlarmRoutes } from './alarms/operator-routes'
import { alarmRoutes } from './alarms/routes'
import { textRoutes } from './alarms/text-routes'
import { type Clock, systemClock } from './clock'
import type { Config } from './config'
import { openStore } from './database/connect'
import { migrateAt } from './database/migrate'
import { deskRoutes } from './desk/routes'
import { document } from './documentation'
import { openDrain } from './drain'
import { drillRoutes } from './drills/routes'
import { awaitStandby } from './durable'
import { duressRoutes } from './duress/routes'
import { openBus } from './events/bus'
import { eventRoutes } from './events/routes'
import { serveFiles } from './files'
import { handoverRoutes } from './handovers/routes'
import { deskCheckRoutes, openDeskChecks } from './health/desk-checks'
import { serveMetrics } from './health/metrics'
import { startProbe } from './health/probe'
import { healthReportRoutes } from './health/report-routes'
import { healthRoutes } from './health/routes'
import { householdRoutes } from './household/routes'
import { noticeRoutes } from './notices/routes'
import { finishBeforeStart } from './operator/lock'
import { operatorRoutes } from './operator/routes'
import { openPairings } from './pairing/pairings'
import { pairingRoutes } from './pairing/routes'
import { deskPlaybackRoutes } from './playback/desk-routes'
import { gateRoutes } from './playback/gate'
import { openPlaybackRoom } from './playback/room'
import { playbackRoutes } from './playback/routes'
import { recordRoutes } from './records/routes'
import { openReleases } from './releases/releases'
import { releaseRoutes } from './releases/routes'
import { openRepairs } from './repairs/repairs'
import { openPrivacyCases } from './reports/cases'
import { operatorReportRoutes } from './reports/operator-routes'
import { reportRoutes } from './reports/routes'
import { retentionRoutes } from './retention/routes'
import { openRetention } from './retention/run'
import { rosterRoutes } from './roster/routes'
import { makeServer } from './server'
import type { Service } from './service'
import { telemetryRoutes } from './telemetry/routes'
import { openTelemetry } from './telemetry/telemetry'
import { keepKeysCurrent, openSigningKeys } from './tokens/keys'
import { signingKeyRoutes } from './tokens/routes'
import { openViewingLog } from './viewings/chain'
import { viewingRoutes } from './viewings/routes'
import { webhookRoutes } from './webhooks/routes'
import { openSender } from './webhooks/sender'

/** A whole service, open and routed, not yet listening. */
export interface Assembled {
  app: FastifyInstance
  service: Service
  /** Listens as the configuration says and gives the address. */
  listen(): Promise<string>
  /** Sends everybody on to other processes; call it before `close` where there may be some. */
  drain(): Promise<void>
  /** Ends everything in the reverse of the order in which it was opened. */
  close(): Promise<void>
}

/**
 * Opens the store and everything that lives as long as the process, and registers the routes of every room.
 * @throws StoreError when the store cannot be opened
 */
export async function assemble(
  config: Config,
  world: { clock?: Clock; logger?: FastifyServerOptions['logger'] } = {},
): Promise<Assembled> {
  const clock = world.clock ?? systemClock
  const app = makeServer(config, world.logger)
  let leave = () => {}
  const drain = openDrain(app, () => leave())
  const { log } = app
  const warn = (error: unknown) => log.warn({ code: (error as { code?: string }).code }, 'events could not be read')

  const address = { databaseUrl: config.DATABASE_URL, dataDir: config.DATA_DIR }
  await migrateAt(address)
  const store = openStore(address)
  const { db } = store
  const keys = await openSigningKeys(db, clock.now())
  const stopKeys = keepKeysCurrent(keys, clock, log)
  const bus = await openBus(store, clock, warn, config.EVENTS_HOURS * 3600_000)
  // Before anybody reads what an import that was cut off has half written.
  const unfinished = { store, db, bus, clock, log }
  await finishBeforeStart(unfinished)
  const neighbourhood = await openNeighbourhood({ db, clock, bus, log, timeZone: config.TIME_ZONE })
  // And after: a city is read for the better part of a minute, and another process may have begun to write meanwhile.
  await finishBeforeStart(unfinished)
  await neighbourhood.refresh()
  const pairings = await openPairings({ db, bus, clock, log, config })
  const viewings = await openViewingLog(store, clock)
  const service: Service = { config, store, db, clock, log, keys, bus, neighbourhood, pairings, viewings }

  awaitStandby(app, store)
  await document(app, version())
  healthRoutes(app, service)
  const metrics = await serveMetrics(app, service)
  accessRoutes(app, service)
  householdRoutes(app, service)
  pairingRoutes(app, service)
  const playback = await openPlaybackRoom(service)
  playbackRoutes(app, service, playback)
  gateRoutes(app, service, playback)
  viewingRoutes(app, service)
  const alarms = openAlarms(service)
  alarmRoutes(app, service, alarms)
  deskAlarmRoutes(app, service, alarms)
  textRoutes(app, service, alarms)
  duressRoutes(app, service, alarms)
  deskPlaybackRoutes(app, service, playback, alarms)
  operatorAlarmRoutes(app, service, alarms)
  webhookRoutes(app, service)
  drillRoutes(app, service, alarms)
  handoverRoutes(app, service)
  rosterRoutes(app, service)
  const listeners = eventRoutes(app, service)
  leave = listeners.leave
  noticeRoutes(app, service)
  const privacyCases = openPrivacyCases(service)
  reportRoutes(app, service, privacyCases)
  operatorReportRoutes(app, service)
  deskRoutes(app, service)
  operatorRoutes(app, service)
  signingKeyRoutes(app, service)
  healthReportRoutes(app, service)
  recordRoutes(app, service)
  deskCheckRoutes(app, service)
  const checks = openDeskChecks(service)
  const repairs = openRepairs(service)
  const releases = await openReleases(service)
  releaseRoutes(app, service, releases)
  const telemetry = openTelemetry(service)
  telemetryRoutes(app, service, telemetry, releases.releaseFor)
  await serveFiles(app, config, releases)
  const retention = openRetention(service)
  retentionRoutes(app, service, retention)
  app.addHook('onReady', async () => void retention.look())
  const sender = openSender(service)
  const probe = startProbe(service, playback.upstream)

  return {
    app,
    service,
    listen: () => app.listen({ port: config.PORT, host: config.HOST }),
    drain,
    async close() {
      await app.close()
      await repairs.close()
      await checks.close()
      await releases.close()
      await telemetry.close()
      await probe.close()
      await metrics.close()
      await alarms.close()
      await privacyCases.close()
      await retention.close()
      await sender?.close()
      await playback.close()
      await viewings.close()
      await pairings.close()
      neighbourhood.close()
      await bus.close()
      stopKeys()
      await store.close()
    },
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
