import { columns, type FileName } from '../../app/api/operator/rules'
import { csv } from './operator'

/** A small neighbourhood in the operator's files: each file's rows by column, to be changed by a test. */
export type Rows = { [File in FileName]: Record<string, string>[] }

export function goodRows(): Rows {
  const camera = (id: string, number: string, area: string) => ({
    ...{ id, number, name: `摄像头 ${number}`, area, kind: 'gate' },
    ...{ hls_url: `https://cameras.example/${id}/index.m3u8`, hls_url_low: `https://cameras.example/${id}/low.m3u8` },
    ...{ published: 'yes', resident_clarity: 'low', legal_basis: '条例第十条', approved_by: '县公安局' },
    ...{ approved_until: '2027-01-01', mask_attested_by: '王工', owner: '村委会', contact: '0571-1234' },
    ...{ quiet_hours: '22:00-06:00', external_id: '' },
  })
  const household = (id: string, area: string, group: string) => ({
    ...{
      id,
      area,
      group,
      label: `${id} 室`,
      contact_name: '张三',
      contact_phone: '13800000000',
      contact_method: 'voice',
    },
  })
  return {
    'areas.csv': [
      { id: 'c1', parent: '', level: 'county', name: '甲县' },
      { id: 't1', parent: 'c1', level: 'township', name: '甲镇' },
      { id: 'v1', parent: 't1', level: 'village', name: '甲村' },
      { id: 'g1', parent: 'v1', level: 'grid', name: '一格' },
      { id: 't2', parent: 'c1', level: 'township', name: '乙镇' },
      { id: 'v2', parent: 't2', level: 'village', name: '乙村' },
      { id: 'g2', parent: 'v2', level: 'grid', name: '二格' },
      { id: 'c2', parent: '', level: 'county', name: '乙县' },
    ],
    'groups.csv': [{ id: 'm1', area: 'g1', name: '互助一组' }],
    'households.csv': [
      household('h1', 'g1', 'm1'),
      household('h2', 'g1', 'm1'),
      household('h3', 'g2', ''),
      household('h4', 'g1', 'm1'),
      household('h5', 'g1', 'm1'),
      household('h6', 'g1', 'm1'),
    ],
    'cameras.csv': [camera('k1', '1', 'g1'), camera('k2', '2', 'v1'), camera('k3', '3', 'g2'), camera('k4', '1', 'c2')],
    'boxes.csv': [
      { serial: 'b1', household: 'h1', model: 'X1' },
      { serial: 'b3', household: 'h3', model: 'X1' },
    ],
    'grants.csv': [
      {
        ...{ id: 'a1', subject_kind: 'household', subject: 'h3', object_kind: 'camera', object: 'k1', effect: 'allow' },
        ...{ clarity: 'full', from: '2026-01-01', until: '2026-12-31', approved_by: '县公安局', reason: '走访' },
      },
      {
        ...{ id: 'a2', subject_kind: 'area', subject: 'v1', object_kind: 'area', object: 'g2', effect: 'deny' },
        ...{ clarity: '', from: '2026-01-01', until: '', approved_by: '县公安局', reason: '' },
      },
    ],
    'duty.csv': [{ area: 'v1', name: '李警官', user: 'li', initial_password: 'first-password' }],
  }
}

/** The rows as files with all their columns. */
export function asFiles(rows: Partial<Rows>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rows).map(([file, list]) => {
      const header = [...columns[file as FileName].required, ...columns[file as FileName].optional]
      return [file, csv([header, ...list.map((row) => header.map((column) => row[column] ?? ''))])]
    }),
  )
}
