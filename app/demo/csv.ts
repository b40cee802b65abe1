/** A CSV file (RFC 4180) with a header row. */
export function csvFile(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return csvRows([columns, ...rows])
}

/** Rows of a CSV file, each with its line end. */
export function csvRows(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

function csvField(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
