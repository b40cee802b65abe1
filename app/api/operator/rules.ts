import { levels } from '../../contract/basics'
import { kinds } from '../../contract/cameras'
import { readQuietHours } from '../access/quiet'
import type { Database } from '../database/schema'
import { checkCameraAddress } from '../playback/origins'
import type { Cells } from './cells'

/** The seven files, in the order in which they refer to each other. */
export const files = [
  'areas.csv',
  'groups.csv',
  'households.csv',
  'cameras.csv',
  'boxes.csv',
  'grants.csv',
  'duty.csv',
] as const
export type FileName = (typeof files)[number]

/** What each file's rows become. */
interface Rows {
  'areas.csv': Database['areas']
  'groups.csv': Database['groups']
  'households.csv': Database['households']
  'cameras.csv': Database['cameras']
  'boxes.csv': Database['boxes']
  'grants.csv': Database['grants']
  /** the password as it stands in the file; it is hashed before anything is written */
  'duty.csv': { user_name: string; area: string; name: string; initial_password: string }
}

/** The columns of each file, as the contract has them. */
export const columns: { [File in FileName]: { required: readonly string[]; optional: readonly string[] } } = {
  'areas.csv': { required: ['id', 'parent', 'level', 'name'], optional: [] },
  'cameras.csv': {
    required: [
      ...['id', 'number', 'name', 'area', 'kind', 'hls_url', 'hls_url_low', 'published', 'resident_clarity'],
      ...['legal_basis', 'approved_by', 'approved_until', 'mask_attested_by', 'owner', 'contact', 'quiet_hours'],
      'external_id',
    ],
    optional: [],
  },
  'groups.csv': { required: ['id', 'area', 'name'], optional: [] },
  'households.csv': {
    required: ['id', 'area', 'group', 'label', 'contact_name', 'contact_phone'],
    optional: ['contact_method'],
  },
  'boxes.csv': { required: ['serial', 'household', 'model'], optional: [] },
  'grants.csv': {
    required: [
      ...['id', 'subject_kind', 'subject', 'object_kind', 'object', 'effect', 'clarity', 'from', 'until'],
      ...['approved_by', 'reason'],
    ],
    optional: [],
  },
  'duty.csv': { required: ['area', 'name', 'user', 'initial_password'], optional: [] },
}

interface RowRules {
  cameraOrigins: readonly string[]
}

type Reader<File extends FileName> = (cells: Cells, rules: RowRules) => Rows[File]

/** Reads one row by itself: everything that can be said without looking at any other row. */
export const readRow: { [File in FileName]: Reader<File> } = {
  'areas.csv': (cells) => {
    const level = cells.oneOf('level', levels)
    const parent = cells.idOrNull('parent')
    if (level === 'county' && parent !== null)
      cells.fault('parent', 'A county has no area above it: parent must be empty.')
    if (level !== 'county' && parent === null) cells.fault('parent', `A ${level} needs the area above it as parent.`)
    return { id: cells.id('id'), parent, level, name: cells.name('name') }
  },
  'groups.csv': (cells) => ({ id: cells.id('id'), area: cells.id('area'), name: cells.name('name') }),
  'households.csv': (cells) => ({
    id: cells.id('id'),
    area: cells.id('area'),
    group_id: cells.idOrNull('group'),
    label: cells.name('label'),
    contact_name: cells.text('contact_name', 120),
    contact_phone: cells.text('contact_phone', 64),
    contact_method: cells.oneOf('contact_method', ['', 'voice', 'text', 'tv']) || null,
  }),
  'cameras.csv': readCamera,
  'boxes.csv': (cells) => ({
    serial: cells.id('serial'),
    household: cells.id('household'),
    model: cells.text('model', 120),
  }),
  'grants.csv': readGrant,
  'duty.csv': (cells) => {
    const user_name = cells.id('user')
    if (user_name.length > 64) cells.fault('user', 'user has more than 64 characters.')
    return { user_name, area: cells.id('area'), name: cells.name('name'), initial_password: readPassword(cells) }
  },
}

function readCamera(cells: Cells, rules: RowRules): Rows['cameras.csv'] {
  const published = cells.oneOf('published', ['no', 'yes']) === 'yes'
  const clarity = cells.oneOf('resident_clarity', ['none', 'low', 'full'])
  const quietHours = cells.text('quiet_hours', 64)
  if (quietHours !== '' && readQuietHours(quietHours) === null)
    cells.fault('quiet_hours', 'quiet_hours must be like 22:00-06:00, from one time to another, or empty.')
  const lowAddress = readAddress(cells, 'hls_url_low', rules)
  if (lowAddress === null && published && clarity === 'low')
    cells.warn(
      'hls_url_low',
      'Residents see this camera in low clarity and hls_url_low is empty: they see its renditions of at most 480 lines, and nothing where there is none.',
    )
  const row = {
    id: cells.id('id'),
    number: cells.whole('number', 1, 99_999),
    name: cells.name('name'),
    area: cells.id('area'),
    kind: cells.oneOf('kind', kinds),
    hls_url: readAddress(cells, 'hls_url', rules) ?? '',
    hls_url_low: lowAddress,
    published: published ? 1 : 0,
    resident_clarity: clarity,
    legal_basis: cells.text('legal_basis'),
    approved_by: cells.text('approved_by', 120),
    approved_until: cells.timeOrNull('approved_until'),
    mask_attested_by: cells.text('mask_attested_by', 120),
    owner: cells.text('owner', 120),
    contact: cells.text('contact', 120),
    quiet_hours: quietHours === '' ? null : quietHours,
    external_id: cells.idOrNull('external_id'),
  }
  if (row.hls_url === '') cells.fault('hls_url', 'hls_url must not be empty.')
  if (published) {
    for (const column of ['legal_basis', 'approved_by', 'mask_attested_by'] as const)
      if (row[column].trim() === '') cells.fault(column, `A published camera needs ${column}.`)
    if (row.approved_until === null) cells.fault('approved_until', 'A published camera needs approved_until.')
  }
  return row
}

function readAddress(cells: Cells, column: string, rules: RowRules): string | null {
  const address = cells.text(column, 2048)
  if (address === '') return null
  const wrong = checkCameraAddress(rules.cameraOrigins, address)
  if (wrong !== null) cells.fault(column, wrong)
  return address
}

function readGrant(cells: Cells): Rows['grants.csv'] {
  const effect = cells.oneOf('effect', ['allow', 'deny'])
  // A denial takes the camera away whole: its clarity has no meaning and may be left out.
  const clarity = cells.oneOf('clarity', effect === 'deny' ? ['', 'none', 'low', 'full'] : ['low', 'full'])
  const from = cells.time('from')
  const until = cells.timeOrNull('until')
  if (until !== null && until <= from) cells.fault('until', 'until must be later than from.')
  return {
    id: cells.id('id'),
    subject_kind: cells.oneOf('subject_kind', ['household', 'group', 'area']),
    subject: cells.id('subject'),
    object_kind: cells.oneOf('object_kind', ['camera', 'area']),
    object: cells.id('object'),
    effect,
    clarity,
    valid_from: from,
    valid_until: until,
    approved_by: cells.name('approved_by'),
    reason: cells.text('reason'),
  }
}

/** Whatever characters a password has are its own: only its length and lines are looked at. */
function readPassword(cells: Cells): string {
  const password = cells.text('initial_password', 256)
  if (password === '') cells.fault('initial_password', 'initial_password must not be empty.')
  else if (password.length < 10)
    cells.warn('initial_password', 'initial_password has fewer than 10 characters; a longer one is harder to guess.')
  return password
}
