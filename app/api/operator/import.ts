import type { Part } from '../access/store'
import { transact } from '../database/collision'
import { channel } from '../events/bus'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Fault } from './csv'
import { Faults } from './faults'
import { inForce } from './force'
import type { Operator } from './guard'
import { atOnce, finishImport, journalled } from './journal'
import { operatorTurn } from './lock'
import { piecesOf } from './pieces'
import type { Tell } from './progress'
import type { FileName } from './rules'
import type { Spool } from './spool'
import { type Counts, type Staged, stage } from './stage'

export interface ImportOptions {
  dryRun: boolean
  /** how many removed rows the caller has confirmed */
  confirmRemoved: number | null
  /** is told how far it is */
  tell?: Tell
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
 * Brings the store to what the files say: all of it or nothing. Checked and compared first, so that only what
 * differs is written; much of it piece by piece, so that a call for help does not wait (journal.ts).
 * @throws ProblemError import-invalid with every fault, removal-unconfirmed with the count to confirm
 */
export async function importFiles(
  service: Service,
  operator: Operator,
  sent: ReadonlyMap<FileName, Spool>,
  options: ImportOptions,
): Promise<ImportAnswer> {
  return operatorTurn(service, async () => {
    const faults = new Faults()
    const staged = await stage(service, operator.area, sent, faults, options.tell)
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
      if ([...staged.counts.values()].some(isChange)) await apply(service, staged, options.tell)
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
  const errors = Object.entries(kinds).map(([file, count]) => ({
    ...{ file, line: null, column: null },
    message: `${count} rows would be removed: they are not in the file.`,
  }))
  throw new ProblemError('removal-unconfirmed', { detail, errors, removed: kinds, confirm_removed: total })
}

/**
 * Up to so many changed rows are one transaction. The embedded store has one writer, and others must not wait for it.
 * PostgreSQL lets others write beside a long transaction, but one that is cut off begins anew: a night's changes of a
 * city are one, what takes minutes goes through the journal.
 */
const oneTransaction = { libsql: 500, postgres: 25_000 } as const

async function apply(service: Service, staged: Staged, tell: Tell = () => undefined): Promise<void> {
  const roots = [...staged.old.areas, ...staged.next.areas].filter(([, area]) => area.parent === null).map(([id]) => id)
  const channels = [channel.service, ...staged.audience.channels([...new Set(roots)])]
  const ending = { at: service.clock.now(), parts: partsOf(staged), channels }
  const changes = [...staged.counts.values()].reduce((sum, one) => sum + one.created + one.updated + one.removed, 0)
  if (changes > oneTransaction[service.store.kind]) await journalled(service, piecesOf(staged), ending, tell)
  else {
    await transact(service.db, (transaction) => atOnce(service, transaction, piecesOf(staged), ending, tell))
    await finishImport(service, tell)
  }
  await inForce(service)
}

function partsOf({ counts }: Staged): Part[] {
  const changed = [...counts].filter(([, count]) => isChange(count)).map(([file]) => file)
  const parts: Part[] = changed.some((file) => file !== 'grants.csv' && file !== 'duty.csv') ? ['neighbourhood'] : []
  // Whatever goes takes its grants along.
  const gone = [...counts].some(([file, { removed }]) => removed > 0 && file !== 'duty.csv' && file !== 'boxes.csv')
  if (changed.includes('grants.csv') || gone) parts.push('grants')
  return parts
}
