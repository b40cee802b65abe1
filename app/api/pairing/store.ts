import { type Selectable, sql } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'

export type PairingRow = Selectable<Database['pairings']>

/**
 * Whose pairings: of boxes (all, or those with a household that is no longer the box's), of households (all boxes, or
 * all but one), or one by its id.
 */
export type Which = { box: Named; strayed?: true } | { household: Named; except?: string } | { pairing: string }
type Named = string | readonly string[]

export interface PairedBox {
  id: string
  box: string
  household: string
}

/** The household that a box belongs to by the operator's files, or null. */
export async function householdOfBox(db: Db, serial: string): Promise<string | null> {
  const row = await db.selectFrom('boxes').select('household').where('serial', '=', serial).executeTakeFirst()
  return row?.household ?? null
}

/**
 * The household of a box, with its row locked until the transaction ends: two pairings of one box come one after the
 * other. (An update that changes nothing locks on both stores; the embedded one knows no FOR UPDATE.)
 */
export async function lockBox(transaction: Db, serial: string): Promise<string | null> {
  const row = await transaction
    .updateTable('boxes')
    .set((box) => ({ serial: box.ref('serial') }))
    .where('serial', '=', serial)
    .returning('household')
    .executeTakeFirst()
  return row?.household ?? null
}

export async function insertPairing(transaction: Db, row: PairingRow): Promise<void> {
  await transaction.insertInto('pairings').values(row).execute()
}

export async function pairingById(db: Db, id: string): Promise<PairingRow | null> {
  return (await db.selectFrom('pairings').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

export async function pairingByFamily(db: Db, familyHash: string): Promise<PairingRow | null> {
  return (await db.selectFrom('pairings').selectAll().where('family_hash', '=', familyHash).executeTakeFirst()) ?? null
}

export async function pairingByAlarmCredential(db: Db, hash: string): Promise<PairingRow | null> {
  return (await db.selectFrom('pairings').selectAll().where('alarm_hash', '=', hash).executeTakeFirst()) ?? null
}

/** The alarm credentials, as hashes, of those of some pairings that stand. */
export async function alarmCredentials(
  db: Db,
  ids: readonly string[],
): Promise<Pick<PairingRow, 'id' | 'box' | 'household' | 'alarm_hash'>[]> {
  const rows = []
  for (let from = 0; from < ids.length; from += 500)
    rows.push(
      ...(await db
        .selectFrom('pairings')
        .select(['id', 'box', 'household', 'alarm_hash'])
        .where('id', 'in', ids.slice(from, from + 500))
        .where('state', '!=', 'ended')
        .execute()),
    )
  return rows
}

/**
 * Ends pairings in the caller's transaction. Use `endPairingsIn` of `changes.ts` where boxes and gates shall hear it
 * at once; with this alone every process learns it by its poll.
 * @returns those that stood until now
 */
export async function endPairingsOf(transaction: Db, which: Which, why: string, at: number): Promise<PairedBox[]> {
  const [column, named] =
    'box' in which
      ? (['box', which.box] as const)
      : 'household' in which
        ? (['household', which.household] as const)
        : (['id', which.pairing] as const)
  const except = 'except' in which ? which.except : undefined
  const strayed = 'strayed' in which
  return transaction
    .updateTable('pairings')
    .set({ state: 'ended', ended_at: at, ended_why: why, changed_at: at })
    .where(column, 'in', [named].flat())
    .where('state', '!=', 'ended')
    .$if(strayed, (query) =>
      query.where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('boxes')
              .select('serial')
              .whereRef('boxes.serial', '=', 'pairings.box')
              .whereRef('boxes.household', '=', 'pairings.household'),
          ),
        ),
      ),
    )
    .$if(except !== undefined, (query) => query.where('box', '!=', except ?? ''))
    .returning(['id', 'box', 'household'])
    .execute()
}

/** Suspends an active pairing; null when it was not active. */
export async function suspendPairing(transaction: Db, id: string, why: string, at: number): Promise<PairedBox | null> {
  const row = await transaction
    .updateTable('pairings')
    .set({ state: 'suspended', suspended_why: why, changed_at: at })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .returning(['id', 'box', 'household'])
    .executeTakeFirst()
  return row ?? null
}

/** Makes a suspended pairing active again; its cable node is learnt anew. Null when it was not suspended. */
export async function confirmPairing(transaction: Db, id: string, at: number): Promise<PairedBox | null> {
  const row = await transaction
    .updateTable('pairings')
    .set({ state: 'active', suspended_why: null, node: null, changed_at: at })
    .where('id', '=', id)
    .where('state', '=', 'suspended')
    .returning(['id', 'box', 'household'])
    .executeTakeFirst()
  return row ?? null
}

/** The suspended pairings that wait for somebody, oldest first. */
export async function suspendedPairings(db: Db): Promise<PairingRow[]> {
  return db.selectFrom('pairings').selectAll().where('state', '=', 'suspended').orderBy('changed_at').execute()
}

/** Learns the cable node of a pairing that had none. */
export async function learnNode(db: Db, id: string, node: string): Promise<void> {
  await db.updateTable('pairings').set({ node }).where('id', '=', id).where('node', 'is', null).execute()
}

