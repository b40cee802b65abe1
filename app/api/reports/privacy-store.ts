import type { Db } from '../database/connect'
import { resume, suspend } from '../operator/acts-store'
import type { PrivacyReport } from './privacy'

/** What the store knows of one camera that has unanswered privacy reports, or is closed because of some. */
export interface StoredCase {
  camera: string
  reports: PrivacyReport[]
  heldAt: number | null
  decidedAt: number | null
}

/** Every camera with a privacy report without an answer, and every one that such reports keep closed. */
export async function storedCases(db: Db, only?: string): Promise<StoredCase[]> {
  const cases = await db.selectFrom('privacy_cases').selectAll().execute()
  const held = cases.filter(({ held_at }) => held_at !== null).map(({ camera }) => camera)
  const rows = await db
    .selectFrom('reports')
    .select(['camera', 'household', 'at', 'answered_at', 'confirmed_at', 'note'])
    .where('kind', '=', 'privacy')
    .where('camera', 'in', (query) =>
      query
        .selectFrom('reports as open')
        .select('open.camera')
        .where('kind', '=', 'privacy')
        .where('answer', 'is', null),
    )
    .$if(only !== undefined, (query) => query.where('camera', '=', only ?? ''))
    .execute()
  const cameras = [...new Set([...rows.map(({ camera }) => camera), ...held])]
  return cameras
    .filter((camera) => only === undefined || camera === only)
    .map((camera) => {
      const known = cases.find((one) => one.camera === camera)
      const reports = rows.filter((row) => row.camera === camera)
      return {
        camera,
        reports: reports.map(({ household, at, answered_at, confirmed_at, note }) => ({
          household,
          at,
          note,
          answeredAt: answered_at,
          confirmedAt: confirmed_at,
        })),
        heldAt: known?.held_at ?? null,
        decidedAt: known?.decided_at ?? null,
      }
    })
}

/**
 * Suspends a camera because of its reports, once however many processes ask.
 * @returns false when another process was first, or somebody has closed the camera already
 */
export async function holdCamera(
  transaction: Db,
  row: { camera: string; by_name: string; reason: string; at: number },
): Promise<boolean> {
  const { camera, at } = row
  const closed = await transaction
    .selectFrom('suspensions')
    .select('at')
    .where('camera', '=', camera)
    .executeTakeFirst()
  if (closed !== undefined) return false
  const taken = await transaction
    .insertInto('privacy_cases')
    .values({ camera, held_at: at, decided_at: null, decided_by: null })
    .onConflict((conflict) =>
      conflict.column('camera').doUpdateSet({ held_at: at }).where('privacy_cases.held_at', 'is', null),
    )
    .returning('camera')
    .executeTakeFirst()
  if (taken === undefined) return false
  await suspend(transaction, row)
  return true
}

/** Opens a camera that its reports kept closed; once. A suspension that somebody put in its place stays. */
export async function releaseCamera(transaction: Db, camera: string, heldAt: number, at: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('privacy_cases')
    .set({ held_at: null })
    .where('camera', '=', camera)
    .where('held_at', '=', heldAt)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const ours = await transaction
    .selectFrom('suspensions')
    .select('at')
    .where('camera', '=', camera)
    .where('at', '=', heldAt)
    .executeTakeFirst()
  return ours !== undefined && (await resume(transaction, camera, at))
}

/** The operator has closed or opened the camera: what was reported until now is decided. */
export async function decideCase(transaction: Db, camera: string, by: string, at: number): Promise<void> {
  const decided = { held_at: null, decided_at: at, decided_by: by }
  await transaction
    .insertInto('privacy_cases')
    .values({ camera, ...decided })
    .onConflict((conflict) => conflict.column('camera').doUpdateSet(decided))
    .execute()
}

/** A desk looked and agrees; the first one counts. @returns false when one was first, or it is answered */
export async function confirmReport(db: Db, id: string, by: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reports')
    .set({ confirmed_at: at, confirmed_by: by })
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .where('answer', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
