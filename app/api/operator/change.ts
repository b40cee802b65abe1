import { bumpChanged, bumpVersion } from '../access/store'
import { makeZone } from '../access/zone'
import type { Db } from '../database/connect'
import { hashPassword } from '../desk/password'
import { channel } from '../events/bus'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { Audience } from './audience'
import { readCells } from './cells'
import { endWhatIsOf } from './endings'
import { aboutGap, gapsOf } from './font'
import { inForce } from './force'
import type { Operator } from './guard'
import { operatorTurn } from './lock'
import { checkReferences, Numbers } from './references'
import { asCells, keyColumn } from './resources'
import { afterRevocation } from './revoked'
import { readRevoked } from './revoked-store'
import { type FileName, readRow } from './rules'
import {
  boxesOf,
  endDeskSessions,
  readByKeys,
  removeRows,
  type Stored,
  tables,
  updateOfficer,
  usersOf,
  writeRows,
} from './store'
import { inReach, place, readPart, readWorld, type World } from './world'

/** What is wrong, or worth a word, where. */
interface Word {
  where: string
  message: string
}

/** One row as the caller may know it; a row outside of the key's root answers as one that is not there. */
export async function readOne(service: Service, { area }: Operator, file: FileName, id: string): Promise<Stored> {
  const row = (await readByKeys(service.db, file, [id])).get(id)
  if (row === undefined) throw new ProblemError('not-found')
  if (area !== null && !inReach(await readWorld(service.db), area, file, row)) throw new ProblemError('not-found')
  return row
}

/**
 * Writes one row by the same rules as a file's.
 * @returns whether it is new, and what is worth a word
 * @throws ProblemError invalid-body with what is wrong where
 */
export function putOne(
  service: Service,
  operator: Operator,
  file: FileName,
  id: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ created: boolean; row: Stored; warnings: Word[] }> {
  const { db, config } = service
  return operatorTurn(service, async () => {
    const wrong: Word[] = []
    const warnings: Word[] = []
    const tell = (column: string, message: string) => void wrong.push({ where: column, message })
    const known = (await readByKeys(db, file, [id])).get(id)
    const key = keyColumn(file)
    if (body[key] !== undefined && body[key] !== id) tell(key, `The address names "${id}".`)
    const cells = asCells(file, id, body)
    // An officer's password is told once; later changes may leave it out.
    const keepsPassword = file === 'duty.csv' && known !== undefined && cells.initial_password === undefined
    if (keepsPassword) cells.initial_password = 'not looked at'
    const reader = readCells(cells, makeZone(config.TIME_ZONE), tell, (where, message) =>
      warnings.push({ where, message }),
    )
    const row = readRow[file](reader, { cameraOrigins: config.CAMERA_ORIGINS }) as Stored
    const whole = operator.area !== null || file === 'areas.csv'
    const world = whole ? await readWorld(db) : await readPart(db, file, row)
    if (known !== undefined && !inReach(world, operator.area, file, known)) throw new ProblemError('not-found')
    place(world, file, row)
    checkReferences(world, operator.area, file, row, tell)
    if (file === 'areas.csv') checkBelow(world, row, tell)
    if (file === 'cameras.csv') checkNumber(world, row, tell)
    if (wrong.length > 0) {
      const detail = wrong[0]!.message
      throw new ProblemError('invalid-body', { detail, errors: wrong })
    }
    if (file === 'grants.csv') await refuseRevoked(db, row)
    for (const gap of gapsOf(file, cells)) warnings.push({ where: gap.column, message: aboutGap(gap) })
    const written = file === 'duty.csv' ? await officerRow(row, keepsPassword) : row
    const created = known === undefined
    if (!created && Object.keys(written).every((column) => written[column] === known[column]))
      return { created, row: known, warnings }
    await change(service, operator, file, known ?? null, written, async (transaction) => {
      if (file !== 'duty.csv') return writeRows(transaction, file, [written], service.clock.now())
      if (keepsPassword) return updateOfficer(transaction, written as never)
      await endDeskSessions(transaction, [id])
      await writeRows(transaction, file, [written], service.clock.now())
    })
    return { created, row: { ...known, ...written }, warnings }
  })
}

/**
 * Removes one row with what is its own.
 * @throws ProblemError conflict when other rows still refer to it
 */
