import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csv, startService, type TestService } from '../../../tests/support/operator'
import { storeKinds } from '../../../tests/support/stores'
import type { CameraList } from '../../contract/cameras'
import { areas, camerasRow, grantColumns, households, noon } from './neighbourhood.test-support'
import { type Case, cases } from './rules.cases'
import { bumpVersion } from './store'
import { insertEmergencies } from './world.test-support'

const zones = [...new Set(Object.values(cases).flatMap((rows) => rows.map((row) => row.zone ?? 'Asia/Shanghai')))]

/** The files of a row of the table, as an operator would send them. */
function filesOf(row: Case): Record<string, string> {
  const camera = camerasRow(row)
  return {
    'areas.csv': csv([['id', 'parent', 'level', 'name'], ...areas]),
    'groups.csv': csv([
      ['id', 'area', 'name'],
      ['group', 'grid', '互助一组'],
      ['next-group', 'next-grid', '互助二组'],
    ]),
    'households.csv': csv([
      ['id', 'area', 'group', 'label', 'contact_name', 'contact_phone'],
      ...households.map(([id, area, group]) => [id, area, group, id, '', '']),
    ]),
    'boxes.csv': csv([['serial', 'household', 'model'], ...households.map(([id]) => [`box-${id}`, id, 'model'])]),
    'cameras.csv': csv([
      [
        ...['id', 'number', 'name', 'area', 'kind', 'hls_url', 'hls_url_low', 'published', 'resident_clarity'],
        ...['legal_basis', 'approved_by', 'approved_until', 'mask_attested_by', 'owner', 'contact', 'quiet_hours'],
        'external_id',
      ],
      [
        ...['gate', '1', '大门', camera.area, 'gate', 'https://cameras.example/gate.m3u8', ''],
        ...[camera.published, camera.resident_clarity, 'rules', 'board', camera.approved_until, 'board', 'owner'],
        ...['contact', camera.quiet_hours, ''],
      ],
    ]),
    'grants.csv': csv([
      [
        ...['id', 'subject_kind', 'subject', 'object_kind', 'object', 'effect', 'clarity', 'from', 'until'],
        ...['approved_by', 'reason'],
      ],
      ...(row.grants ?? []).map((text, index) => {
        const { effect, subjectKind, subject, objectKind, object, clarity, from, until } = grantColumns(text)
        return [`grant-${index}`, subjectKind, subject, objectKind, object, effect, clarity, from, until, 'board', '']
      }),
    ]),
  }
}

/** What the list says of the gate, in the words of the table. */
function wordsOf(list: CameraList, expected: string): string {
  const seen = list.cameras.find(({ id }) => id === 'gate')
  const closed = list.closed.find(({ id }) => id === 'gate')
  if (seen === undefined && closed === undefined) return 'no'
  const by = closed === undefined || closed.by === null ? '' : ` by ${closed.by}, ${closed.why}`
  const head =
    seen !== undefined
      ? `${seen.clarity} by ${seen.emergency ? 'emergency' : seen.why}`
      : `closed: ${closed?.reason}${by}`
  const [, end] = / until (.*)$/.exec(expected) ?? []
  if (end === undefined) return head
  const until = (seen ?? closed)?.until ?? null
  if (until === null) return `${head} until -`
  return `${head} until ${Date.parse(end) === Date.parse(until) ? end : until}`
}

describe.each(storeKinds.flatMap((kind) => zones.map((zone) => ({ kind, zone }))))(
  'the table of access, by files and HTTP, on $kind in $zone',
  ({ kind, zone }) => {
    let running: TestService
    beforeAll(async () => {
      running = await startService(kind, { TIME_ZONE: zone })
    })
    afterAll(() => running.close())

    const rows = Object.values(cases)
      .flat()
      .filter((row) => (row.zone ?? 'Asia/Shanghai') === zone)
    it.each(rows)('$says', async (row) => {
      const { service, clock } = running
      clock.at = Date.parse(row.at ?? noon)
      const sent = await running.send(filesOf(row))
      expect(sent.body.errors ?? []).toEqual([])
      await service.db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('emergency_grants').execute()
        await transaction.deleteFrom('alarms').execute()
        await transaction.deleteFrom('suspensions').execute()
        if (row.suspended !== undefined)
          await transaction
            .insertInto('suspensions')
            .values({ camera: 'gate', by_name: 'Officer Li', reason: row.suspended, at: clock.at })
            .execute()
        const [from, until] = row.emergency?.split(' ') ?? []
        if (from !== undefined && until !== undefined)
          await insertEmergencies(transaction, [
            { household: 'home', camera: 'gate', from: Date.parse(from), until: Date.parse(until) },
          ])
        await bumpVersion(transaction, 'live')
      })
      await service.neighbourhood.refresh()
      const answer = await running.call('GET', '/v1/cameras', { box: `box-${row.household ?? 'home'}` })
      expect(answer.status).toBe(200)
      expect(wordsOf(answer.body, row.expect)).toBe(row.expect)
    })
  },
)
