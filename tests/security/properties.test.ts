import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, endpoints, operationsOf, requestsOf } from './endpoints'
import { stateOf } from './store-watch'
import { furnish, type Street } from './street'
import { bearer, openWorld, rootKey, type World } from './world'

let world: World
let street: Street
beforeAll(async () => {
  world = await openWorld('libsql')
  street = await furnish(world)
})
afterAll(() => world.close())

/** What somebody might hope to set beside what is asked for. */
const hopes = [
  'household',
  'household_id',
  'box',
  'area',
  'role',
  'state',
  'id',
  'clarity',
  'is_admin',
  'expires_at',
  'zz',
]

describe('API3 broken object property level authorization', () => {
  it('mass assignment: an unknown field is refused on every endpoint that takes a body', async () => {
    let tried = 0
    for (const { method, path, spec } of await operationsOf(world)) {
      const name = `${method} ${path}`
      const content = spec.requestBody?.content?.['application/json']
      // RFC 6749, section 3.2: unknown parameters of the token endpoint are ignored. They change nothing either.
      if (content === undefined || path.startsWith('/oauth/')) continue
      const known = JSON.stringify(content.schema)
      const [request] = requestsOf(name, street.near.things, world)
      const caller = endpoints[name]!.may?.find((one) => one !== 'root') ?? 'root'
      const headers = {
        ...request!.headers,
        ...street.credentials[caller as Caller],
        'content-type': 'application/json',
      }
      const before = await stateOf(world)
      for (const field of hopes) {
        if (known.includes(`"${field}"`)) continue
        const body = JSON.stringify({ ...(request!.body ?? {}), [field]: 'h-031' })
        const answer = await world.call({ ...request!, headers, body })
        expect([name, field, answer.status]).toEqual([name, field, 422])
        tried++
      }
      for (const field of ['__proto__', 'constructor'] as const) {
        const text = JSON.stringify({ ...(request!.body ?? {}), zz: { prototype: { polluted: 1 } } })
        const answer = await world.call({ ...request!, headers, body: text.replace('"zz"', `"${field}"`) })
        expect([name, field, answer.status]).toEqual([name, field, expect.toSatisfy((s) => s === 400 || s === 422)])
      }
      expect([name, await stateOf(world)]).toEqual([name, before])
    }
    expect(tried).toBeGreaterThan(200)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('mass assignment: an unknown query parameter is refused wherever there are known ones', async () => {
    for (const { method, path, spec } of await operationsOf(world)) {
      const name = `${method} ${path}`
      if (!(spec.parameters ?? []).some(({ in: where }: { in: string }) => where === 'query')) continue
      const [request] = requestsOf(name, street.near.things, world)
      const caller = endpoints[name]!.may?.find((one) => one !== 'root') ?? 'root'
      const url = `${request!.url}${request!.url.includes('?') ? '&' : '?'}household_id=h-031`
      const headers = { ...request!.headers, ...street.credentials[caller as Caller] }
      expect([name, (await world.call({ ...request!, url, headers })).status]).toEqual([
        name,
        expect.toSatisfy((status) => status === 400 || status === 415),
      ])
    }
  })

  it('the token endpoint ignores what it does not know: nobody chooses a household', async () => {
    const body = { grant_type: 'refresh_token', refresh_token: street.near.refresh, household: 'h-031', scope: 'all' }
    const renewed = await world.call({ method: 'POST', url: '/oauth/token', body })
    const me = await world.call({ method: 'GET', url: '/v1/me', headers: bearer(renewed.body.access_token) })
    expect(me.body.household.id).toBe('h-008')
  })

  it('answers carry what they are for and no more', async () => {
    const get = async (url: string, headers: Record<string, string>) =>
      (await world.call({ method: 'GET', url, headers })).text
    const { near, far, credentials } = street
    // Residents are told of a camera what they need, never where it answers.
    expect(await get('/v1/cameras', credentials.box)).not.toMatch(/hls_url|legal_basis|external_id|127\.0\.0\.1/)
    expect(await get('/v1/me', credentials.box)).not.toMatch(/contact_name|contact_phone|_hash/)
    expect(await get('/v1/operator/duty', credentials.root)).not.toMatch(/scrypt|hash|lamp-by-the-east-gate/)
    expect(await get('/v1/operator/keys', credentials.root)).not.toMatch(/hash|plo_/)
    expect(await get('/v1/operator/viewings?reason=why', credentials.root)).not.toMatch(/"hash"|previous_hash/)
    // A desk is told of reports what was reported, never by whom.
    expect(await get('/v1/desk/reports', credentials.desk)).not.toMatch(/h-008|3-1-202|DEMO-/)
    // Neighbours are told of an alarm where it is, not whom to telephone.
    const neighbour = await world.pair('DEMO-001', 'h-001')
    const heard = await get(`/v1/alarms/${near.things.alarm}`, bearer(neighbour.access_token))
    expect(heard).toMatch(/"label"/)
    expect(heard).not.toMatch(/contact_|100-0000/)
    expect(await get(`/v1/alarms/${far.things.alarm}`, bearer(neighbour.access_token))).toMatch(/not-found/)
  })

  it('a quiet alarm is told to no box but the one that pressed', async () => {
    const { near } = street
    const second = await world.pair('DEMO-008-B', 'h-008')
    const pressed = await world.call({
      method: 'POST',
      url: '/v1/alarms',
      headers: { ...bearer(second.access_token), 'idempotency-key': 'a-quiet-call-for-help' },
      body: { kind: 'intruder', quiet: true, pressed_at: new Date(world.clock.now()).toISOString() },
    })
    expect(pressed.status).toBe(201)
    const url = `/v1/alarms/${pressed.body.id}`
    const ask = async (token: string) => (await world.call({ method: 'GET', url, headers: bearer(token) })).status
    const neighbour = await world.pair('DEMO-002', 'h-002')
    expect(await ask(second.access_token)).toBe(200)
    expect([await ask(near.access), await ask(neighbour.access_token)]).toEqual([404, 404])
    const lists = await Promise.all(
      [near.access, second.access_token, neighbour.access_token].map((token) =>
        world.call({ method: 'GET', url: '/v1/alarms', headers: bearer(token) }),
      ),
    )
    for (const { text } of lists) expect(text).not.toContain(pressed.body.id)
  })

  it('a role gives no more than its fields: an importer writes no officer’s hash', async () => {
    const request = { method: 'PUT', url: '/v1/operator/duty/dongli', headers: bearer(rootKey) }
    const body = { area: 'v-dongli', name: 'x', password_hash: 'scrypt$1', must_change: 0 }
    expect((await world.call({ ...request, body })).status).toBe(422)
  })
})
