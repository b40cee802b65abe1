import { parseArgs } from 'node:util'
import { CallError } from './caller'

export type Options = Partial<Record<(typeof optionNames)[number], string>> & {
  'dry-run'?: boolean
  all?: boolean
  now?: boolean
  run?: boolean
}

const optionNames = [
  'url',
  'reason',
  'role',
  'name',
  'area',
  'day',
  'camera',
  'household',
  'at',
  'from',
  'until',
  'confirm-removed',
] as const

/** @throws CallError with the help when an option is not known */
export function parse(args: readonly string[], help: string): { words: string[]; options: Options } {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean' },
        all: { type: 'boolean' },
        now: { type: 'boolean' },
        run: { type: 'boolean' },
        ...Object.fromEntries(optionNames.map((name) => [name, { type: 'string' as const }])),
      },
    })
    return { words: positionals, options: values as Options }
  } catch (error) {
    throw new CallError(`${(error as Error).message}\n\n${help}`, 2)
  }
}

/** @throws CallError with the usage when there is not exactly one word */
export function one(rest: readonly string[], usage: string): string {
  if (rest.length !== 1 || rest[0] === '') throw new CallError(`Type: ${usage}`, 2)
  return rest[0]!
}

/** The query string of what was given. */
export function query(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** @throws CallError when an option that a command needs is missing */
export function needed(options: Options, name: 'from' | 'reason' | 'role'): string {
  const value = options[name]
  if (value === undefined || value.trim() === '') throw new CallError(`--${name} is needed.`, 2)
  return value
}
