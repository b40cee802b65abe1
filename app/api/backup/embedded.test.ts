import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { copyEmbedded, putEmbedded } from './embedded'

const stamp = '20261129T031000Z'
const before = `porchlight.db.before-${stamp}`

describe('a copy in the place of the embedded store', () => {
  let folder: string
  let copy: string
  let place: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-put-'))
    copy = join(folder, 'copy.db')
    copyEmbedded(inject('templates').dataDir, copy)
  })
  beforeEach(() => {
    place = mkdtempSync(join(folder, 'place-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const put = (replace: boolean) => putEmbedded(copy, place, replace, stamp)
  const isTheCopy = () => {
    const there = new Libsql(join(place, 'porchlight.db'))
    const [found] = there.prepare("select count(*) as tables from sqlite_master where name = 'newer'").all()
    there.close()
    return (found as { tables: number }).tables === 0
  }

  it('comes over a store that is damaged', () => {
    const damaged = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9000, 'broken')])
    writeFileSync(join(place, 'porchlight.db'), damaged)
    expect(put(true)).toBe(join(place, before))
    expect(readFileSync(join(place, before)).equals(damaged)).toBe(true)
    expect(isTheCopy()).toBe(true)
  })

  it('comes over what is no store any more, which stays with all that lay beside it', () => {
    for (const ending of ['', '-wal', '-shm']) writeFileSync(join(place, `porchlight.db${ending}`), `broken${ending}`)
    expect(put(true)).toBe(join(place, before))
    expect(readdirSync(place).sort()).toEqual(['porchlight.db', before, `${before}-shm`, `${before}-wal`])
    expect(readFileSync(join(place, `${before}-wal`), 'latin1')).toBe('broken-wal')
    expect(isTheCopy()).toBe(true)
  })

  it('does not take in what a lost store left beside it', () => {
    leaveLog(place)
    rmSync(join(place, 'porchlight.db'))
    expect(() => put(false)).toThrow('add --replace')
    expect(put(true)).toBe(join(place, `${before}-wal`))
    expect(isTheCopy()).toBe(true)
  })

  it('takes the log of a store that was cut off into what stays of it', () => {
    leaveLog(place)
    expect(put(true)).toBe(join(place, before))
    expect(isTheCopy()).toBe(true)
    expect(readFileSync(join(place, before), 'latin1')).toContain('CREATE TABLE newer')
  })

  it('does not come over one that is in use', () => {
    const used = new Libsql(join(place, 'porchlight.db'))
    used.exec('pragma journal_mode=wal; create table newer (id)')
    expect(() => put(true)).toThrow('is in use')
    used.close()
    expect(existsSync(join(place, 'porchlight.db.incoming'))).toBe(false)
    expect(existsSync(join(place, before))).toBe(false)
  })
})

/** A store of a process that ended as by a power cut: what it wrote last is in the write-ahead log alone. */
function leaveLog(place: string): void {
  const script = `const Libsql = require('libsql'); const store = new Libsql(process.argv[1])
    store.exec('pragma journal_mode=wal; create table older (id)')
    store.exec('pragma wal_checkpoint(truncate); create table newer (id)')
    process.kill(process.pid, 'SIGKILL')`
  spawnSync(process.execPath, ['-e', script, join(place, 'porchlight.db')])
  expect(readdirSync(place)).toContain('porchlight.db-wal')
}
