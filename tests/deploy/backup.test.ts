import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BackupError, backupCommand } from '../../app/api/backup/backup'
import { drill, type Places } from '../support/drill'

async function porchlight(env: Record<string, string>, ...args: string[]): Promise<{ code: number; said: string }> {
  let said = ''
  try {
    const code = await backupCommand(args, env, (line) => {
      said += line
    })
    return { code: code ?? -1, said }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    return { code: 1, said: error.message }
  }
}

describe('backup and restore of the embedded store', () => {
  let folder: string
  let places: Places
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-backup-'))
    const at = (name: string) => ({ DATA_DIR: join(folder, name) })
    const folders = { first: at('first'), second: at('second'), third: at('third') }
    places = { ...folders, folder: join(folder, 'backups'), porchlight }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  drill(() => places)

  it('keeps as many copies as it is told to, and touches nothing else', async () => {
    const kept = join(folder, 'kept')
    const { first } = places
    await porchlight(first, 'backup', kept)
    for (const day of ['20250101', '20250102', '20250103'])
      writeFileSync(join(kept, `porchlight-${day}T030000Z.db`), '')
    writeFileSync(join(kept, 'notes.txt'), '')
    await porchlight(first, 'backup', kept, '--keep', '1')
    const names = readdirSync(kept).sort()
    expect(names).toContain('notes.txt')
    expect(names.filter((name) => name.endsWith('.db'))).toHaveLength(1)
    expect(names.some((name) => name.includes('2025010'))).toBe(false)
  })

  it('is missed, where a night passes without it, by the check of its README', async () => {
    const [check = ''] = /^test -n .*$/m.exec(readFileSync('deploy/backup/README.md', 'utf8')) ?? []
    const nights = join(folder, 'nights')
    const isThere = () => spawnSync('sh', ['-c', check.replace('/var/backups/porchlight', nights)]).status === 0
    expect(isThere()).toBe(false)
    await porchlight(places.first, 'backup', nights)
    expect(isThere()).toBe(true)
    const twoNightsAgo = Date.now() / 1000 - 48 * 3600
    for (const name of readdirSync(nights)) utimesSync(join(nights, name), twoNightsAgo, twoNightsAgo)
    writeFileSync(join(nights, 'porchlight-20261123T031000Z.db.part'), '')
    expect(isThere()).toBe(false)
  })

  it.each([
    [['backup'], 'Type: backup <folder>'],
    [['backup', 'folder', '--keep', '0'], 'Type: backup <folder>'],
    [['restore'], 'Type: restore <file>'],
  ])('says how %j is typed', async (args, said) => {
    expect(await porchlight({}, ...args)).toMatchObject({ code: 1, said: expect.stringContaining(said) })
  })

  it('says when there is no store', async () => {
    const { said } = await porchlight({ DATA_DIR: join(folder, 'nowhere') }, 'backup', join(folder, 'none'))
    expect(said).toContain('There is no store in DATA_DIR=')
  })
})
