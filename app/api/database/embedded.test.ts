import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { embeddedDialect } from './embedded'

interface Tables {
  things: { id: number; name: string }
}

describe('the embedded store beside another program', () => {
  let folder: string
  let db: Kysely<Tables>
  let other: Libsql.Database
  const names = async () =>
    (await db.selectFrom('things').select('name').orderBy('id').execute()).map(({ name }) => name)
  const insert = (id: number, name = `n${id}`, into: Kysely<Tables> = db) =>
    into.insertInto('things').values({ id, name })
  const write = (id: number) => insert(id).execute()

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-embedded-'))
    other = new Libsql(join(folder, 'a.db'))
    other.exec('PRAGMA journal_mode=WAL; create table things (id integer primary key, name text not null)')
    db = new Kysely({ dialect: embeddedDialect(new Libsql(join(folder, 'a.db'), { timeout: 0 } as Libsql.Options)) })
  })
  afterEach(async () => {
    other.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const writes: [string, () => Promise<unknown>][] = [
    ['a row', () => write(2)],
    ['a row that is read back', () => insert(2).returning('id').executeTakeFirstOrThrow()],
    ['a row by its words', () => sql`insert into things values (2, 'n2')`.execute(db)],
    [
      'a transaction that reads first',
      () =>
        db.transaction().execute(async (transaction) => {
          await transaction.selectFrom('things').selectAll().execute()
          await insert(2, 'n2', transaction).execute()
        }),
    ],
  ]
  it.each(writes)(
    '%s waits for the lock while this process goes on, and all is well afterwards',
    async (_name, work) => {
      other.exec("begin immediate; insert into things values (1, 'n1')")
      let settled = false
      const written = work().finally(() => {
        settled = true
      })
      // Were the process held up, nobody would ever let go of the lock.
      for (let n = 0; n < 1000; n++) await turn()
      expect(settled).toBe(false)
      other.exec('commit')
      await written
      expect(await names()).toEqual(['n1', 'n2'])
      other.exec("insert into things values (3, 'n3')")
      await write(4)
      expect(await names()).toEqual(['n1', 'n2', 'n3', 'n4'])
    },
  )

  it('reads what is there while another program writes', async () => {
    await write(1)
    other.exec("begin immediate; insert into things values (2, 'n2')")
    expect(await names()).toEqual(['n1'])
    other.exec('commit')
    expect(await names()).toEqual(['n1', 'n2'])
  })

  it('a refused row leaves no transaction behind, alone or among others', async () => {
    await write(1)
    await expect(write(1)).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) })
    await expect(
      db.transaction().execute(async (transaction) => {
        await insert(2, 'n2', transaction).execute()
        await insert(1, 'n1', transaction).execute()
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) })
    other.exec("insert into things values (3, 'n3')")
    await write(4)
    expect(await names()).toEqual(['n1', 'n3', 'n4'])
  })

  it('keeps statements over a change of their table, and more of them than it has room for', async () => {
    await write(1)
    expect(await sql`select * from things`.execute(db)).toMatchObject({ rows: [{ id: 1, name: 'n1' }] })
    await sql`alter table things add column note text`.execute(db)
    expect(await sql`select * from things`.execute(db)).toMatchObject({ rows: [{ id: 1, name: 'n1', note: null }] })
    for (let n = 0; n < 1200; n++) await sql`select ${sql.raw(String(n))} as n from things`.execute(db)
    expect(await sql`select 0 as n from things`.execute(db)).toMatchObject({ rows: [{ n: 0 }] })
  })

  it('prepares a statement once, and one with a long list each time', async () => {
    const database = new Libsql(join(folder, 'a.db'))
    const prepare = vi.spyOn(database, 'prepare')
    const own = new Kysely<Tables>({ dialect: embeddedDialect(database) })
    const list = (from: number, length: number) =>
      Array.from({ length }, (_, n) => ({ id: from + n, name: `n${from + n}` }))
    for (const from of [100, 200]) {
      await insert(from, 'alone', own).execute()
      await own
        .insertInto('things')
        .values(list(from + 1, 40))
        .execute()
    }
    expect(prepare.mock.calls.map(([text]) => text.length > 100)).toEqual([false, true, true])
    expect(await names()).toHaveLength(82)
    await own.destroy()
  })

  it('streams what it reads', async () => {
    await write(1)
    const rows: unknown[] = []
    for await (const row of db.selectFrom('things').selectAll().stream()) rows.push(row)
    expect(rows).toEqual([{ id: 1, name: 'n1' }])
  })

  it('takes turns: what is asked for together does not mix', async () => {
    const all = Array.from({ length: 20 }, (_, n) =>
      db.transaction().execute(async (transaction) => {
        await insert(n, 'open', transaction).execute()
        await turn()
        expect(await transaction.selectFrom('things').selectAll().where('name', '=', 'open').execute()).toHaveLength(1)
        await transaction.updateTable('things').set({ name: 'done' }).where('id', '=', n).execute()
      }),
    )
    await Promise.all(all)
    expect(await names()).toEqual(Array(20).fill('done'))
  })
})
