import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { makeZone } from '../access/zone'
import { hashPassword, verifyPassword } from '../desk/password'
import type { Service } from '../service'
import { Audience } from './audience'
import { Lines } from './belongings'
import { longestId, readCells } from './cells'
import { type Fault, readCsv } from './csv'
import type { Faults } from './faults'
import { Gaps } from './font'
import type { Tell } from './progress'
import { checkReferences, Numbers } from './references'
import { afterRevocation } from './revoked'
import { readRevoked } from './revoked-store'
import { columns, type FileName, files, readRow } from './rules'
import { openSpool, type Spool } from './spool'
import { batch, boxesOf, readByKeys, type Stored, tables } from './store'
import { emptyWorld, inReach, place, readInReach, readWorld, type World } from './world'

export interface Counts {
  created: number
  updated: number
  unchanged: number
  removed: number
}

/** What a call's files would change, checked and ready to be written. */
export interface Staged {
  counts: Map<FileName, Counts>
  /** rows of each kind in reach before, for the share that is removed */
  before: Map<FileName, number>
  /** keys of rows that are stored and not in their file, and boxes whose household is not in its */
  removed: Map<FileName, string[]>
  /** boxes that go to another household */
  moved: string[]
  /** who must be told */
  audience: Audience
  /** the world as it is stored, and as it will be */
  old: World
  next: World
  /** changed rows of a file, in an order in which they can be written */
  changes(file: FileName): AsyncGenerator<Stored>
  close(): Promise<void>
}

/**
 * Reads, checks and compares the files of a call without changing anything. Memory holds ids and where they belong;
 * the rows themselves go from the files to the store's rows and, where they differ, to a spool.
 */
