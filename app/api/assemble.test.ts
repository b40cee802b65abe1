import pg from 'pg'
import { expect, it, vi } from 'vitest'
import { rootKey } from '../../tests/support/operator'
import { emptyStore } from '../../tests/support/stores'
import { assemble } from './assemble'
import { readConfig } from './config'
import { appendPiece } from './operator/journal-store'

it('a process that reads while another begins to write an import has the whole of it before it answers', async () => {
  const store = await emptyStore('postgres')
  const { databaseUrl, dataDir } = store.address
  const household = { id: 'h1', area: 'c1', group_id: null, contact_name: 'n', contact_phone: '1' }
  await store.db.insertInto('areas').values({ id: 'c1', parent: null, level: 'county', name: '县' }).execute()
  await store.db
    .insertInto('households')
    .values({ ...household, label: 'before' })
    .execute()
  const lock = new pg.Client({ connectionString: databaseUrl! })
  await lock.connect()
  await lock.query('begin; lock table grants')
  const starting = assemble(
    readConfig({ OPERATOR_KEY: rootKey, LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl!, DATA_DIR: dataDir }),
  )
  // It has read the households, and waits for the grants.
  await vi.waitFor(async () => {
    const { rows } = await lock.query(`select 1 from pg_locks where relation = 'grants'::regclass and not granted`)
    expect(rows).toHaveLength(1)
  }, 15_000)
  await appendPiece(store.db, 1, { act: 'put', file: 'households.csv', rows: [{ ...household, label: 'after' }] })
  await appendPiece(store.db, 2, { act: 'finish', file: '', rows: { at: 1, parts: ['neighbourhood'], channels: [] } })
  await lock.query('commit')
  const running = await starting
  expect(running.service.neighbourhood.household('h1')?.label).toBe('after')
  expect(await store.db.selectFrom('import_pieces').selectAll().execute()).toEqual([])
  await running.close()
  await lock.end()
  await store.close()
})
