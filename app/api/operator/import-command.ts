import { openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { type Call, CallError } from './caller'
import { type Options, query } from './options'
import type { Progress } from './progress'
import { type FileName, files } from './rules'

/** `import <folder>` or `import <kind> <file.csv>`; files are sent as they are read, whatever their size. */
export async function importCommand(
  call: Call,
  words: readonly string[],
  options: Options,
  print: (line: string) => void,
): Promise<void> {
  if (words[0] === 'roster' && words.length === 2) return importRoster(call, words[1]!, options, print)
  const form = await filesOf(words)
  const dryRun = options['dry-run'] === true ? 'true' : undefined
  const confirmed = { dry_run: dryRun, confirm_removed: options['confirm-removed'] }
  const answer = await call('POST', `/v1/operator/import${query(confirmed)}`, form, showing(print))
  for (const { file, line, column, message } of answer.warnings ?? [])
    print(`warning: ${[file, line, column].filter((part) => part !== null).join(':')}: ${message}`)
  if (answer.more_warnings > 0) print(`warning: … and ${answer.more_warnings} more.`)
  for (const [file, { created, updated, unchanged, removed }] of Object.entries<Record<string, number>>(answer.counts))
    print(`${file}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${removed} removed`)
  if (answer.confirm_removed !== undefined)
    print(`To do this, add --confirm-removed ${answer.confirm_removed}: so many rows would be removed.`)
  if (answer.dry_run) print('Nothing was changed: this was a dry run.')
}

/** `import roster <file.csv|file.json>`: who is to be on duty when. */
async function importRoster(call: Call, path: string, options: Options, print: (line: string) => void): Promise<void> {
  const type = path.endsWith('.json') ? 'application/json' : 'text/csv'
  const file = await openAsBlob(path, { type }).catch(() => {
    throw new CallError(`${path} cannot be read.`)
  })
  const dry_run = options['dry-run'] === true ? 'true' : undefined
  const answer = await call('POST', `/v1/operator/roster${query({ dry_run })}`, file)
  const { created, unchanged, removed, over } = answer
  print(`roster: ${created} created, ${unchanged} unchanged, ${removed} removed; ${over} rows are over`)
  if (answer.dry_run) print('Nothing was changed: this was a dry run.')
}

async function filesOf(words: readonly string[]): Promise<FormData> {
  const form = new FormData()
  const [first, path] = words
  if (words.length === 2 && first !== undefined && path !== undefined) {
    const file = files.find((name) => name === `${first}.csv`)
    const kinds = files.map((name) => name.replace('.csv', '')).join(', ')
    if (file === undefined) throw new CallError(`"${first}" is not one of ${kinds}.`, 2)
    if (!(await add(form, file, path))) throw new CallError(`${path} is not there.`)
    return form
  }
  if (words.length !== 1 || first === '') throw new CallError('Type: import <folder>, or import <kind> <file.csv>', 2)
  let found = 0
  for (const file of files) if (await add(form, file, join(first!, file))) found++
  if (found === 0) throw new CallError(`In ${first} there is none of ${files.join(', ')}.`)
  return form
}

/** False when there is no such file. */
async function add(form: FormData, file: FileName, path: string): Promise<boolean> {
  try {
    form.append('file', await openAsBlob(path, { type: 'text/csv' }), file)
    return true
  } catch (error) {
    // It says no more than that it could not: `ERR_INVALID_ARG_VALUE` is also a file that is not there.
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'ERR_INVALID_ARG_VALUE') return false
    throw new CallError(`${path} cannot be read (${code}).`)
  }
}

/** Prints each step once, and within a step how far it is. */
function showing(print: (line: string) => void): (progress: Progress) => void {
  return (progress) => {
    if (progress.step === 'checking') print(`${progress.file}: ${progress.rows.toLocaleString('en')} rows looked at`)
    else if (progress.step === 'noting') print(`changes noted: ${progress.done.toLocaleString('en')} pieces`)
    else if (progress.of === null) print(`changes written: ${progress.done.toLocaleString('en')} pieces`)
    else print(`changes written: ${progress.done.toLocaleString('en')} of ${progress.of.toLocaleString('en')} pieces`)
  }
}
