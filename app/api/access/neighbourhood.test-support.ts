import type { Decision } from './facts'
import { readQuietHours } from './quiet'
import type { Facts, Grant } from './rules'
import { sharpness } from './rules'
import type { Case } from './rules.cases'
import { makeZone, type Zone } from './zone'

/** The neighbourhood of the table of cases, as rows of the import's files and as facts of the rules. */
export const areas = [
  ['county', '', 'county', '示范县'],
  ['town', 'county', 'township', '一镇'],
  ['village', 'town', 'village', '一村'],
  ['grid', 'village', 'grid', '一格'],
  ['next-grid', 'village', 'grid', '二格'],
  ['other-village', 'town', 'village', '二村'],
  ['other-grid', 'other-village', 'grid', '三格'],
  ['far-county', '', 'county', '远县'],
  ['far-town', 'far-county', 'township', '远镇'],
  ['far-village', 'far-town', 'village', '远村'],
  ['far-grid', 'far-village', 'grid', '远格'],
] as const

export const households = [
  ['home', 'grid', 'group'],
  ['next-door', 'next-grid', 'next-group'],
  ['other', 'other-grid', ''],
  ['far', 'far-grid', ''],
] as const

export const noon = '2026-05-01T12:00:00+08:00'

const cameraDefaults = {
  area: 'grid',
  published: 'yes',
  resident_clarity: 'low',
  approved_until: '2027-01-01',
  quiet_hours: '',
}

export function camerasRow(row: Case) {
  return { ...cameraDefaults, ...row.camera }
}

/** Areas from one upwards, nearest first. */
function pathOf(area: string): string[] {
  const path: string[] = []
  for (let at = area; at !== ''; at = areas.find(([id]) => id === at)![1]) path.push(at)
  return path
}

/** A time of the table: RFC 3339, or a date in the zone. */
function time(text: string, zone: Zone): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  return year === undefined ? Date.parse(text) : zone.startOfDay(Number(year), Number(month), Number(day))
}

/** The columns of a grant of the table; `-` is empty. */
export function grantColumns(text: string) {
  const [effect, subjectKind, subject, objectKind, object, clarity, from, until] = text
    .split(' ')
    .map((column) => (column === '-' ? '' : column)) as [string, string, string, string, string, string, string, string]
  return { effect, subjectKind, subject, objectKind, object, clarity, from, until }
}

/** A row of the table as facts for the rules. */
export function factsOf(row: Case): { facts: Facts; now: number; zone: Zone } {
  const zone = makeZone(row.zone ?? 'Asia/Shanghai')
  const camera = camerasRow(row)
  const [id, area, group] = households.find(([name]) => name === (row.household ?? 'home'))!
  const [from, until] = row.emergency?.split(' ') ?? []
  const facts: Facts = {
    household: { id, group: group === '' ? null : group, areas: pathOf(area) },
    camera: {
      id: 'gate',
      areas: pathOf(camera.area),
      published: camera.published === 'yes',
      approvedUntil: time(camera.approved_until, zone),
      suspension: row.suspended === undefined ? null : { by: 'Officer Li', reason: row.suspended },
      residentClarity: sharpness(camera.resident_clarity),
      quietHours: readQuietHours(camera.quiet_hours),
    },
    grants: (row.grants ?? []).map((text): Grant => {
      const columns = grantColumns(text)
      return {
        ...columns,
        subjectKind: columns.subjectKind as Grant['subjectKind'],
        objectKind: columns.objectKind as Grant['objectKind'],
        effect: columns.effect as Grant['effect'],
        clarity: sharpness(columns.clarity),
        from: time(columns.from, zone),
        until: columns.until === '' ? null : time(columns.until, zone),
      }
    }),
    emergencies:
      from === undefined || until === undefined
        ? []
        : [{ household: 'home', camera: 'gate', from: Date.parse(from), until: Date.parse(until) }],
  }
  return { facts, now: Date.parse(row.at ?? noon), zone }
}

/** A decision in the words of the table; the end only where the expected words have one. */
export function inWords(decision: Decision, expected: string): string {
  if (decision.see === 'no') return 'no'
  const head =
    decision.see === 'yes'
      ? `${decision.clarity} by ${decision.why}`
      : `closed: ${decision.reason}${decision.by === null ? '' : ` by ${decision.by}, ${decision.because}`}`
  const [, end] = / until (.*)$/.exec(expected) ?? []
  if (end === undefined) return head
  if (decision.until === null) return `${head} until -`
  return Date.parse(end) === decision.until
    ? `${head} until ${end}`
    : `${head} until ${new Date(decision.until).toISOString()}`
}
