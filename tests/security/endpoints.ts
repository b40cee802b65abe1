import { rfc3339 } from '../../app/api/clock'
import type { World } from './world'

/** Whose credential may call. `root` may call whatever an operator key may. */
export type Caller = 'box' | 'alarm' | 'desk' | 'operator' | 'import' | 'auditor' | 'root'

/** Ids of things that belong together: the caller's own, somebody else's, or nobody's. */
export interface Things {
  area: string
  camera: string
  household: string
  box: string
  group: string
  grant: string
  officer: string
  playback: string
  alarm: string
  report: string
  pairing: string
  userCode: string
  drill: string
}

interface Ask {
  id?: string
  query?: { readonly [name: string]: string | undefined }
  body?: object
  headers?: Record<string, string>
}

export interface Endpoint {
  /** null: everybody may call, with or without a credential */
  may: readonly Caller[] | null
  /** requests that are right in form and name these things; more than one where a thing can be named in several ways */
  ask: (of: Things, world: World) => Ask | Ask[]
  /** a request that names another's thing: answered as the same request for a thing that is not there, with this */
  foreign?: number
  /** what others know of the same words: a row that is written to a free id is a new one, so there is no "not there" */
  foreignOnly?: true
}

const nothing = () => ({})
const id = (name: keyof Things) => (of: Things) => ({ id: of[name] })
const box = ['box'] as const
const boxOrAlarm = ['box', 'alarm'] as const
const desk = ['desk'] as const
const operator = ['operator', 'root'] as const
const writers = ['operator', 'import', 'root'] as const
const readers = ['operator', 'import', 'auditor', 'root'] as const
const auditors = ['auditor', 'root'] as const
const root = ['root'] as const

/** The seven resources, each with how a row of a thing is named and what its body says. */
const resources: Record<string, { name: keyof Things; body: (of: Things, world: World) => object }> = {
  areas: { name: 'area', body: () => ({ parent: 't-liuxi', level: 'village', name: 'renamed' }) },
  groups: { name: 'group', body: () => ({ area: 'g-east-gate', name: 'renamed' }) },
  households: {
    name: 'household',
    body: () => ({ area: 'g-east-gate', group: null, label: 'renamed', contact_name: 'nobody', contact_phone: '1' }),
  },
  cameras: {
    name: 'camera',
    body: (_, { origin }) => ({
      ...{ number: 900, name: 'renamed', area: 'g-east-gate', kind: 'gate', hls_url: `${origin.url}/x/i.m3u8` },
      ...{ published: false, resident_clarity: 'none', owner: 'o', contact: 'c' },
    }),
  },
  boxes: { name: 'box', body: () => ({ household: 'h-008', model: 'another' }) },
  grants: {
    name: 'grant',
    body: ({ household }) => ({
      ...{ subject_kind: 'household', subject: household, object_kind: 'camera', object: 'east-gate' },
      ...{ effect: 'allow', clarity: 'full', from: '2026-01-01', approved_by: 'me', reason: 'because' },
    }),
  },
  duty: { name: 'officer', body: () => ({ area: 'v-dongli', name: 'renamed', initial_password: 'a-long-password' }) },
}

