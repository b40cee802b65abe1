import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { openNeighbourhood } from '../../app/api/access/memory'
import { type Db, openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { sign, verify } from '../../app/api/tokens/compact'
import { cpuPerCall, type Measured, type Row, summary } from '../measure'
import { peers } from './peers'

const households = 100_000
const cameras = 30_000
const grants = 1_000_000
/** So many that the answers cannot all stand in the processor's caches. */
const asked = 65_536
const now = Date.UTC(2026, 10, 23)
const sameQuestions = 'ours, the libraries’ questions'
const year = 365 * 24 * 3600 * 1000

/**
 * The cost of one access decision in memory, beside a plain Map of the same grants, the SQL that would answer it and
 * three libraries, and of one token check; 100,000 households, 30,000 cameras, 1,000,000 grants. Households and cameras are drawn at
 * random, because that is the hardest; beside it questions about the household's own grid, as those of real boxes are.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const store = openStore({ databaseUrl: null, dataDir: folder })
  try {
    await migrate(store.db)
    await fill(store.db)
    const database = new Libsql(join(folder, 'porchlight.db'))
    fillGrants(database)
    const neighbourhood = await openNeighbourhood({
      db: store.db,
      clock: { now: () => now },
      timeZone: 'Asia/Shanghai',
    })
    const random = lottery(7)
    const pairs = Array.from({ length: asked }, () => ({
      household: `h${random(households)}`,
      camera: `c${random(cameras)}`,
    }))
    const own = Array.from({ length: asked }, () => {
      const household = random(households)
      return { household: `h${household}`, camera: `c${(household % 1000) + 1000 * random(cameras / 1000)}` }
    })
    const map = plainMap(database)
    const statement = database.prepare(
      `select 1 from grants where effect = 'allow' and subject_kind = 'household' and subject = ? and object_kind = 'camera'
       and object = ? and valid_from <= ? and (valid_until is null or valid_until > ?)`,
    )
    const key = { id: 'k1', secret: Buffer.alloc(32, 7) }
    const token = sign(
      { kind: 'playback', expiresAt: now + 300_000, subject: 'p'.repeat(20), rest: ['c123', 'l', 'box-1', 'h1', 'm'] },
      key,
    )
    const keyOf = () => key

    let seen = 0
    const ask = (i: number) => pairs[i % asked]!
    const rounds = quick ? 7 : 21
    const fast = cpuPerCall(
      {
        ours: (i) => {
          const { household, camera } = ask(i)
          if (neighbourhood.decide(household, camera, now).see === 'yes') seen++
        },
        'ours, own grid': (i) => {
          const { household, camera } = own[i % asked]!
          if (neighbourhood.decide(household, camera, now).see === 'yes') seen++
        },
        'plain Map': (i) => {
          const { household, camera } = ask(i)
          const until = map.get(household)?.get(camera)
          if (until !== undefined && until > now) seen++
        },
      },
      { rounds, calls: 200_000 },
    )
    const { ours, libraries } = await peers(database, neighbourhood, pairs, now)
    const alike = cpuPerCall({ [sameQuestions]: ours, ...libraries }, { rounds: quick ? 3 : 7, calls: 5000 })
    const slow = cpuPerCall(
      {
        'SQLite query': (i) => {
          const { household, camera } = ask(i)
          seen += statement.all(household, camera, now, now).length
        },
        'token check': () => {
          if (verify(token, keyOf) === null) throw new Error('the token must hold')
        },
      },
      { rounds, calls: 10_000 },
    )
    database.close()
    if (seen === 0) throw new Error('the questions must have some answers')
    neighbourhood.close()
    const figures: Record<string, number[]> = { ...fast, ...slow, ...alike }
    const rows: Row[] = Object.entries(figures).map(([variant, values]) => ({
      case: variant === 'token check' ? 'playback token' : '100k households × 30k cameras',
      variant,
      metric: 'cpu',
      unit: 'µs',
      ...summary(values),
    }))
    const median = (name: string) => summary(figures[name] ?? []).median
    return {
      rows,
      ratios: {
        decision_us: median('ours'),
        decision_own_grid_us: median('ours, own grid'),
        token_us: median('token check'),
        sqlite_to_ours: median('SQLite query') / median('ours'),
        map_to_ours: median('plain Map') / median('ours'),
        // Like beside like: the libraries' 64 households are in the caches too.
        best_library_to_ours: Math.min(...Object.keys(libraries).map(median)) / median(sameQuestions),
        best_library_to_ours_any_household: Math.min(...Object.keys(libraries).map(median)) / median('ours'),
      },
    }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One county, 10 townships, 100 villages, 1,000 grids. */
async function fill(db: Db): Promise<void> {
  const areas = [{ id: 'a', parent: null as string | null, level: 'county', name: 'a' }]
  for (let t = 0; t < 10; t++) {
    areas.push({ id: `t${t}`, parent: 'a', level: 'township', name: `t${t}` })
    for (let v = 0; v < 10; v++) {
      areas.push({ id: `v${t * 10 + v}`, parent: `t${t}`, level: 'village', name: 'v' })
      for (let g = 0; g < 10; g++)
        areas.push({ id: `g${t * 100 + v * 10 + g}`, parent: `v${t * 10 + v}`, level: 'grid', name: 'g' })
    }
  }
  await inPages(areas, (rows) => db.insertInto('areas').values(rows).execute())
  const camera = (i: number) => ({
    id: `c${i}`,
    number: i,
    name: `camera ${i}`,
    area: `g${i % 1000}`,
    kind: 'gate',
    hls_url: 'https://cameras.example/x.m3u8',
    hls_url_low: null,
    published: 1,
    resident_clarity: i % 3 === 0 ? 'none' : 'full',
    legal_basis: 'basis',
    approved_by: 'who',
    approved_until: now + year,
    mask_attested_by: 'who',
    owner: '',
    contact: '',
    quiet_hours: i % 10 === 0 ? '22:00-06:00' : null,
    external_id: null,
  })
  await inPages(
    Array.from({ length: cameras }, (_, i) => camera(i)),
    (rows) => db.insertInto('cameras').values(rows).execute(),
  )
  const household = (i: number) => ({
    id: `h${i}`,
    area: `g${i % 1000}`,
    group_id: null,
    label: `${i}`,
    contact_name: 'n',
    contact_phone: '1',
    contact_method: null,
  })
  await inPages(
    Array.from({ length: households }, (_, i) => household(i)),
    (rows) => db.insertInto('households').values(rows).execute(),
  )
}

function fillGrants(database: Libsql.Database): void {
  const insert = database.prepare(
    `insert into grants (id, subject_kind, subject, object_kind, object, effect, clarity, valid_from, valid_until,
     approved_by, reason) values (?, 'household', ?, 'camera', ?, ?, 'low', ?, ?, 'who', 'why')`,
  )
  const random = lottery(1)
  database.exec('begin')
  for (let i = 0; i < grants; i++)
    insert.run([
      `r${i}`,
      `h${random(households)}`,
      `c${random(cameras)}`,
      i % 20 === 0 ? 'deny' : 'allow',
      now - year,
      now + year,
    ])
  database.exec('commit')
}

/** Whole numbers below a limit, the same in every run. */
function lottery(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

async function inPages<T>(rows: readonly T[], write: (page: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 500) await write(rows.slice(at, at + 500))
}

function plainMap(database: Libsql.Database): Map<string, Map<string, number>> {
  const map = new Map<string, Map<string, number>>()
  const rows = database.prepare("select subject, object, valid_until from grants where effect = 'allow'").all()
  for (const { subject, object, valid_until } of rows as { subject: string; object: string; valid_until: number }[]) {
    const known = map.get(subject) ?? new Map<string, number>()
    known.set(object, valid_until)
    map.set(subject, known)
  }
  return map
}
