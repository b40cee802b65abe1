import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { DefaultQueryExecutor } from 'kysely'
import type { World } from './world'

const counts = new AsyncLocalStorage<{ queries: number }>()
const original = DefaultQueryExecutor.prototype.executeQuery
DefaultQueryExecutor.prototype.executeQuery = function counted(...args) {
  const counter = counts.getStore()
  if (counter !== undefined) counter.queries++
  return original.apply(this, args) as never
}

/** How often a piece of work asks the store; what runs beside it by the clock does not count. */
export async function countingQueries<T>(work: () => Promise<T>): Promise<{ value: T; queries: number }> {
  const counter = { queries: 0 }
  const value = await counts.run(counter, work)
  return { value, queries: counter.queries }
}

/** What a refused request must leave alone. */
const tables = [
  ...(['areas', 'cameras', 'groups', 'households', 'boxes', 'grants', 'suspensions', 'duty_officers'] as const),
  ...(['operator_keys', 'activation_codes', 'device_authorizations', 'household_pins', 'signing_keys'] as const),
  ...(['alarms', 'alarm_receipts', 'alarm_keys', 'emergency_grants', 'notices', 'reports', 'desk_sessions'] as const),
] as const

/** A hash of each table's rows: of what people wrote, not of what the service notes by itself. */
export async function stateOf({ service }: Pick<World, 'service'>): Promise<Record<string, string>> {
  const state: Record<string, string> = {}
  for (const table of tables) {
    const rows = await service.db.selectFrom(table).selectAll().execute()
    const lines = rows.map((row) => JSON.stringify(row, (name, value) => (name === 'seen_at' ? 0 : value))).sort()
    state[table] = `${rows.length} ${createHash('sha256').update(lines.join()).digest('hex').slice(0, 12)}`
  }
  const playbacks = await service.db.selectFrom('playbacks').select(['id', 'ended_at', 'how']).orderBy('id').execute()
  const pairings = await service.db.selectFrom('pairings').select(['id', 'state']).orderBy('id').execute()
  return { ...state, playbacks: JSON.stringify(playbacks), pairings: JSON.stringify(pairings) }
}
