import { rfc3339 } from '../clock'
import type { FileName } from './rules'
import { columns } from './rules'
import { type Stored, tables } from './store'

/** The resources of `/v1/operator/…`: each is a row of one of the files, in the file's own words. */
export const resources = {
  areas: 'areas.csv',
  groups: 'groups.csv',
  households: 'households.csv',
  cameras: 'cameras.csv',
  boxes: 'boxes.csv',
  grants: 'grants.csv',
  duty: 'duty.csv',
} as const satisfies Record<string, FileName>

export type Resource = keyof typeof resources

/** The column of a file that names a row. */
export function keyColumn(file: FileName): string {
  return file === 'duty.csv' ? 'user' : tables[file].key
}

/** The columns of a resource's body, without its id and, for an officer who is there, without a password. */
export function bodyColumns(file: FileName): string[] {
  const { required, optional } = columns[file]
  return [...required, ...optional].filter((column) => column !== keyColumn(file))
}

const stored: Record<string, string> = {
  group: 'group_id',
  from: 'valid_from',
  until: 'valid_until',
  user: 'user_name',
}
const times = ['approved_until', 'from', 'until']

/** A stored row in the words of its file: times as RFC 3339, what is empty as null. */
export function asResource(file: FileName, row: Stored): Record<string, unknown> {
  const { required, optional } = columns[file]
  const resource: Record<string, unknown> = {}
  for (const column of [...required, ...optional]) {
    if (column === 'initial_password') continue
    const value =
      row[
        file === 'households.csv' || file === 'grants.csv' || file === 'duty.csv' ? (stored[column] ?? column) : column
      ]
    if (column === 'published') resource[column] = value === 1
    else if (times.includes(column)) resource[column] = rfc3339(value as number | null)
    else resource[column] = value === '' ? null : (value ?? null)
  }
  if (file === 'duty.csv') resource.must_change_password = row.must_change === 1
  return resource
}

/** The cells of a body: the same words as in a file, with `true` and `false` for yes and no. */
export function asCells(file: FileName, id: string, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cells: Record<string, unknown> = { [keyColumn(file)]: id }
  for (const column of bodyColumns(file)) {
    const value = body[column]
    cells[column] = value === true ? 'yes' : value === false ? 'no' : value
  }
  return cells
}
