import { createHash } from 'node:crypto'
import { type Db, openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { sign } from '../../app/api/tokens/compact'
import { openSigningKeys } from '../../app/api/tokens/keys'

/** As large as mutual-help groups are. */
export const groupSize = 30

export interface Box {
  serial: string
  household: string
  group: string
  /** the `Authorization` of its requests */
  bearer: string
}

export interface Town {
  boxes: Box[]
  /** the `Cookie` of the village's duty officer */
  cookie: string
}

const session = 'bench-session'

/**
 * One village of so many households with a paired box each, in groups of 30, and a duty officer, written to a new store.
 * @param databaseUrl a PostgreSQL, instead of the embedded store in the folder
 */
export async function buildTown(dataDir: string, households: number, databaseUrl: string | null = null): Promise<Town> {
  const store = openStore({ databaseUrl, dataDir })
  try {
    await migrate(store.db)
    const now = Date.now()
    const keys = await openSigningKeys(store.db, now)
    const boxes = Array.from({ length: households }, (_, n) => {
      const [serial, household] = [`box${n}`, `home${n}`]
      const claims = { subject: `pairing${n}`, rest: [serial, household] }
      const token = sign({ kind: 'box', expiresAt: now + 24 * 3600_000, ...claims }, keys.current())
      return { serial, household, group: `group${Math.floor(n / groupSize)}`, bearer: `Bearer ${token}` }
    })
    await fill(store.db, boxes, now)
    return { boxes, cookie: `porchlight_desk=${session}` }
  } finally {
    await store.close()
  }
}

async function fill(db: Db, boxes: readonly Box[], now: number): Promise<void> {
  const levels = ['county', 'township', 'village', 'grid'] as const
  const areas = levels.map((level, n) => ({ id: level, parent: levels[n - 1] ?? null, level, name: level }))
  await db.insertInto('areas').values(areas).execute()
  const groups = [...new Set(boxes.map(({ group }) => group))]
  await inPages(groups, (page) =>
    db
      .insertInto('groups')
      .values(page.map((id) => ({ id, area: 'grid', name: id })))
      .execute(),
  )
  await inPages(boxes, async (page) => {
    const person = { area: 'grid', contact_name: '张三', contact_phone: '100-0000-0000', contact_method: null }
    const homes = page.map(({ household, group }) => ({ id: household, group_id: group, label: household, ...person }))
    await db.insertInto('households').values(homes).execute()
    await db
      .insertInto('boxes')
      .values(page.map(({ serial, household }) => ({ serial, household, model: 'bench' })))
      .execute()
    await db
      .insertInto('pairings')
      .values(
        page.map(({ serial, household }) => ({
          ...{ id: serial.replace('box', 'pairing'), box: serial, household, method: 'activation_code' },
          ...{ state: 'active', created_at: now, changed_at: now, last_seen_at: now, ended_at: null },
          ...{ family_hash: `f${serial}`, refresh_hash: `r${serial}`, alarm_hash: `a${serial}`, previous_hash: null },
          ...{
            ended_why: null,
            suspended_why: null,
            node: null,
            undertaking: null,
            undertaken_at: null,
            pin_until: null,
          },
        })),
      )
      .execute()
  })
  const password = { password_hash: 'none', initial_hash: 'none', must_change: 0 }
  await db
    .insertInto('duty_officers')
    .values({ user_name: 'officer', area: 'village', name: 'o', ...password })
    .execute()
  const hash = createHash('sha256').update(session).digest('base64url')
  const times = { created_at: now, seen_at: now, expires_at: now + 24 * 3600_000 }
  await db
    .insertInto('desk_sessions')
    .values({ hash, user_name: 'officer', ...times })
    .execute()
}

async function inPages<T>(rows: readonly T[], write: (page: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += 500) await write(rows.slice(at, at + 500))
}
