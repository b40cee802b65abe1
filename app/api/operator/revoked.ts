import type { Selectable } from 'kysely'
import type { Database } from '../database/schema'
import type { Stored } from './store'

/** That an operator ended a grant: it holds until it is lifted, whatever a file says (docs/decisions/0011). */
export type Revoked = Selectable<Database['revoked_grants']>

/** A revoked grant as it may be written: ended when it was revoked. Null: it had not begun, and never does. */
export function afterRevocation(row: Stored, { at }: Pick<Revoked, 'at'>): Stored | null {
  const { valid_from, valid_until } = row as { valid_from: number; valid_until: number | null }
  if (valid_from >= at) return null
  return valid_until !== null && valid_until <= at ? row : { ...row, valid_until: at }
}
