import Libsql from 'libsql'
import type { TownFile, TownRows } from '../../app/demo/townFiles'

const empty = (cell: string | number | undefined) => (cell === '' || cell === undefined ? null : cell)
const time = (cell: string | number | undefined) => (cell === '' ? null : Date.parse(`${cell}T00:00:00+08:00`))

type Cells = (string | number)[]
const tables: [file: TownFile, table: string, columns: string, values: (row: Cells) => unknown[]][] = [
  ['areas.csv', 'areas', 'id, parent, level, name', ([id, parent, ...rest]) => [id, empty(parent), ...rest]],
  ['groups.csv', 'groups', 'id, area, name', (row) => row],
  [
    'households.csv',
    'households',
    'id, area, group_id, label, contact_name, contact_phone, contact_method',
    ([id, area, group, ...rest]) => [id, area, empty(group), ...rest],
  ],
  [
    'cameras.csv',
    'cameras',
    'id, number, name, area, kind, hls_url, hls_url_low, published, resident_clarity, legal_basis, approved_by, approved_until, mask_attested_by, owner, contact, quiet_hours, external_id',
    (row) =>
      row.map((cell, at) =>
        at === 7 ? Number(cell === 'yes') : at === 11 ? time(cell) : at > 14 ? empty(cell) : cell,
      ),
  ],
  ['boxes.csv', 'boxes', 'serial, household, model', (row) => row],
  [
    'grants.csv',
    'grants',
    'id, subject_kind, subject, object_kind, object, effect, clarity, valid_from, valid_until, approved_by, reason',
    (row) => row.map((cell, at) => (at === 7 || at === 8 ? time(cell) : cell)),
  ],
]

/** Puts a generated place straight into the tables of an embedded store: what an import does, without its checks. */
export function fillStore(file: string, generated: TownRows): void {
  const database = new Libsql(file)
  try {
    database.exec('pragma synchronous = off; pragma foreign_keys = off; begin')
    for (const [name, table, columns, values] of tables) {
      const marks = columns
        .split(',')
        .map(() => '?')
        .join(', ')
      const insert = database.prepare(`insert into ${table} (${columns}) values (${marks})`)
      for (const row of generated.rows(name)) insert.run(values(row) as never)
    }
    const suspend = database.prepare("insert into suspensions (camera, by_name, reason, at) values (?, 'root', ?, 0)")
    for (const row of generated.suspensions()) suspend.run(row)
    database.exec('commit; pragma wal_checkpoint(truncate)')
  } finally {
    database.close()
  }
}
