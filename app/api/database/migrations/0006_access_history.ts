import type { Kysely } from 'kysely'
import { rowNumber } from '../columns'

export async function up(db: Kysely<unknown>): Promise<void> {
  const number = rowNumber(db)
  await db.schema
    .createTable('access_history')
    .addColumn('id', number.type, number.build)
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('facts', 'text')
    .execute()
  await db.schema.createIndex('access_history_key').on('access_history').columns(['kind', 'key', 'id']).execute()
}