export async function stage(
  service: Service,
  root: string | null,
  sent: ReadonlyMap<FileName, Spool>,
  faults: Faults,
  tell: Tell = () => undefined,
): Promise<Staged> {
  const { db, config } = service
  const zone = makeZone(config.TIME_ZONE)
  // Everything is in reach of a key without a root: then only the areas are asked for what they were.
  const old = await readWorld(db, root === null ? ['areas.csv'] : undefined)
  const next = emptyWorld()
  const spools = new Map<FileName, Spool>()
  const staged: Staged = {
    counts: new Map(),
    before: new Map(),
    removed: new Map(),
    moved: [],
    audience: new Audience(service.neighbourhood),
    old,
    next,
    changes: (file) => changesOf(spools.get(file)),
    async close() {
      for (const spool of spools.values()) await spool.close()
    },
  }
  const numbers = new Numbers(next)
  const revoked = await readRevoked(db)
  const groupLines = new Map<string, number>()
  const gaps = new Gaps(faults)
  // A file with rows that cannot be read: what refers to them is looked at when it can, one mistake is told once.
  let unread = false

  try {
    for (const file of files) {
      const spool = sent.get(file)
      if (spool === undefined) await keepAll(file)
      else await readFile(file, spool)
    }
    checkGroupSizes()
    if (!sent.has('boxes.csv'))
      staged.removed.set('boxes.csv', await boxesOf(db, staged.removed.get('households.csv') ?? []))
  } catch (error) {
    await staged.close()
    throw error
  }
  return staged

  /** A file that was not sent: its rows stay, and must still have what they refer to. */
  async function keepAll(file: FileName): Promise<void> {
    if (file === 'boxes.csv' || file === 'grants.csv') return
    for await (const { row } of readInReach(db, old, root, file)) keep(file, row)
  }

  function keep(file: FileName, row: Stored): void {
    place(next, file, row)
    if (file === 'areas.csv') return
    const area = row.area as string
    if (!unread && !next.areas.has(area)) faults.inUse('areas.csv', area, file)
    if (!unread && file === 'households.csv' && row.group_id !== null && !next.groups.has(row.group_id as string))
      faults.inUse('groups.csv', row.group_id as string, file)
    if (file === 'cameras.csv') takeNumber(String(row.id), area, Number(row.number), null)
  }

  function takeNumber(camera: string, area: string, number: number, line: number | null): void {
    const taken = numbers.take(camera, area, number)
    if (taken === null) return
    const message = `The number ${number} is already that of camera "${taken.other}" in the county "${taken.county}".`
    faults.add({ file: 'cameras.csv', line, column: 'number', message })
  }

  async function readFile(file: FileName, content: Spool): Promise<void> {
    const { key } = tables[file]
    const outside = new Set<string>()
    // What lies outside of the key's root is not this file's to tell; nothing does of a key without one.
    if (root !== null)
      for await (const stored of readInReach(db, old, root, file)) {
        if (stored.within) continue
        outside.add(stored.key)
        keep(file, stored.row)
      }
    const counts: Counts = { created: 0, updated: 0, unchanged: 0, removed: 0 }
    staged.counts.set(file, counts)
    const lines = new Lines()
    const changes = await openSpool()
    spools.set(file, changes)
    const out = changes.write()

    let looked = 0
    let pending: { line: number; row: Stored }[] = []
    const flush = async () => {
      if (faults.count === 0) await compare(file, pending, counts, out)
      pending = []
    }
    const check = async (line: number, told: Stored) => {
      const row = file === 'grants.csv' ? unrevoked(told, line) : told
      if (row === null) {
        counts.unchanged++
        return
      }
      const tell = (column: string, message: string) => faults.add({ file, line, column, message })
      if (!unread) checkReferences(next, file === 'areas.csv' && row.id === root ? null : root, file, row, tell)
      if (file === 'cameras.csv') takeNumber(String(row.id), row.area as string, Number(row.number), line)
      if (file === 'groups.csv') groupLines.set(String(row.id), line)
      pending.push({ line, row })
      if (pending.length >= batch) await flush()
    }

    const later: { line: number; row: Stored }[] = []
    const broken = (fault: Fault) => {
      unread = true
      faults.add(fault)
    }
    for await (const { line, cells } of readCsv(file, content.read(), columns[file], broken)) {
      tell({ step: 'checking', file, rows: ++looked })
      const at = faults.count
      const reader = readCells(
        cells,
        zone,
        (column, message) => faults.add({ file, line, column, message }),
        (column, message) => faults.warn({ file, line, column, message }),
      )
      const row = readRow[file](reader, { cameraOrigins: config.CAMERA_ORIGINS }) as Stored
      const id = String(row[key])
      const first = lines.get(id)
      const keyColumn = file === 'duty.csv' ? 'user' : key
      if (first !== undefined)
        faults.add({ file, line, column: keyColumn, message: `"${id}" stands twice; it is also on line ${first}.` })
      else if (outside.has(id) && !(file === 'areas.csv' && id === root))
        faults.add({ file, line, column: keyColumn, message: `"${id}" belongs to an area outside of this key's root.` })
      if (id !== '' && id.length <= longestId) lines.set(id, line)
      // Also a row that has faults is there for those that refer to it: one mistake is told once.
      if (id !== '' && id.length <= longestId) place(next, file, row)
      if (faults.count > at) continue
      gaps.look(file, line, cells)
      // Areas refer to each other in any order: they are looked at when all are known. They are few.
      if (file === 'areas.csv') later.push({ line, row })
      else await check(line, row)
    }
    later.sort((a, b) => depth(a.row) - depth(b.row))
    for (const { line, row } of later) await check(line, row)
    await flush()
    out.end()
    await once(out, 'finish')

    const removed: string[] = []
    let before = 0
    for await (const stored of readInReach(db, old, root, file)) {
      if (!stored.within) continue
      before++
      if (lines.has(stored.key)) continue
      removed.push(stored.key)
      staged.audience.add(file, stored.row)
    }
    counts.removed = removed.length
    staged.before.set(file, before)
    staged.removed.set(file, removed)
  }

  /** A grant that was revoked stays ended, whatever the file says: a night's file must not undo what a person did. */
  function unrevoked(row: Stored, line: number): Stored | null {
    const revocation = revoked.get(String(row.id))
    if (revocation === undefined) return row
    const ended = afterRevocation(row, revocation)
    if (ended === row) return row
    const on = new Date(revocation.at).toISOString().slice(0, 10)
    const message = `The grant "${row.id}" was revoked on ${on} and stays ended. Take it out of the file, or lift the revocation.`
    faults.warn({ file: 'grants.csv', line, column: 'id', message })
    return ended
  }

  /** Counts what is new, changed and the same, and keeps what is to be written. */
  async function compare(
    file: FileName,
    rows: readonly { line: number; row: Stored }[],
    counts: Counts,
    out: Writable,
  ): Promise<void> {
    const { key } = tables[file]
    const stored = await readByKeys(
      db,
      file,
      rows.map(({ row }) => String(row[key])),
    )
    for (const { line, row } of rows) {
      const known = stored.get(String(row[key]))
      const written = file === 'duty.csv' ? await withPassword(row, known) : row
      const same = known !== undefined && Object.keys(written).every((column) => written[column] === known[column])
      if (same) {
        counts.unchanged++
        continue
      }
      if (file === 'areas.csv' && row.id === root) {
        const message = `The area "${root}" is this key's root: only who gave the key can change it.`
        faults.add({ file, line, column: 'id', message })
      }
      if (known === undefined) counts.created++
      else {
        counts.updated++
        staged.audience.add(file, known)
      }
      staged.audience.add(file, row)
      if (file === 'boxes.csv' && known !== undefined && known.household !== row.household)
        staged.moved.push(String(row.serial))
      if (!out.write(`${JSON.stringify(written)}\n`)) await once(out, 'drain')
    }
  }

  function checkGroupSizes(): void {
    if (!sent.has('groups.csv') && !sent.has('households.csv')) return
    const members = next.households.groupSizes()
    for (const [id, area] of next.groups) {
      const count = members.get(id) ?? 0
      if ((count >= 5 && count <= 30) || !inReach(next, root, 'groups.csv', { id, area })) continue
      const message = `The group "${id}" has ${count} households; 5 to 30 are recommended.`
      faults.warn({ file: 'groups.csv', line: groupLines.get(id) ?? null, column: 'id', message })
    }
  }
}

/** The wider area is written first: the narrower one refers to it. */
function depth(row: Stored): number {
  return ['county', 'township', 'village', 'grid'].indexOf(String(row.level))
}

/**
 * The officer's row with what the store keeps of a password. While the file's initial password is that of the last
 * import, the officer's own is kept. Both are scrypt hashes: one keyed by a secret of the deployment would be quicker
 * to compare, but would change with the key, and then set every officer's password back.
 */
async function withPassword(row: Stored, known: Stored | undefined): Promise<Stored> {
  const { initial_password, ...officer } = row
  const initial = String(initial_password)
  if (known !== undefined && (await verifyPassword(initial, String(known.initial_hash)))) return officer
  const hash = await hashPassword(initial)
  return { ...officer, password_hash: hash, initial_hash: hash, must_change: 1 }
}

async function* changesOf(spool: Spool | undefined): AsyncGenerator<Stored> {
  if (spool === undefined) return
  const content = spool.read()
  for await (const line of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line) as Stored
}
