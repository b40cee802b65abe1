import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely'

/** The dialect that a migration runs on: the two differ in how a row number is made. */
function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter.constructor.name.startsWith('Postgres')
}

/** A row number made by the store, growing with each insert: the type and how it is generated. */
export function rowNumber(db: Kysely<unknown>) {
  return {
    type: isPostgres(db) ? sql`bigint` : sql`integer`,
    build: (column: ColumnDefinitionBuilder) =>
      isPostgres(db) ? column.generatedAlwaysAsIdentity().primaryKey() : column.primaryKey().autoIncrement(),
  }
}
