import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenSse } from '../support/sse'
import { until } from '../support/watching'
import { type As, aKey, bearer, type Listening, listen, password, problemOf, root, type Tokens, utc } from './service'

interface Receipt {
  hop: string
  who: string | null
}

describe('alarms, events and the desk', () => {
  let at: Listening
  let box: Tokens
  let neighbour: Tokens
  let stranger: Tokens
  let grace: As
  beforeAll(async () => {
    at = await listen()
    box = await at.pair('box-h1', 'h1')
    neighbour = await at.pair('box-h2', 'h2')
    stranger = await at.pair('box-h4', 'h4')
    grace = await at.signIn('grace')
  })
  afterAll(() => at.close())

  const now = () => new Date().toISOString()
  const press = (as: As, more: object = {}, key: As = aKey()) =>
    at.call('POST', '/v1/alarms', as, { kind: 'help', quiet: false, pressed_at: now(), ...more }, key)
  const close = (id: string, outcome = 'real', as = grace) =>
    at.call('POST', `/v1/desk/alarms/${id}/closure`, as, { outcome, note: 'seen to' })
  const read = (as: As, id: string) => at.call('GET', `/v1/alarms/${id}`, as)
  const hops = (alarm: { receipts: Receipt[] }) => alarm.receipts.map(({ hop }) => hop)

  it('is raised once per key, joined by a further press, and refused without a key', async () => {
    const key = aKey()
    const body = { kind: 'help', quiet: false, mode: 'real', pressed_at: now() }
    const first = await at.call('POST', '/v1/alarms', box.access, body, key)
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ kind: 'help', quiet: false, mode: 'real', late: false, unanswered: false })
    for (const name of ['raised_at', 'pressed_at']) expect(first.body[name]).toMatch(utc)
    const again = await at.call('POST', '/v1/alarms', box.access, body, key)
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    const other = await at.call('POST', '/v1/alarms', box.access, { ...body, kind: 'fire' }, key)
    expect([other.status, problemOf(other)]).toEqual([422, 'idempotency-key-reused'])
    const joined = await press(box.alarm)
    expect([joined.status, joined.body.id, hops(joined.body).at(-1)]).toEqual([200, first.body.id, 'pressed_again'])
    const fire = await press(box.access, { kind: 'fire' })
    expect(fire.status).toBe(201)
    const drill = await press(box.access, { mode: 'drill' })
    expect([drill.status, drill.body.mode]).toEqual([201, 'drill'])
    for (const { body: alarm } of [first, fire, drill]) expect((await close(alarm.id)).status).toBe(200)
    const missing = await at.call('POST', '/v1/alarms', box.access, body)
    expect([missing.status, problemOf(missing)]).toEqual([400, 'idempotency-key-missing'])
    for (const length of [15, 129])
      expect((await press(box.access, {}, { 'idempotency-key': 'k'.repeat(length) })).status).toBe(400)
    for (const change of [{ kind: 'tea' }, { mode: 'joke' }, { pressed_at: 'now' }, { extra: 1 }])
      expect(problemOf(await press(box.access, change))).toBe('invalid-body')
    // Keys belong to the box.
    const theirs = await at.call('POST', '/v1/alarms', neighbour.access, body, key)
    expect(theirs.status).toBe(201)
    await close(theirs.body.id)
  })

  it('shows a neighbour label and area only, the desk whom to call, a stranger nothing', async () => {
    const { body: alarm } = await press(box.access)
    const seen = await read(neighbour.access, alarm.id)
    expect(seen.body.household).toEqual({ label: 'Label h1', area: expect.stringContaining('Grid') })
    expect((await at.call('GET', '/v1/desk/alarms?state=open', grace)).body.alarms[0].household).toMatchObject({
      ...{ label: 'Label h1', contact_name: 'Name h1', contact_phone: 'Phone h1' },
    })
    const [hidden, none] = [await read(stranger.access, alarm.id), await read(stranger.access, 'nothing')]
    expect([hidden.status, hidden.text]).toEqual([404, none.text])
    const olga = await at.signIn('olga')
    expect((await at.call('GET', '/v1/desk/alarms', olga)).body).toEqual({ alarms: [] })
    expect((await close(alarm.id, 'real', olga)).status).toBe(404)
    expect((await read(box.alarm, alarm.id)).status).toBe(200)
    await close(alarm.id)
  })

  it('goes up the ladder, forward only, with a receipt for each step', async () => {
    const { body: alarm } = await press(box.access)
    const receipt = (hop: string, as: As, path = '/v1/alarms') =>
      at.call('POST', `${path}/${alarm.id}/receipts`, as, { hop })
    expect((await receipt('desk_displayed', neighbour.access)).status).not.toBe(200)
    const displayed = await receipt('box_displayed', neighbour.access)
    expect([displayed.status, displayed.body.state]).toEqual([200, 'displayed'])
    expect((await at.call('POST', `/v1/alarms/${alarm.id}/receipts`, grace, { hop: 'desk_displayed' })).status).toBe(
      200,
    )
    const act = (what: string) => at.call('POST', `/v1/desk/alarms/${alarm.id}/${what}`, grace)
    expect((await act('acknowledgement')).body.state).toBe('acknowledged')
    expect((await act('attendance')).body.state).toBe('attending')
    expect((await act('acknowledgement')).body.state).toBe('attending')
    const going = await at.call('POST', `/v1/alarms/${alarm.id}/replies`, neighbour.access, { reply: 'going' })
    expect(going.status).toBe(200)
    const safe = await at.call('POST', `/v1/alarms/${alarm.id}/safe`, box.alarm, {})
    expect([safe.status, safe.body.state, hops(safe.body).at(-1)]).toEqual([200, 'attending', 'says_safe'])
    expect((await at.call('POST', `/v1/alarms/${alarm.id}/replies`, box.access, { reply: 'going' })).status).toBe(403)
    for (const body of [{ outcome: 'real' }, { note: 'n' }, { outcome: 'maybe', note: 'n' }])
      expect((await at.call('POST', `/v1/desk/alarms/${alarm.id}/closure`, grace, body)).status).toBe(422)
    const closed = await close(alarm.id)
    expect([closed.status, closed.body.state, closed.body.outcome]).toEqual([200, 'closed', 'real'])
    const own = (await read(box.access, alarm.id)).body
    const officer = own.receipts.find(({ hop }: Receipt) => hop === 'acknowledged')
    expect(officer).toEqual({ hop: 'acknowledged', at: expect.stringMatching(utc), who: 'Officer grace' })
    const late = await at.call('POST', `/v1/desk/alarms/${alarm.id}/attendance`, grace)
    expect([late.status, problemOf(late)]).toEqual([409, 'conflict'])
  })

  it('opens the three nearest cameras to who is going, and to the desk, until it is closed', async () => {
    const cameras = async () =>
      (await at.call('GET', '/v1/cameras', neighbour.access)).body.cameras.map((one: { id: string }) => one.id)
    expect(await cameras()).not.toContain('pond')
    const { body: alarm } = await press(box.access)
    await at.call('POST', `/v1/alarms/${alarm.id}/replies`, neighbour.access, { reply: 'going' })
    expect(await cameras()).toContain('pond')
    const look = (camera_id: string, as = grace) =>
      at.call('POST', '/v1/desk/playbacks', as, { camera_id, alarm_id: alarm.id })
    const picture = await look('pond')
    expect([picture.status, picture.body.clarity]).toEqual([201, 'low'])
    expect((await at.call('GET', picture.body.url)).status).toBe(200)
    expect((await look('far')).text).toBe((await look('nope')).text)
    const log = await at.call('GET', '/v1/operator/viewings?reason=audit&camera=pond', root)
    expect(log.body.viewings).toContainEqual(
      expect.objectContaining({ kind: 'watch.started', actor: 'grace', household: null, reason: `alarm ${alarm.id}` }),
    )
    await close(alarm.id)
    expect(await cameras()).not.toContain('pond')
    await until(async () => (await at.call('GET', picture.body.url)).status === 403)
    expect(problemOf(await look('pond'))).toBe('conflict')
  })

  it('keeps a quiet alarm from every screen but the desk’s', async () => {
    const heard = await listenSse(`${at.url}/v1/events`, neighbour.access)
    const own = await listenSse(`${at.url}/v1/events`, box.access)
    const desk = await listenSse(`${at.url}/v1/desk/events`, grace)
    const quiet = await press(box.access, { quiet: true, kind: 'intruder' })
    expect(quiet.status).toBe(201)
    expect((await desk.heard(1, 'alarm.raised'))[0]!.data).toMatchObject({ id: quiet.body.id, quiet: true })
    expect((await read(neighbour.access, quiet.body.id)).status).toBe(404)
    await close(quiet.body.id)
    const loud = await press(box.access)
    const [first] = await heard.heard(1, 'alarm.raised')
    expect(first!.data.id).toBe(loud.body.id)
    expect((await own.heard(1, 'alarm.raised'))[0]!.data.id).toBe(loud.body.id)
    for (const stream of [heard, own]) expect(stream.text()).not.toContain(quiet.body.id)
    await close(loud.body.id)
    for (const stream of [heard, own, desk]) stream.close()
  })

  it('tells a late call to the desk alone', async () => {
    const late = await press(box.access, { pressed_at: new Date(Date.now() - 11 * 60_000).toISOString() })
    expect([late.status, late.body.late]).toEqual([201, true])
    expect((await read(neighbour.access, late.body.id)).status).toBe(404)
    expect((await at.call('GET', '/v1/desk/alarms', grace)).body.alarms[0]).toMatchObject({ late: true })
    await close(late.body.id)
  })

  it('resumes a stream without a gap, by header, by query and by a ticket', async () => {
    const stream = await listenSse(`${at.url}/v1/events`, box.access)
    expect([stream.status, stream.headers['content-type']]).toEqual([200, expect.stringContaining('text/event-stream')])
    const first = await press(box.access)
    const [raised] = await stream.heard(1, 'alarm.raised')
    expect(raised!.id).toMatch(/\S/)
    stream.close()
    await close(first.body.id)
    const made = await at.call('POST', '/v1/events/tickets', box.access)
    expect([made.status, made.body]).toEqual([
      201,
      { ticket: expect.any(String), expires_at: expect.stringMatching(utc) },
    ])
    const byTicket = `${at.url}/v1/events?ticket=${made.body.ticket}&last_event_id=${raised!.id}`
    const resumed = [
      await listenSse(`${at.url}/v1/events`, { ...box.access, 'last-event-id': raised!.id! }),
      await listenSse(`${at.url}/v1/events?last_event_id=${raised!.id}`, box.access),
      await listenSse(byTicket),
    ]
    for (const one of resumed) {
      const events = await one.heard(1, 'alarm.updated')
      const closed = events.find(({ data }) => data.state === 'closed') ?? (await one.heard(2, 'alarm.updated')).at(-1)!
      expect([closed.data.id, closed.data.state]).toEqual([first.body.id, 'closed'])
      for (const { id } of one.events) expect(id).toMatch(/\S/)
      one.close()
    }
    expect((await at.call('GET', '/v1/events?ticket=forged')).status).toBe(401)
    expect((await at.call('GET', '/v1/events')).status).toBe(401)
  })

  it('sends a desk’s notice to its area, with an end', async () => {
    const stream = await listenSse(`${at.url}/v1/events`, stranger.access)
    const end = new Date(Date.now() + 3_600_000).toISOString()
    const made = await at.call('POST', '/v1/desk/notices', grace, { text: 'Water is off', until: end })
    expect(made.status).toBe(201)
    const [notice] = await stream.heard(1, 'notice')
    expect(notice!.data).toMatchObject({ text: 'Water is off', until: end })
    expect((await at.call('GET', '/v1/notices', stranger.access)).body.notices).toHaveLength(1)
    stream.close()
  })

  it('signs officers in by a cookie that scripts cannot read', async () => {
    const good = { user: 'tom', password: password('tom') }
    const answer = await at.call('POST', '/v1/desk/session', {}, good)
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(answer.body).toMatchObject({
      user: 'tom',
      name: 'Officer tom',
      must_change_password: true,
      area: { id: 't' },
    })
    const bad = await at.call('POST', '/v1/desk/session', {}, { ...good, password: 'wrong' })
    expect([bad.status, problemOf(bad)]).toEqual([401, 'unauthorized'])
    const foreign = await at.call('POST', '/v1/desk/session', {}, good, { origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    const tom = { cookie: answer.headers.get('set-cookie')!.split(';')[0]! }
    expect((await at.call('GET', '/v1/desk/session', tom)).status).toBe(200)
    expect((await at.call('DELETE', '/v1/desk/session', tom)).status).toBe(204)
    expect(problemOf(await at.call('GET', '/v1/desk/alarms', tom))).toBe('unauthorized')
  })

  it('is staffed by an open, visible page only', async () => {
    const staffed = async () => (await at.call('GET', '/v1/me', box.access)).body.desk.staffed
    expect(await staffed()).toBe(false)
    expect((await at.call('PUT', '/v1/desk/presence', grace, { visible: true })).status).toBe(204)
    expect(await staffed()).toBe(true)
    await at.call('PUT', '/v1/desk/presence', grace, { visible: false })
    expect(await staffed()).toBe(false)
  })

  it('limits guessing at the desk with Retry-After', async () => {
    const guess = (n: number) => at.call('POST', '/v1/desk/session', {}, { user: 'carol', password: `guess-${n}` })
    let answer = await guess(0)
    for (let n = 1; n < 30 && answer.status !== 429; n++) answer = await guess(n)
    expect(problemOf(answer)).toBe('too-many-requests')
  })

  it('takes nobody’s token for another’s', async () => {
    for (const path of ['/v1/desk/alarms', '/v1/operator/areas', '/v1/operator/health'])
      expect([path, (await at.call('GET', path, box.access)).status]).toEqual([path, 401])
    expect((await at.call('GET', '/v1/cameras', bearer('nonsense'))).status).toBe(401)
    expect((await at.call('GET', '/v1/cameras', grace)).status).toBe(401)
  })
})

describe('an alarm that nobody answers', () => {
  it('climbs from tier to tier by itself, until nobody has answered; a further press starts it anew', async () => {
    const at = await listen({ ESCALATE_TOWNSHIP_S: '1', ESCALATE_COUNTY_S: '2', ESCALATE_UNANSWERED_S: '3' })
    const box = await at.pair('box-h1', 'h1')
    const desk = await listenSse(`${at.url}/v1/desk/events`, await at.signIn('carol'))
    const press = () =>
      at.call('POST', '/v1/alarms', box.access, { kind: 'medical', pressed_at: new Date().toISOString() }, aKey())
    const { body: alarm } = await press()
    for (let count = 1, unanswered = false; !unanswered; count++) {
      const told = (await desk.heard(count)).at(-1)!.data
      unanswered = told.id === alarm.id && told.unanswered
      if (!unanswered) continue
      const hops = told.receipts.map(({ hop }: Receipt) => hop)
      expect(hops.filter((hop: string) => hop === 'tier_reached').length).toBeGreaterThanOrEqual(2)
      expect(hops.at(-1)).toBe('unanswered')
    }
    const again = await press()
    expect([again.status, again.body.unanswered]).toEqual([200, false])
    desk.close()
    await at.close()
  })
})
