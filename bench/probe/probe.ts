import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { townRows } from '../../app/demo/townFiles'
import { type Child, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { type Measured, type Row, summary } from '../measure'
import { fillStore } from '../scale/fill'
import { bare } from './bare'
import { origin } from './origin'

const file = fileURLToPath(import.meta.url)
const cameras = 1000
/** Each camera is looked at so often, s: as many looks a second as a county's cameras need at the usual period. */
const everyS = 2
const windowMs = 4000

interface Counts {
  playlists: number
  segments: number
}

/**
 * What a look at a camera costs the process that looks, all that it does at it included, beside undici that fetches the
 * same at the same pace, in turns.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  const rounds = quick ? 3 : 12
  for (const into of [false, true]) {
    const { ours, floor } = await looks(into, rounds)
    const name = into ? 'a look into a segment too' : 'a look at a playlist'
    rows.push({ case: name, variant: 'ours', metric: 'CPU per look', unit: 'µs', ...summary(ours) })
    rows.push({ case: name, variant: 'undici alone', metric: 'CPU per look', unit: 'µs', ...summary(floor) })
    ratios[into ? 'look_into_to_undici' : 'look_to_undici'] = summary(ours).median / summary(floor).median
  }
  return { rows, ratios }
}

async function looks(into: boolean, rounds: number): Promise<{ ours: number[]; floor: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const street = start(file, 'origin')
  const children = [street]
  try {
    const address = await street.ask<string>('address')
    await fill(folder, address)
    const process = start(file, 'service', {
      DATA_DIR: folder,
      OPERATOR_KEY: 'bench-root-key-0123456789-abcdefgh',
      CAMERA_ORIGINS: address,
      PROBE_S: String(everyS),
      PROBE_PICTURE_S: into ? '1' : '0',
    })
    const undici = start(file, 'bare')
    children.push(process, undici)
    await process.ask('address')
    const counts = () => street.ask<Counts>('counts')
    // Code that has just begun is not compiled yet, and the first looks come all together.
    await pause(3 * everyS * 1000)
    const ours: number[] = []
    const floor: number[] = []
    for (let round = 0; round < rounds; round++) {
      const [before, begun] = [await counts(), await process.ask<number>('cpu')]
      await pause(windowMs)
      const [after, ended] = [await counts(), await process.ask<number>('cpu')]
      const times = after.playlists - before.playlists
      // Some cameras are closed at this hour, and nobody looks into those.
      if (into && after.segments - before.segments < times / 2) throw new Error('too few segments were looked into')
      ours.push(((ended - begun) * 1000) / times)
      floor.push(await floorOf(undici, { address, times, ms: windowMs, into }))
    }
    return { ours, floor }
  } finally {
    await Promise.all(children.map((child) => child.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function floorOf(
  undici: Child,
  asked: { address: string; times: number; ms: number; into: boolean },
): Promise<number> {
  const begun = await undici.ask<number>('cpu')
  await undici.ask('fetch', asked)
  return (((await undici.ask<number>('cpu')) - begun) * 1000) / asked.times
}

async function fill(dataDir: string, address: string): Promise<void> {
  const store = openStore({ databaseUrl: null, dataDir })
  await migrate(store.db)
  await store.close()
  fillStore(
    join(dataDir, 'porchlight.db'),
    townRows({ seed: 7, households: 1000, cameras, origin: address, now: Date.now() }),
  )
}

playRole({ service, origin, bare })
