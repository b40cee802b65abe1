import type { Zone } from '../access/zone'

/** Reads the cells of one row; what is wrong is told with its column, and then the value does not matter. */
export interface Cells {
  /** An id: 1 to 128 characters, no spaces around, no control characters, no `|` (it parts the fields of a token). */
  id(column: string): string
  /** An id, or null when the cell is empty. */
  idOrNull(column: string): string | null
  /** A text of at most `max` characters in which line breaks may stand. */
  text(column: string, max?: number): string
  /** As `text`, and not empty. */
  name(column: string, max?: number): string
  oneOf<T extends string>(column: string, choices: readonly T[]): T
  whole(column: string, min: number, max: number): number
  /** RFC 3339, or a date, which is its start in the deployment's time zone. */
  time(column: string): number
  timeOrNull(column: string): number | null
  fault(column: string, message: string): void
  warn(column: string, message: string): void
}

// Control characters, and those that turn the reading direction round: a name must read as it is written.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/
const replaced = /\ufffd/

/** Characters of an id at most. */
export const longestId = 128

export function readCells(
  cells: Readonly<Record<string, unknown>>,
  zone: Zone,
  fault: (column: string, message: string) => void,
  warn: (column: string, message: string) => void,
): Cells {
  const cell = (column: string): string => {
    const value = cells[column]
    return value === undefined || value === null ? '' : String(value)
  }

  function clean(column: string, max: number, lineBreaks: boolean): string {
    const text = cell(column).replaceAll('\r\n', '\n')
    const looked = lineBreaks ? text.replaceAll('\n', ' ') : text
    const found = control.exec(looked)
    if (found !== null) {
      const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
      fault(column, `${column} has a control character (U+${code}).`)
    } else if (replaced.test(text)) fault(column, `${column} is not valid UTF-8.`)
    else if (text.length > max) fault(column, `${column} has ${text.length} characters; at most ${max} are possible.`)
    return text
  }

  function idOrNull(column: string): string | null {
    const id = clean(column, longestId, false)
    if (id === '') return null
    if (id.trim() !== id) fault(column, `${column} begins or ends with a space.`)
    else if (id.includes('|')) fault(column, `${column} must not contain |.`)
    return id
  }

  function timeOrNull(column: string): number | null {
    const text = cell(column)
    if (text === '') return null
    const at = readTime(text, zone)
    if (at === null)
      fault(column, `${column} must be a date such as 2026-12-31 or a time such as 2026-12-31T08:00:00+08:00.`)
    return at
  }

  const empty = (column: string) => fault(column, `${column} must not be empty.`)

  return {
    fault,
    warn,
    idOrNull,
    timeOrNull,
    id(column) {
      const id = idOrNull(column)
      if (id === null) empty(column)
      return id ?? ''
    },
    text: (column, max = 500) => clean(column, max, true),
    name(column, max = 120) {
      const text = clean(column, max, true)
      if (text.trim() === '') empty(column)
      return text
    },
    oneOf(column, choices) {
      const found = choices.find((choice) => choice === cell(column))
      if (found === undefined) {
        const words = choices.filter((choice) => choice !== '')
        const orEmpty = words.length < choices.length ? 'empty or ' : ''
        fault(column, `${column} must be ${orEmpty}one of ${words.join(', ')}.`)
      }
      return found ?? choices[0]!
    },
    whole(column, min, max) {
      const text = cell(column)
      const number = Number(text)
      if (!/^\d{1,9}$/.test(text) || number < min || number > max)
        fault(column, `${column} must be a whole number from ${min} to ${max}.`)
      return number
    },
    time(column) {
      if (cell(column) === '') empty(column)
      return timeOrNull(column) ?? 0
    },
  }
}

const date = /^(\d{4})-(\d{2})-(\d{2})$/
const moment = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-](\d{2}):(\d{2}))$/

/** A time of a file as epoch milliseconds: RFC 3339, or a date; null when it is neither, or is in no calendar. */
export function readTime(text: string, zone: Zone): number | null {
  const [whole, year, month, day] = date.exec(text) ?? []
  if (whole !== undefined) return isDay(whole) ? zone.startOfDay(Number(year), Number(month), Number(day)) : null
  const [found, dayPart, hour, minute, second, offsetHour = '00', offsetMinute = '00'] = moment.exec(text) ?? []
  if (found === undefined || !isDay(dayPart!)) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null
  const at = Date.parse(text.toUpperCase())
  return Number.isNaN(at) ? null : at
}

/** `Date` takes 30 February for 2 March; a calendar does not. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
