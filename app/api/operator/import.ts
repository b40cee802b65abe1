import { bumpVersion, type Part } from '../access/store'
import type { Db } from '../database/connect'
import { channel } from '../events/bus'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Fault } from './csv'
import { endPairingsOfGone } from './endings'
import { Faults } from './faults'
import { inForce } from './force'
import type { Operator } from './guard'
import { withOperatorLock } from './lock'
import { type FileName, files } from './rules'
import type { Spool } from './spool'
import { type Counts, type Staged, stage } from './stage'
import { batch, endDeskSessions, removeRows, type Stored, updateOfficer, writeRows } from './store'

export interface ImportOptions {
  dryRun: boolean
  /** how many removed rows the caller has confirmed */
  confirmRemoved: number | null
}

export interface ImportAnswer {
  counts: Record<string, Counts>
  warnings: Fault[]
  /** warnings beyond those told */
  more_warnings: number
  dry_run: boolean
  /** of a dry run: what `confirm_removed` must say */
  confirm_removed?: number
}

/** Up to so many removed rows of a kind, or this share of it, need no word. */
const fewRows = 100
const smallShare = 0.01

/**
 * Brings the store to what the files say: all of it or nothing. Checked and compared first, so that the transaction
 * holds the store only for what differs.
 * @throws ProblemError import-invalid with every fault, removal-unconfirmed with the count to confirm
 */
export async function importFiles(
  service: Service,
  operator: Operator,
  sent: ReadonlyMap<FileName, Spool>,
  options: ImportOptions,
): Promise<ImportAnswer> {
  return withOperatorLock(service.store, async () => {
    const faults = new Faults()
    const staged = await stage(service, operator.area, sent, faults)
    try {
      if (faults.count > 0) {
        const more = faults.count - faults.list.length
        const first = faults.list[0]!
        const detail = `${where(first)}: ${first.message}${faults.count > 1 ? ` (and ${faults.count - 1} more)` : ''}`
        throw new ProblemError('import-invalid', { detail, errors: faults.list, more })
      }
      const answer: ImportAnswer = {
        counts: Object.fromEntries(staged.counts),
        warnings: faults.warnings,
        more_warnings: faults.warningCount - faults.warnings.length,
        dry_run: options.dryRun,
      }
      const toConfirm = unconfirmed(staged, options)
      if (options.dryRun) return toConfirm === null ? answer : { ...answer, confirm_removed: toConfirm.total }
      if (toConfirm !== null) refuse(toConfirm)
      if ([...staged.counts.values()].some(isChange)) await apply(service, staged)
      await service.viewings.append({
        kind: 'act',
        actor: operator.id,
        reason: 'import',
        detail: JSON.stringify(answer.counts),
      })
      return answer
    } finally {
      await staged.close()
    }
  })
}

const isChange = ({ created, updated, removed }: Counts) => created + updated + removed > 0

function where({ file, line, column }: Fault): string {
  return `${file}${line === null ? '' : ` line ${line}`}${column === null ? '' : `, ${column}`}`
}

interface Removal {
  total: number
  kinds: Record<string, number>
}

/** The kinds of which so much would be removed that a wrong or cut file is likelier than a wish; null when confirmed. */
function unconfirmed(staged: Staged, { confirmRemoved }: ImportOptions): Removal | null {
  const kinds: Record<string, number> = {}
  for (const [file, { removed }] of staged.counts)
    if (removed > fewRows && removed > (staged.before.get(file) ?? 0) * smallShare) kinds[file] = removed
  const total = Object.values(kinds).reduce((sum, count) => sum + count, 0)
  return total === 0 || confirmRemoved === total ? null : { total, kinds }
}

function refuse({ total, kinds }: Removal): never {
  const list = Object.entries(kinds).map(([file, count]) => `${count} of ${file}`)
  const detail = `${list.join(' and ')} would be removed. If that is meant, send the same with ?confirm_removed=${total}.`
  throw new ProblemError('removal-unconfirmed', { detail, removed: kinds, confirm_removed: total })
}

async function apply(service: Service, staged: Staged): Promise<void> {
  const at = service.clock.now()
  const households = staged.removed.get('households.csv') ?? []
  const boxes = [...staged.moved, ...(staged.removed.get('boxes.csv') ?? [])]
  const roots = [...staged.old.areas, ...staged.next.areas].filter(([, area]) => area.parent === null).map(([id]) => id)
  await service.db.transaction().execute(async (transaction) => {
    for (const file of files) await write(transaction, file, staged.changes(file), at)
    // What refers goes before what is referred to.
    for (const file of [...files].reverse()) await removeRows(transaction, file, staged.removed.get(file) ?? [], at)
    await endPairingsOfGone(service, transaction, { boxes, households })
    const parts = partsOf(staged)
    if (parts.length > 0) await bumpVersion(transaction, ...parts)
    const channels = [channel.service, ...staged.audience.channels([...new Set(roots)])]
    await service.bus.record(transaction, { type: 'access.changed', channels, data: {} })
  })
  await inForce(service)
}

/** Writes changed rows, as many at a time as have the same columns. */
async function write(transaction: Db, file: FileName, rows: AsyncIterable<Stored>, at: number): Promise<void> {
  let pending: Stored[] = []
  for await (const row of rows) {
    if (file === 'duty.csv' && row.password_hash === undefined) {
      await updateOfficer(transaction, row as { user_name: string; area: string; name: string })
      continue
    }
    if (file === 'duty.csv') await endDeskSessions(transaction, [String(row.user_name)])
    pending.push(row)
    if (pending.length < batch) continue
    await writeRows(transaction, file, pending, at)
    pending = []
  }
  await writeRows(transaction, file, pending, at)
}

function partsOf({ counts }: Staged): Part[] {
  const changed = [...counts].filter(([, count]) => isChange(count)).map(([file]) => file)
  if (changed.some((file) => file !== 'grants.csv' && file !== 'duty.csv')) return ['neighbourhood']
  return changed.includes('grants.csv') ? ['grants'] : []
}
