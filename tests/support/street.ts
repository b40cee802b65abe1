import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../app/api/clock'
import type { Db, StoreKind } from '../../app/api/database/connect'
import type { Service } from '../../app/api/service'
import { sign } from '../../app/api/tokens/compact'
import { emptyStore, type TestStore } from './stores'

export { openProcess, type Process, patienceMs } from './process'

/** Time that tests move by hand. */
export interface HandClock extends Clock {
  advance(ms: number): void
}

export function handClock(at = Date.parse('2026-11-23T08:00:00Z')): HandClock {
  let now = at
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}

/** The bearer token of a box of the street. */
export const boxToken = ({ keys, clock }: Service, serial: string): string => {
  const claims = { subject: `pairing-${serial}`, rest: [serial, serial.replace(/-.*$/, '').replace('box', 'home')] }
  return sign({ kind: 'box', expiresAt: clock.now() + 600_000, ...claims }, keys.current())
}

/** The alarm credential of a box of the street. */
export const alarmToken = (serial: string) => `pla_${serial}`

/** The cookie of an officer of the street. */
export const deskCookieOf = (user: string) => `porchlight_desk=session-${user}`

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

/**
 * A street on an empty store: county > township > village > grid. home1, home2, home3 are a group in the grid, home4
 * stands alone in the next grid, home9 lives in another township. Each has a box; home1 has two. Officers: grace at
 * the village, tom at the township, carol at the county, olga at the other township.
 */
export async function emptyStreet(kind: StoreKind, clock: Clock): Promise<TestStore> {
  const store = await emptyStore(kind)
  await fillStreet(store.db, clock.now())
  return store
}

/** The street's rows, for a migrated store that is empty. */
export async function fillStreet(db: Db, now: number): Promise<void> {
  const area = (id: string, parent: string | null, level: string) => ({ id, parent, level, name: `the ${id}` })
  await db
    .insertInto('areas')
    .values([
      area('county', null, 'county'),
      area('township', 'county', 'township'),
      area('other', 'county', 'township'),
      area('village', 'township', 'village'),
      area('elsewhere', 'other', 'village'),
      area('grid', 'village', 'grid'),
      area('next', 'village', 'grid'),
      area('far', 'elsewhere', 'grid'),
    ])
    .execute()
  await db.insertInto('groups').values({ id: 'group', area: 'grid', name: 'the group' }).execute()
  const homes = [
    ['home1', 'grid', 'group'],
    ['home2', 'grid', 'group'],
    ['home3', 'grid', 'group'],
    ['home4', 'next', null],
    ['home9', 'far', null],
  ] as const
  await db
    .insertInto('households')
    .values(
      homes.map(([id, where, group_id]) => ({
        id,
        area: where,
        group_id,
        label: `label of ${id}`,
        contact_name: `name of ${id}`,
        contact_phone: `phone of ${id}`,
        contact_method: null,
      })),
    )
    .execute()
  const boxes = [...homes.map(([id]) => [id.replace('home', 'box'), id] as const), ['box1-b', 'home1'] as const]
  await db
    .insertInto('boxes')
    .values(boxes.map(([serial, household]) => ({ serial, household, model: 'test' })))
    .execute()
  await db
    .insertInto('pairings')
    .values(
      boxes.map(([serial, household]) => ({
        id: `pairing-${serial}`,
        box: serial,
        household,
        method: 'activation_code',
        state: 'active',
        created_at: now,
        changed_at: now,
        family_hash: `f-${serial}`,
        refresh_hash: `r-${serial}`,
        alarm_hash: hash(alarmToken(serial)),
        last_seen_at: now,
        ended_at: null,
        ended_why: null,
        suspended_why: null,
        previous_hash: null,
        node: null,
        undertaking: null,
        undertaken_at: null,
        pin_until: null,
      })),
    )
    .execute()
  const camera = (id: string, number: number, where: string) => ({
    id,
    number,
    name: `camera ${number}`,
    area: where,
    kind: 'gate',
    hls_url: `https://cameras.example/${id}.m3u8`,
    hls_url_low: null,
    published: 1,
    resident_clarity: where === 'grid' ? 'none' : 'low',
    legal_basis: 'by law',
    approved_by: 'the committee',
    approved_until: 4_000_000_000_000,
    mask_attested_by: 'the inspector',
    owner: 'the committee',
    contact: 'phone',
    quiet_hours: null,
    external_id: null,
  })
  await db
    .insertInto('cameras')
    .values([
      camera('cam1', 1, 'grid'),
      camera('cam2', 2, 'grid'),
      camera('cam3', 3, 'village'),
      camera('cam9', 9, 'far'),
    ])
    .execute()
  const officers = [
    ['grace', 'village'],
    ['tom', 'township'],
    ['carol', 'county'],
    ['olga', 'other'],
  ] as const
  const password = { password_hash: 'none', initial_hash: 'none', must_change: 0 }
  await db
    .insertInto('duty_officers')
    .values(
      officers.map(([user_name, where]) => ({ user_name, area: where, name: `Officer ${user_name}`, ...password })),
    )
    .execute()
  const end = now + 365 * 24 * 3600 * 1000
  await db
    .insertInto('desk_sessions')
    .values(
      officers.map(([user_name]) => ({
        hash: hash(`session-${user_name}`),
        user_name,
        created_at: now,
        seen_at: now,
        expires_at: end,
      })),
    )
    .execute()
}

/** Makes these officers' desks staffed from now on for 45 s of the street's clock. */
export async function sitDown(db: Db, now: number, ...users: string[]): Promise<void> {
  const areas: Record<string, string> = { grace: 'village', tom: 'township', carol: 'county', olga: 'other' }
  for (const user of users)
    await db
      .insertInto('desk_presence')
      .values({
        session: hash(`session-${user}`),
        area: areas[user] ?? user,
        user_name: user,
        visible: 1,
        seen_at: now,
        acted_at: now,
      })
      .onConflict((conflict) => conflict.column('session').doUpdateSet({ seen_at: now, visible: 1 }))
      .execute()
}

/** A fresh Idempotency-Key. */
export const freshKey = () => randomBytes(16).toString('hex')
