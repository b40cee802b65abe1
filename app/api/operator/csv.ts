import type { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'

/** What is wrong where. `line` is that on which the row begins; null: the file, or a row that is not in it. */
export interface Fault {
  file: string
  line: number | null
  column: string | null
  message: string
  /** of a warning about a character: which, and in how many rows it stands */
  character?: string
  code_point?: string
  rows?: number
}

/** A row of a file: the line on which it begins, and its cells by column. */
export interface CsvRow {
  line: number
  cells: Record<string, string>
}

/** Longest row: fourteen generous cells. A quote that is never closed must not gather the rest of the file. */
const longestRow = 64 * 1024

const quoteFaults: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark is opened and never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'Something follows the closing quotation mark; a mark inside a cell is written twice.',
  INVALID_OPENING_QUOTE: 'A quotation mark stands inside a cell that does not begin with one.',
  CSV_MAX_RECORD_SIZE: `The row is longer than ${longestRow} bytes; is a quotation mark never closed?`,
}

/**
 * Reads a CSV file (RFC 4180, UTF-8 with or without BOM, a header row), row by row. What cannot be read is told to
 * `fault`; after a broken quotation mark nothing further can be understood.
 */
export async function* readCsv(
  file: string,
  content: Readable,
  columns: { required: readonly string[]; optional: readonly string[] },
  fault: (fault: Fault) => void,
): AsyncGenerator<CsvRow> {
  let next = 1
  const parser = content.pipe(
    parse({
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: longestRow,
      // Called as it parses: at an error the rows that it still holds are gone, but not the count of their lines.
      on_record: ((cells: string[]) => {
        const line = next
        next += 1 + lineBreaks(cells)
        return { line, cells }
        // Its types know no record of another form.
      }) as never,
    }),
  )
  content.once('error', (error) => parser.destroy(error))
  let header: string[] | null = null
  try {
    for await (const { line, cells } of parser as AsyncIterable<{ line: number; cells: string[] }>) {
      if (header === null) {
        if (!checkHeader(file, cells, columns, fault)) return
        header = cells
      } else if (cells.length !== header.length) {
        if (cells.length === 1 && cells[0] === '') continue
        const message = `The row has ${cells.length} cells, the header ${header.length}.`
        fault({ file, line, column: null, message })
      } else {
        yield { line, cells: byColumn(header, cells) }
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    fault({ file, line: next, column: null, message: quoteFaults[error.code] ?? 'The row cannot be read as CSV.' })
    return
  } finally {
    content.destroy()
  }
  if (header === null)
    fault({ file, line: 1, column: null, message: 'The file is empty; it needs at least its header row.' })
}

function byColumn(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {}
  for (let at = 0; at < header.length; at++) row[header[at]!] = cells[at]!
  return row
}

/** The parser's own count is off by one for each CRLF inside quotation marks. */
function lineBreaks(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0
  return count
}

function checkHeader(
  file: string,
  header: readonly string[],
  { required, optional }: { required: readonly string[]; optional: readonly string[] },
  fault: (fault: Fault) => void,
): boolean {
  const known = [...required, ...optional]
  let fits = true
  const wrong = (column: string | null, message: string) => {
    fits = false
    fault({ file, line: 1, column, message })
  }
  for (const [at, column] of header.entries()) {
    if (!known.includes(column))
      wrong(column, `The column "${column.slice(0, 64)}" is not known; known are: ${known.join(', ')}.`)
    else if (header.indexOf(column) !== at) wrong(column, `The column "${column}" stands twice.`)
  }
  for (const column of required)
    if (!header.includes(column)) wrong(column, `The column "${column}" is missing from the header row.`)
  return fits
}
