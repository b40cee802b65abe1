import { join } from 'node:path'
import { openNeighbourhood } from '../../app/api/access/memory'
import { systemClock } from '../../app/api/clock'
import { openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { townRows } from '../../app/demo/townFiles'
import { type Answers, measures } from '../crowd/processes'
import { fillStore } from '../scale/fill'

/** What a place of a size costs: to set up once, and for each question. */
export interface PlaceCost {
  setUpMs: number
  mib: number
  decisionUs: number
  listUs: number
}

const questions = 100_000
const lists = 300

/** A process that holds one generated place, as a process of the service does. */
export async function place(): Promise<Answers> {
  return {
    async cost(asked) {
      const { households, cameras, dataDir } = asked as { households: number; cameras: number; dataDir: string }
      const store = openStore({ databaseUrl: null, dataDir })
      await migrate(store.db)
      const generated = townRows({ seed: 7, households, cameras, origin: 'https://cameras.example', now: Date.now() })
      fillStore(join(dataDir, 'porchlight.db'), generated)
      const homes = (await store.db.selectFrom('households').select('id').limit(50_000).execute()).map(({ id }) => id)
      const eyes = (await store.db.selectFrom('cameras').select('id').limit(50_000).execute()).map(({ id }) => id)
      const before = Number(await measures.memory?.(null))
      const begun = cpuMs()
      const neighbourhood = await openNeighbourhood({ db: store.db, clock: systemClock, timeZone: 'Asia/Shanghai' })
      const setUpMs = cpuMs() - begun
      const mib = (Number(await measures.memory?.(null)) - before) / 1024
      const now = Date.now()
      const home = (n: number) => homes[(n * 7919) % homes.length]!
      const eye = (n: number) => eyes[(n * 104_729) % eyes.length]!
      const decide = (from: number) => {
        for (let n = 0; n < questions; n++) neighbourhood.decide(home(n + from), eye(n), now)
      }
      const list = (from: number) => {
        for (let n = 0; n < lists; n++) neighbourhood.list(home(n + from), now)
      }
      decide(1)
      list(1)
      const decisionUs = each(() => decide(3), questions)
      const listUs = each(() => list(5), lists)
      neighbourhood.close()
      await store.close()
      return { setUpMs, mib, decisionUs, listUs } satisfies PlaceCost
    },
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function each(work: () => void, times: number): number {
  const begun = cpuMs()
  work()
  return ((cpuMs() - begun) * 1000) / times
}
