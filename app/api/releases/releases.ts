import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Gauge } from 'prom-client'
import { makeZone } from '../access/zone'
import { ConfigError } from '../config'
import { registry } from '../health/counters'
import { dayAt } from '../health/days'
import { openRounds } from '../rounds'
import type { Service } from '../service'
import { releaseTotals } from '../telemetry/store'
import { type Fared, faredSince, heldBack, isForAll, type Rollout, reaches, stopReason } from './rules'
import { readRollout, stopRollout, writeRollout } from './store'

export interface Release {
  /** by which it is called: from its content */
  id: string
  folder: string
  version: string
  commit: string
  page: Buffer
}

/** The newest two releases of the TV app, and who runs which. */
export interface Releases {
  newest: Release | null
  /** null: there is one release only, and every box runs it */
  before: Release | null
  rollout(): Rollout | null
  /** What a box is to run; empty where there is one release only. */
  releaseFor(serial: string): string
  /** The release of a loader's request: the one it names while that may be run, else what every box may run. */
  pageOf(id: string): Release | null
  /** How the two releases have fared since the roll-out was changed last; null where there is one only. */
  fared(): Promise<{ newest: Fared; before: Fared } | null>
  change(rollout: Pick<Rollout, 'percent' | 'models'>): Promise<Rollout>
  /** Reads what other processes changed, and stops a roll-out that does badly. */
  look(): Promise<void>
  close(): Promise<void>
}

const lookMs = 5000

const rolloutPercent = new Gauge({
  name: 'porchlight_rollout_percent',
  help: 'Share of the boxes that the newest release of the TV app may reach; -1: it was stopped',
  registers: [registry],
})

/** @throws ConfigError when TV_PREVIOUS_DIR is no built TV app */
export async function openReleases(
  service: Pick<Service, 'db' | 'clock' | 'config' | 'log' | 'neighbourhood'>,
): Promise<Releases> {
  const { db, clock, config, log, neighbourhood } = service
  const zone = makeZone(config.TIME_ZONE)
  const newest = readRelease(config.TV_DIR)
  const previous = config.TV_PREVIOUS_DIR === null ? null : readRelease(config.TV_PREVIOUS_DIR)
  if (config.TV_PREVIOUS_DIR !== null && previous === null)
    throw new ConfigError(`TV_PREVIOUS_DIR=${config.TV_PREVIOUS_DIR} has no index.html: it is no built TV app.`)
  const before = newest === null || previous?.id === newest.id ? null : previous
  let rollout: Rollout | null = null

  async function round(): Promise<void> {
    if (newest === null || before === null) return
    const read = await readRollout(db)
    rollout = read?.release === newest.id ? read : heldBack(newest.id, clock.now())
    rolloutPercent.set(rollout.stopped === null ? rollout.percent : -1)
    if (read === null || read !== rollout || read.percent === 0 || read.stopped !== null) return
    const fared = await faredUnder(read, newest, before)
    const why = stopReason(fared.newest, fared.before)
    if (why === null || !(await stopRollout(db, read, why))) return
    rollout = { ...read, stopped: why }
    rolloutPercent.set(-1)
    log.error({ release: newest.id, why }, 'the roll-out of the TV app was stopped')
  }

  const totals = (of: Release, at: number) => releaseTotals(db, of.id, dayAt(zone, at))

  async function faredUnder({ at, fared }: Rollout, last: Release, former: Release) {
    return {
      newest: faredSince(await totals(last, at), fared?.newest),
      before: faredSince(await totals(former, at), fared?.before),
    }
  }

  const { look, close } = openRounds(lookMs, round, (error) =>
    log.warn({ error: error.message }, 'the roll-out cannot be read'),
  )
  await look()
  const forAll = () => (before === null || (rollout !== null && isForAll(rollout)) ? newest : before)

  return {
    newest,
    before,
    rollout: () => rollout,
    releaseFor(serial) {
      if (newest === null || before === null || rollout === null) return ''
      const model = neighbourhood.box(serial)?.model ?? ''
      return reaches(rollout, { serial, model }) ? newest.id : before.id
    },
    pageOf(id) {
      const open = rollout !== null && rollout.stopped === null && rollout.percent > 0
      if (id === newest?.id && open) return newest
      if (id === before?.id) return before
      return forAll()
    },
    fared: async () =>
      newest === null || before === null || rollout === null ? null : faredUnder(rollout, newest, before),
    async change({ percent, models }) {
      if (newest === null || before === null) throw new Error('there is no second release to roll out')
      const at = clock.now()
      const fared = { newest: await totals(newest, at), before: await totals(before, at) }
      rollout = { release: newest.id, percent, models, at, stopped: null, fared }
      await writeRollout(db, rollout)
      rolloutPercent.set(percent)
      return rollout
    },
    look,
    close,
  }
}

function readRelease(folder: string): Release | null {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return null
  const page = readFileSync(index)
  // The page names its files by their hashes: another bundle is another page.
  const id = createHash('sha256').update(page).digest('hex').slice(0, 12)
  const told = join(folder, 'release.json')
  const { version = '', commit = '' } = existsSync(told)
    ? (JSON.parse(readFileSync(told, 'utf8')) as Partial<Release>)
    : {}
  return { id, folder, version, commit, page }
}
