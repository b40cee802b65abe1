import type { Db } from './connect'

/** A query that knows `below`: the ids of an area and of all areas below it. */
export function withBelow(db: Db, area: string) {
  return db.withRecursive('below(id)', (query) =>
    query
      .selectFrom('areas')
      .select('areas.id')
      .where('areas.id', '=', area)
      .unionAll((more) => more.selectFrom('areas').innerJoin('below', 'below.id', 'areas.parent').select('areas.id')),
  )
}
