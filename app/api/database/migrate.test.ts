import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyStore, newDatabase, storeKinds, type TestStore } from '../../../tests/support/stores'
import { openStore } from './connect'
import { migrate, migrateAt } from './migrate'
import * as suspensionsStay from './migrations/0019_suspensions_stay'

describe.each(storeKinds)('migrations on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await emptyStore(kind)
  })
  afterAll(() => store.close())

  it('does nothing the second time', async () => {
    expect(await migrate(store.db)).toEqual([])
  })

  it('uses a store that a newer version added to, and refuses one that it changed', async () => {
    const later = { name: '9998_later', timestamp: new Date().toISOString() }
    await sql`insert into kysely_migration (name, timestamp) values (${later.name}, ${later.timestamp})`.execute(
      store.db,
    )
    expect(await migrate(store.db)).toEqual([])
    const settings = store.db.insertInto('settings')
    await settings.values({ key: 'schema.needs', value: '0013_privacy_cases' }).execute()
    expect(await migrate(store.db)).toEqual([])
    await store.db.updateTable('settings').set({ value: later.name }).where('key', '=', 'schema.needs').execute()
    await expect(migrate(store.db)).rejects.toThrow('A newer version of Porchlight changed this store (9998_later)')
  })

  it('numbers rows upwards and gives times back as numbers', async () => {
    const insert = () =>
      store.db
        .insertInto('events')
        .values({ at: 1_764_000_000_000, type: 'notice', data: '{}' })
        .returning(['id', 'at'])
        .executeTakeFirstOrThrow()
    const [first, second] = [await insert(), await insert()]
    expect(second.id).toBeGreaterThan(first.id)
    expect(first.at).toBe(1_764_000_000_000)
  })

  it('keeps the suspensions that there are, and no more removes one with its camera', async () => {
    const { db } = store
    await db.schema.dropTable('suspensions').execute()
    await sql`create table suspensions (camera text primary key references cameras (id) on delete cascade,
      by_name text not null, reason text not null, at bigint not null)`.execute(db)
    await db.insertInto('areas').values({ id: 'c', parent: null, level: 'county', name: 'c' }).execute()
    await db
      .insertInto('cameras')
      .values({
        ...{ id: 'k', number: 1, name: 'k', area: 'c', kind: 'gate', hls_url: 'https://a.example', hls_url_low: null },
        ...{ published: 0, resident_clarity: 'none', legal_basis: '', approved_by: '', approved_until: null },
        ...{ mask_attested_by: '', owner: '', contact: '', quiet_hours: null, external_id: null },
      })
      .execute()
    const suspension = { camera: 'k', by_name: 'root', reason: 'a window', at: 1_764_000_000_000 }
    await db.insertInto('suspensions').values(suspension).execute()
    const held = (camera: string) => ({ camera, held_at: 1_764_000_000_000, decided_at: null, decided_by: null })
    await db
      .insertInto('privacy_cases')
      .values([held('k'), held('lost')])
      .execute()
    await suspensionsStay.up(db as Kysely<unknown>)
    await db.deleteFrom('cameras').execute()
    expect(await db.selectFrom('suspensions').selectAll().execute()).toEqual([suspension])
    // A hold that lost its suspension is looked at anew.
    expect(await db.selectFrom('privacy_cases').selectAll().orderBy('camera').execute()).toEqual([
      held('k'),
      { ...held('lost'), held_at: null },
    ])
  })

  it('refuses a camera in an area that is not there', async () => {
    const household = {
      id: 'h',
      area: 'nowhere',
      group_id: null,
      label: 'l',
      contact_name: 'n',
      contact_phone: 'p',
      contact_method: null,
    }
    await expect(store.db.insertInto('households').values(household).execute()).rejects.toThrow()
  })
})

describe('migrations of an empty PostgreSQL', () => {
  it('are made once by several that start at the same time', async () => {
    const { url, drop } = await newDatabase()
    const address = { databaseUrl: url, dataDir: '' }
    await Promise.all([migrateAt(address), migrateAt(address), migrateAt(address)])
    const store = openStore({ ...address, poolSize: 1 })
    expect(await migrate(store.db)).toEqual([])
    await store.close()
    await drop()
  })

  it('may take longer than the database allows others', async () => {
    const { url, drop } = await newDatabase()
    const name = sql.id(new URL(url).pathname.slice(1))
    const set = async (what: string) => {
      const store = openStore({ databaseUrl: url, dataDir: '', poolSize: 1 })
      await sql`alter database ${name} set ${sql.raw(what)}`.execute(store.db)
      await store.close()
    }
    await set("statement_timeout = '100ms'")
    await set("lock_timeout = '100ms'")
    const patient = openStore({ databaseUrl: url, dataDir: '', poolSize: 1, patient: true })
    await sql`select pg_sleep(0.3)`.execute(patient.db)
    expect((await sql`show lock_timeout`.execute(patient.db)).rows).toEqual([{ lock_timeout: '0' }])
    await patient.close()
    await drop()
  })
})

describe('migrations of an empty folder', () => {
  it('that are killed anywhere are made by the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'porchlight-migrate-'))
    const inFolder = (name: string) => ({ databaseUrl: null, dataDir: join(folder, name) })
    const store = openStore(inFolder('first'))
    const killed: string[] = []
    let statements = 0
    // What is in the folder between two statements is what a process that is killed there leaves.
    const copying: KyselyPlugin = {
      transformQuery({ node }) {
        if (/^(Create|Alter)/.test(node.kind) && ++statements % 9 === 0) {
          killed.push(`killed${statements}`)
          cpSync(join(folder, 'first'), join(folder, killed.at(-1)!), { recursive: true })
        }
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const all = await migrate(store.db.withPlugin(copying))
    await store.close()
    expect(killed.length).toBeGreaterThan(5)
    for (const name of killed) {
      const again = openStore(inFolder(name))
      expect(await migrate(again.db)).toEqual(all)
      await again.close()
    }
    rmSync(folder, { recursive: true })
  })
})