/**
 * Puts a new refresh token in the place of the newest; the one presented stays good until the new one is used.
 * @returns false when another request rotated in between: decide again
 */
export async function rotateRefresh(
  db: Db,
  seen: PairingRow,
  presented: string,
  fresh: { hash: string; node: string | null; at: number },
): Promise<boolean> {
  const result = await db
    .updateTable('pairings')
    .set({ refresh_hash: fresh.hash, previous_hash: presented, node: fresh.node, last_seen_at: fresh.at })
    .where('id', '=', seen.id)
    .where('state', '=', 'active')
    .where('refresh_hash', '=', seen.refresh_hash)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Pairings by their families, each with the household that its box belongs to by the operator's files. */
export async function pairingsByFamily(
  db: Db,
  familyHashes: readonly string[],
): Promise<Map<string, PairingRow & { box_household: string | null }>> {
  const rows = await db
    .selectFrom('pairings')
    .leftJoin('boxes', 'boxes.serial', 'pairings.box')
    .selectAll('pairings')
    .select('boxes.household as box_household')
    .where('family_hash', 'in', familyHashes)
    .execute()
  return new Map(rows.map((row) => [row.family_hash, row]))
}

/** A rotation as `rotateRefresh` does it. */
export interface Rotation {
  pairing: Pick<PairingRow, 'id' | 'refresh_hash'>
  presented: string
  fresh: { hash: string; node: string | null; at: number }
}

/**
 * As `rotateRefresh`, of several pairings with one statement. Ids must differ.
 * @returns the ids of those that were rotated
 */
export async function rotateRefreshes(db: Db, rotations: readonly Rotation[]): Promise<Set<string>> {
  // Two processes that rotate the same pairings lock them in the same order.
  const rows = [...rotations].sort((a, b) => (a.pairing.id < b.pairing.id ? -1 : 1))
  // Columns of VALUES have these names on both stores.
  const values = rows.map(
    ({ pairing, presented, fresh }) =>
      sql`(${pairing.id}, ${pairing.refresh_hash}, ${presented}, ${fresh.hash}, cast(${fresh.node} as text), cast(${fresh.at} as bigint))`,
  )
  const { rows: rotated } = await sql<{ id: string }>`
    update pairings
    set refresh_hash = v.column4, previous_hash = v.column3, node = v.column5, last_seen_at = v.column6
    from (values ${sql.join(values)}) as v
    where pairings.id = v.column1 and pairings.refresh_hash = v.column2 and pairings.state = 'active'
    returning pairings.id`.execute(db)
  return new Set(rotated.map(({ id }) => id))
}

/** The pairings whose state changed since a time. */
export async function changedPairings(
  db: Db,
  since: number,
): Promise<{ id: string; state: string; changed_at: number }[]> {
  return db.selectFrom('pairings').select(['id', 'state', 'changed_at']).where('changed_at', '>=', since).execute()
}

/** Notes when boxes called last; many in one statement per distinct time. */
export async function touchPairings(db: Db, seen: ReadonlyMap<string, number>): Promise<void> {
  const latest = Math.max(...seen.values())
  const ids = [...seen.keys()]
  for (let from = 0; from < ids.length; from += 500) {
    await db
      .updateTable('pairings')
      .set({ last_seen_at: latest })
      .where('id', 'in', ids.slice(from, from + 500))
      .execute()
  }
}

/** The pairings of a household that stand and were made since a time, newest first: for `GET /v1/me`. */
export async function recentPairings(
  db: Db,
  household: string,
  since: number,
): Promise<{ id: string; box: string; created_at: number }[]> {
  return db
    .selectFrom('pairings')
    .select(['id', 'box', 'created_at'])
    .where('household', '=', household)
    .where('state', '!=', 'ended')
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .execute()
}

/** Whether a household accepted this version on this box, in the present pairing or in one before it. */
export async function hasAccepted(db: Db, box: string, household: string, version: string): Promise<boolean> {
  const row = await db
    .selectFrom('pairings')
    .select('id')
    .where('box', '=', box)
    .where('household', '=', household)
    .where('undertaking', '=', version)
    .executeTakeFirst()
  return row !== undefined
}

/** Stores that the undertaking of a version was accepted on this box. */
export async function acceptUndertaking(db: Db, id: string, version: string, at: number): Promise<void> {
  await db.updateTable('pairings').set({ undertaking: version, undertaken_at: at }).where('id', '=', id).execute()
}

/** The households whose PIN was set or removed since a time. */
export async function changedPins(db: Db, since: number): Promise<{ household: string; hash: string | null }[]> {
  return db.selectFrom('household_pins').select(['household', 'hash']).where('changed_at', '>=', since).execute()
}

/** Until when the PIN counts as typed on the box of a pairing. */
export async function pinVerifiedUntil(db: Db, pairing: string): Promise<number | null> {
  const row = await db.selectFrom('pairings').select('pin_until').where('id', '=', pairing).executeTakeFirst()
  return row?.pin_until ?? null
}