/** Every endpoint of the OpenAPI document: one that is missing here fails the tests. */
export const endpoints: Record<string, Endpoint> = {
  'GET /healthz': { may: null, ask: nothing },
  'GET /readyz': { may: null, ask: nothing },
  'GET /edge/authorization': { may: [], ask: () => ({ headers: { 'x-original-uri': '/live/x/y.m3u8' } }) },

  'POST /oauth/token': { may: null, ask: () => ({ body: { grant_type: 'refresh_token', refresh_token: 'plr_none' } }) },
  'POST /oauth/device_authorization': { may: null, ask: (of) => ({ body: { client_id: of.box } }) },

  'GET /v1/me': { may: box, ask: nothing },
  'GET /v1/cameras': { may: box, ask: nothing },
  'GET /v1/cameras/{id}/viewings/summary': { may: box, ask: id('camera'), foreign: 404 },
  'GET /v1/pairing': { may: box, ask: nothing },
  'POST /v1/pairing/end': { may: box, ask: nothing },
  'GET /v1/undertaking': { may: box, ask: nothing },
  'POST /v1/undertaking': { may: box, ask: () => ({ body: { version: '1' } }) },
  'GET /v1/pin': { may: box, ask: nothing },
  'PUT /v1/pin': { may: box, ask: () => ({ body: { pin: null } }) },
  'POST /v1/pin/verification': { may: box, ask: () => ({ body: { pin: '4711' } }) },
  'POST /v1/playbacks': { may: box, ask: (of) => ({ body: { camera_id: of.camera } }), foreign: 404 },
  'POST /v1/playbacks/{id}/renewal': { may: box, ask: (of) => ({ id: of.playback, body: {} }), foreign: 404 },
  'POST /v1/playbacks/{id}/start': { may: box, ask: id('playback'), foreign: 404 },
  'DELETE /v1/playbacks/{id}': { may: box, ask: id('playback'), foreign: 404 },
  'GET /v1/viewings': { may: box, ask: nothing },
  'GET /v1/events': { may: box, ask: nothing },
  'POST /v1/events/tickets': { may: box, ask: nothing },
  'GET /v1/notices': { may: box, ask: nothing },
  'GET /v1/reports': { may: box, ask: nothing },
  'POST /v1/reports': {
    may: box,
    ask: (of) => ({ body: { camera_id: of.camera, kind: 'fault', note: 'dark' } }),
    foreign: 404,
  },

  'POST /v1/alarms': {
    may: boxOrAlarm,
    ask: (_, { clock }) => ({
      headers: { 'idempotency-key': 'a-key-of-the-table-00' },
      body: { kind: 'help', mode: 'test', pressed_at: rfc3339(clock.now()) },
    }),
  },
  'GET /v1/alarms': { may: boxOrAlarm, ask: nothing },
  'GET /v1/alarms/{id}': { may: boxOrAlarm, ask: id('alarm'), foreign: 404 },
  'POST /v1/alarms/{id}/safe': { may: boxOrAlarm, ask: (of) => ({ id: of.alarm, body: {} }), foreign: 404 },
  'PUT /v1/duress': { may: box, ask: () => ({ body: { sign: null } }) },
  'POST /v1/alarms/stopped': {
    may: boxOrAlarm,
    ask: (_, { clock }) => ({
      headers: { 'idempotency-key': 'a-key-of-the-table-01' },
      body: { kind: 'help', sign: '7', pressed_at: rfc3339(clock.now()) },
    }),
  },
  'POST /v1/alarms/{id}/texts/{text}/displayed': { may: boxOrAlarm, ask: id('alarm'), foreign: 404 },
  'POST /v1/alarms/{id}/texts/{text}/answer': {
    may: boxOrAlarm,
    ask: (of) => ({ id: of.alarm, body: { answer: 'yes' } }),
    foreign: 404,
  },
  'POST /v1/alarms/{id}/replies': {
    may: box,
    ask: (of) => ({ id: of.alarm, body: { reply: 'going' } }),
    foreign: 404,
  },
  'POST /v1/alarms/{id}/receipts': {
    may: ['box', 'desk'],
    ask: (of) => ({ id: of.alarm, body: { hop: 'box_displayed' } }),
    foreign: 404,
  },

  'POST /v1/desk/session': { may: null, ask: () => ({ body: { user: 'nobody', password: 'nothing' } }) },
  'GET /v1/desk/session': { may: desk, ask: nothing },
  'DELETE /v1/desk/session': { may: desk, ask: nothing },
  'POST /v1/desk/password': { may: desk, ask: () => ({ body: { current: 'not it', next: 'something-else-9' } }) },
  'PUT /v1/desk/presence': { may: desk, ask: () => ({ body: { visible: false } }) },
  'POST /v1/desk/playbacks': {
    may: desk,
    ask: (of) => ({ body: { camera_id: of.camera, alarm_id: of.alarm } }),
    foreign: 404,
  },
  'POST /v1/desk/playbacks/{id}/renewal': { may: desk, ask: id('playback'), foreign: 404 },
  'DELETE /v1/desk/playbacks/{id}': { may: desk, ask: id('playback'), foreign: 404 },
  'GET /v1/desk/pairings': { may: desk, ask: nothing },
  'POST /v1/desk/pairings': {
    may: desk,
    ask: (of) => ({ body: { user_code: of.userCode, household: of.household } }),
    foreign: 404,
  },
  'POST /v1/desk/pairings/{id}/confirmation': { may: desk, ask: id('pairing'), foreign: 404 },
  'DELETE /v1/desk/households/{id}/pin': { may: desk, ask: id('household'), foreign: 404 },
  'GET /v1/desk/alarms': { may: desk, ask: (of) => ({ query: { household: of.household } }), foreign: 200 },
  'GET /v1/desk/alarms/{id}': { may: desk, ask: id('alarm'), foreign: 404 },
  'GET /v1/desk/alarms/{id}/cameras': { may: desk, ask: id('alarm'), foreign: 404 },
  'POST /v1/desk/alarms/{id}/acknowledgement': { may: desk, ask: id('alarm'), foreign: 404 },
  'POST /v1/desk/alarms/{id}/attendance': { may: desk, ask: id('alarm'), foreign: 404 },
  'POST /v1/desk/alarms/{id}/receipts': {
    may: desk,
    ask: (of) => ({ id: of.alarm, body: { hop: 'desk_displayed' } }),
    foreign: 404,
  },
  'POST /v1/desk/alarms/{id}/closure': {
    may: desk,
    ask: (of) => ({ id: of.alarm, body: { outcome: 'test', note: 'a test' } }),
    foreign: 404,
  },
  'POST /v1/desk/alarms/{id}/callback': {
    may: desk,
    ask: (of) => ({ id: of.alarm, body: { reached: true } }),
    foreign: 404,
  },
  'POST /v1/desk/alarms/{id}/consent': {
    may: desk,
    ask: (of) => ({ id: of.alarm, body: { household: of.household } }),
    foreign: 404,
  },
  'POST /v1/desk/alarms/{id}/texts': {
    may: desk,
    ask: (of) => ({ id: of.alarm, body: { ready: 'are_you_safe' } }),
    foreign: 404,
  },
  'GET /v1/desk/drills': { may: desk, ask: nothing },
  'POST /v1/desk/drills': { may: desk, ask: () => ({ body: { kind: 'fire' } }) },
  'GET /v1/desk/drills/{id}': { may: desk, ask: id('drill'), foreign: 404 },
  'POST /v1/desk/drills/{id}/end': { may: desk, ask: id('drill'), foreign: 404 },
  'GET /v1/desk/events': { may: desk, ask: nothing },
  'GET /v1/desk/handovers': { may: desk, ask: nothing },
  'POST /v1/desk/handovers': { may: desk, ask: () => ({ body: { text: 'all quiet' } }) },
  'GET /v1/desk/roster': { may: desk, ask: nothing },
  'POST /v1/desk/roster': {
    may: desk,
    ask: (of, { clock }) => ({
      body: { user: of.officer, starts_at: rfc3339(clock.now()), ends_at: rfc3339(clock.now() + 3_600_000) },
    }),
  },
  'DELETE /v1/desk/roster/{id}': { may: desk, ask: () => ({ id: 'nosuch' }), foreign: 404 },
  'GET /v1/desk/notices': { may: desk, ask: nothing },
  'POST /v1/desk/notices': {
    may: desk,
    ask: (_, { clock }) => ({ body: { text: 'hello', until: rfc3339(clock.now() + 3_600_000) } }),
  },
  'GET /v1/desk/reports': { may: desk, ask: nothing },
  'POST /v1/desk/reports/{id}/answer': {
    may: desk,
    ask: (of) => ({ id: of.report, body: { answer: 'seen to' } }),
    foreign: 404,
  },
  'POST /v1/desk/reports/{id}/confirmation': { may: desk, ask: id('report'), foreign: 404 },

  ...Object.fromEntries(
    Object.entries(resources).flatMap(([name, { name: thing, body }]): [string, Endpoint][] => [
      [`GET /v1/operator/${name}`, { may: readers, ask: nothing }],
      [`GET /v1/operator/${name}/{id}`, { may: readers, ask: id(thing), foreign: 404 }],
      [
        `PUT /v1/operator/${name}/{id}`,
        {
          may: writers,
          ask: (of, world) => ({ id: of[thing], body: body(of, world) }),
          foreign: 404,
          foreignOnly: true,
        },
      ],
      [`DELETE /v1/operator/${name}/{id}`, { may: writers, ask: id(thing), foreign: 404 }],
    ]),
  ),
  'POST /v1/operator/import': { may: writers, ask: nothing },
  'POST /v1/operator/cameras/{id}/suspension': {
    may: operator,
    ask: (of) => ({ id: of.camera, body: { reason: 'a test' } }),
    foreign: 404,
  },
  'DELETE /v1/operator/cameras/{id}/suspension': { may: operator, ask: id('camera'), foreign: 404 },
  'POST /v1/operator/revocations': {
    may: operator,
    ask: (of) => [
      { body: { box: of.box } },
      { body: { household: of.household } },
      { body: { grant: of.grant, reason: 'a test' } },
    ],
    foreign: 404,
  },
  'GET /v1/operator/revocations': { may: readers, ask: nothing },
  'DELETE /v1/operator/revocations/{id}': { may: operator, ask: id('grant'), foreign: 404 },
  'POST /v1/operator/households/{id}/activation-codes': { may: operator, ask: id('household'), foreign: 404 },
  'POST /v1/operator/keys': { may: root, ask: () => ({ body: { name: 'another', role: 'auditor' } }) },
  'GET /v1/operator/keys': { may: root, ask: nothing },
  'DELETE /v1/operator/keys/{id}': { may: root, ask: () => ({ id: 'no-such-key' }) },
  'GET /v1/operator/retention': { may: auditors, ask: nothing },
  'POST /v1/operator/retention': { may: root, ask: nothing },
  'GET /v1/operator/signing-keys': { may: root, ask: nothing },
  'POST /v1/operator/signing-keys': { may: root, ask: nothing },
  'DELETE /v1/operator/signing-keys/{id}': { may: root, ask: () => ({ id: 'no-such-key' }) },
  'GET /v1/operator/access': {
    may: ['operator', 'auditor', 'root'],
    ask: (of) => [
      { query: { camera: of.camera } },
      { query: { household: of.household } },
      { query: { camera: 'east-gate', household: of.household } },
    ],
    foreign: 404,
  },
  'POST /v1/desk/checks': { may: desk, ask: nothing },
  'POST /v1/telemetry': {
    may: box,
    ask: () => ({
      body: {
        ...{ version: '0.1.0', release: '', build: 'modern', engine: 'chromium', engine_version: 120, settings: {} },
        ...{ clock_ahead_ms: 0, starts: 1, failed_starts: 0, pictures: 0, stalls: 0, times: [], errors: [] },
      },
    }),
  },
  'GET /v1/operator/box-reports': { may: ['operator', 'auditor', 'root'], ask: nothing },
  'GET /v1/operator/rollout': { may: ['operator', 'auditor', 'root'], ask: nothing },
  'PUT /v1/operator/rollout': { may: root, ask: () => ({ body: { percent: 10 } }) },
  'GET /v1/desk/health': { may: desk, ask: nothing },
  'GET /v1/operator/health.csv': { may: ['operator', 'auditor', 'root'], ask: nothing },
  'GET /v1/operator/health': { may: ['operator', 'auditor', 'root'], ask: nothing },
  'GET /v1/operator/privacy-cases': { may: ['operator', 'auditor', 'root'], ask: nothing },
  'GET /v1/operator/viewings': {
    may: auditors,
    ask: (of) => [
      { query: { reason: 'a test', household: of.household } },
      { query: { reason: 'a test', camera: of.camera } },
      { query: { reason: 'a test', box: of.box } },
      { query: { reason: 'a test', playback: of.playback } },
    ],
    foreign: 403,
  },
  'GET /v1/operator/viewings/verification': { may: auditors, ask: nothing },
  'PUT /v1/operator/desks/{id}/head': {
    may: operator,
    ask: (of) => ({ id: of.area, body: { user: null } }),
    foreign: 404,
  },
  'POST /v1/operator/roster': {
    may: writers,
    ask: (of, { clock }) => ({
      body: {
        shifts: [
          {
            ...{ area: of.area, user: of.officer },
            ...{ starts_at: rfc3339(clock.now()), ends_at: rfc3339(clock.now() + 3_600_000) },
          },
        ],
      },
    }),
    foreign: 422,
  },
  'GET /v1/operator/alarms/{id}.cap': { may: operator, ask: id('alarm'), foreign: 404 },
  'POST /v1/operator/webhooks/replay': { may: root, ask: () => ({ body: { since: '2026-01-01T00:00:00Z' } }) },
}

/** The requests of an endpoint for these things, as they are sent. */
export function requestsOf(name: string, of: Things, world: World) {
  const [method = '', path = ''] = name.split(' ')
  const endpoint = endpoints[name]
  if (endpoint === undefined) throw new Error(`${name} is new: say in tests/security/endpoints.ts who may call it`)
  const asked = endpoint.ask(of, world)
  return (Array.isArray(asked) ? asked : [asked]).map(({ id: one = '', query, body, headers = {} }) => ({
    method,
    url:
      path.replace('{id}', encodeURIComponent(one)) +
      (query ? `?${new URLSearchParams(query as Record<string, string>)}` : ''),
    headers,
    ...(body === undefined ? {} : { body }),
  }))
}

interface Operation {
  method: string
  path: string
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI operation is whatever it is
  spec: any
}

/** Every operation of the OpenAPI document. */
export async function operationsOf(world: World): Promise<Operation[]> {
  const { body } = await world.call({ method: 'GET', url: '/openapi.json' })
  return Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, spec]) => ({ method: method.toUpperCase(), path, spec })),
  )
}