export function removeOne(service: Service, operator: Operator, file: FileName, id: string): Promise<void> {
  return operatorTurn(service, async () => {
    const known = await readOne(service, operator, file, id)
    const users = await usersOf(service.db, file, id)
    if (users.length > 0) {
      const list = users.map(({ count, table }) => `${count} of ${table.replace('_', ' ')}`).join(' and ')
      throw new ProblemError('conflict', { detail: `"${id}" cannot be removed: rows refer to it, ${list}.` })
    }
    await change(service, operator, file, known, null, (transaction) =>
      removeRows(transaction, file, [id], service.clock.now()),
    )
  })
}

/** Does a change of one row with all that follows from it: ended pairings, the event, the log, the new rules. */
async function change(
  service: Service,
  operator: Operator,
  file: FileName,
  before: Stored | null,
  after: Stored | null,
  write: (transaction: Db) => Promise<void>,
): Promise<void> {
  const audience = new Audience(service.neighbourhood)
  if (before !== null) audience.add(file, before)
  if (after !== null) audience.add(file, after)
  const row = (after ?? before)!
  const boxes =
    file === 'boxes.csv' && before !== null && before.household !== after?.household ? [String(row.serial)] : []
  const households = file === 'households.csv' && after === null ? [String(row.id)] : []
  await service.db.transaction().execute(async (transaction) => {
    const taken = await boxesOf(transaction, households)
    await write(transaction)
    await endWhatIsOf(service, transaction, { boxes, households })
    const channels = [channel.service, ...audience.channels([])]
    await service.bus.record(transaction, { type: 'access.changed', channels, data: {} })
    const { table, key } = tables[file]
    if (table !== 'grants' && table !== 'duty_officers')
      await bumpChanged(transaction, { boxes: taken, [table]: [String(row[key])] })
    // What goes takes its grants along.
    if (table === 'grants' || after === null) await bumpVersion(transaction, 'grants')
  })
  await inForce(service)
  const verb = before === null ? 'created' : after === null ? 'removed' : 'changed'
  await service.viewings.append({
    kind: 'act',
    actor: operator.id,
    ...concerns(file, row),
    detail: `${file.replace('.csv', '')} ${row[keyColumn(file)] ?? row.user_name} ${verb}`,
  })
}

/** One grant alone is written by a person who means it: to lift the revocation first is one call more, and is logged. */
async function refuseRevoked(db: Db, row: Stored): Promise<void> {
  const revocation = (await readRevoked(db, String(row.id))).get(String(row.id))
  if (revocation === undefined || afterRevocation(row, revocation) === row) return
  const detail = `The grant "${row.id}" was revoked. Lift the revocation first (DELETE /v1/operator/revocations/…), or use another id.`
  throw new ProblemError('conflict', { detail })
}

/** The camera and household that a row is about, for the log. */
function concerns(file: FileName, row: Stored): { camera?: string; household?: string; box?: string } {
  if (file === 'cameras.csv') return { camera: String(row.id) }
  if (file === 'households.csv') return { household: String(row.id) }
  if (file === 'boxes.csv') return { box: String(row.serial), household: String(row.household) }
  if (file !== 'grants.csv') return {}
  return {
    ...(row.object_kind === 'camera' ? { camera: String(row.object) } : {}),
    ...(row.subject_kind === 'household' ? { household: String(row.subject) } : {}),
  }
}

/** What lies in an area that moves or changes its level must still fit. */
function checkBelow(world: World, row: Stored, tell: (column: string, message: string) => void): void {
  for (const [id, { parent, level }] of world.areas)
    if (parent === row.id) checkReferences(world, null, 'areas.csv', { id, parent, level }, tell)
  const numbers = new Numbers(world)
  for (const [id, { area, number }] of world.cameras) {
    const taken = numbers.take(id, area, number)
    if (taken === null) continue
    tell('parent', `Cameras "${id}" and "${taken.other}" would have the number ${number} in one county.`)
    return
  }
}

function checkNumber(world: World, row: Stored, tell: (column: string, message: string) => void): void {
  const numbers = new Numbers(world)
  for (const [id, { area, number }] of world.cameras) if (id !== row.id) numbers.take(id, area, number)
  const taken = numbers.take(String(row.id), String(row.area), Number(row.number))
  if (taken !== null)
    tell(
      'number',
      `The number ${row.number} is already that of camera "${taken.other}" in the county "${taken.county}".`,
    )
}

async function officerRow(row: Stored, keepsPassword: boolean): Promise<Stored> {
  const { initial_password, ...officer } = row
  if (keepsPassword) return officer
  const hash = await hashPassword(String(initial_password))
  return { ...officer, password_hash: hash, initial_hash: hash, must_change: 1 }
}
