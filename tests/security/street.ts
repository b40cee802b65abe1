import { randomBytes } from 'node:crypto'
import { rfc3339 } from '../../app/api/clock'
import { secretHash } from '../../app/api/pairing/codes'
import { insertAuthorization } from '../../app/api/pairing/codes-store'
import { until } from '../support/watching'
import type { Caller, Things } from './endpoints'
import { aKey, bearer, nearDesk, rootKey, type World } from './world'

/** What one household's box holds, and the ids of what is theirs. */
interface Party {
  things: Things
  access: string
  refresh: string
  alarm: string
  ticket: string
  /** `/live/<token>/…` of a running watch */
  live: string
}

/** Two strangers: a household of the East Gate, and one in another township, with everything that each can have. */
export interface Street {
  near: Party
  far: Party
  /** ids that nobody has, as long as those of `far` */
  nobody: Things
  /** headers by caller; operator keys are those of the township of `near` */
  credentials: Record<Caller, Record<string, string>>
}

export async function furnish(world: World): Promise<Street> {
  await world.call({
    method: 'PUT',
    url: '/v1/operator/duty/yunshang',
    headers: bearer(rootKey),
    body: { area: 'v-yunshang', name: 'Yunshang Desk', initial_password: 'a-desk-up-in-the-clouds' },
  })
  await world.call({
    method: 'PUT',
    url: '/v1/operator/grants/x-far-away',
    headers: bearer(rootKey),
    body: {
      ...{ subject_kind: 'household', subject: 'h-031', object_kind: 'camera', object: 'pavilion', effect: 'allow' },
      ...{ clarity: 'full', from: '2026-01-01', approved_by: 'the office', reason: 'keeper' },
    },
  })
  const near = await party(world, {
    ...{ area: 'g-east-gate', camera: 'east-gate', household: 'h-008', box: 'DEMO-008', group: 'p-east-gate-3' },
    ...{ grant: 'x-store-keeper', officer: nearDesk.user },
  })
  const far = await party(world, {
    ...{ area: 'g-tea-garden', camera: 'tea-terraces', household: 'h-031', box: 'DEMO-031', group: 'p-tea-garden' },
    ...{ grant: 'x-far-away', officer: 'yunshang' },
  })
  const nobody = Object.fromEntries(
    Object.entries(far.things).map(([name, id]) => [name, randomBytes(40).toString('hex').slice(0, id.length)]),
  ) as unknown as Things
  nobody.userCode = '000-000-000'
  const township = 't-liuxi'
  const [operator, importer, auditor] = await Promise.all(
    (['operator', 'import', 'auditor'] as const).map((role) => world.key(role, township)),
  )
  // The rows of playbacks are written a moment later, many at a time: a test that nothing changes begins after it.
  const written = () => world.service.db.selectFrom('playbacks').select('id').execute()
  await until(async () => (await written()).length === 2)
  return {
    near,
    far,
    nobody,
    credentials: {
      box: bearer(near.access),
      alarm: bearer(near.alarm),
      desk: { cookie: await world.signIn(nearDesk.user, nearDesk.password) },
      operator: bearer(operator!),
      import: bearer(importer!),
      auditor: bearer(auditor!),
      root: bearer(rootKey),
    },
  }
}

type Given = Pick<Things, 'area' | 'camera' | 'household' | 'box' | 'group' | 'grant' | 'officer'>

async function party(world: World, given: Given): Promise<Party> {
  const { service, clock } = world
  const tokens = await world.pair(given.box, given.household)
  const headers = bearer(tokens.access_token)
  const watch = await world.call({
    method: 'POST',
    url: '/v1/playbacks',
    headers,
    body: { camera_id: given.camera },
  })
  const alarm = await world.call({
    method: 'POST',
    url: '/v1/alarms',
    headers: { ...headers, ...aKey() },
    body: { kind: 'help', pressed_at: rfc3339(clock.now()) },
  })
  const report = await world.call({
    method: 'POST',
    url: '/v1/reports',
    headers,
    body: { camera_id: given.camera, kind: 'privacy', note: 'a window is in view' },
  })
  const ticket = await world.call({ method: 'POST', url: '/v1/events/tickets', headers })
  const userCode = String(100_000_000 + Math.floor(Math.random() * 899_999_999))
  await insertAuthorization(service.db, {
    ...{ device_hash: secretHash(randomBytes(9).toString('hex')), user_hash: secretHash(userCode), box: given.box },
    ...{ created_at: clock.now(), expires_at: clock.now() + 600_000, interval_s: 5, polled_at: null },
    ...{ state: 'pending', household: null, officer: null },
  })
  const drill = `drill-of-${given.officer}`
  await service.db
    .insertInto('drills')
    .values({
      ...{ id: drill, area: given.officer === 'yunshang' ? 'v-yunshang' : 'v-dongli', kind: 'fire' },
      ...{ by_user: given.officer, by_name: given.officer, at: clock.now(), ended_at: null },
    })
    .execute()
  const pairing = await service.db
    .selectFrom('pairings')
    .select('id')
    .where('box', '=', given.box)
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow()
  for (const one of [watch, alarm, report, ticket])
    if (one.status !== 201) throw new Error(`the street cannot be furnished: ${one.text}`)
  return {
    things: {
      ...given,
      playback: watch.body.id,
      alarm: alarm.body.id,
      report: report.body.id,
      pairing: pairing.id,
      userCode,
      drill,
    },
    access: tokens.access_token,
    refresh: tokens.refresh_token,
    alarm: tokens.alarm_token,
    ticket: ticket.body.ticket,
    live: watch.body.url,
  }
}
