import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCamera, fakeOrigin, mediaPlaylist } from '../support/watching'
import { type As, bearer, type Listening, listen, problemOf, root, type Tokens, utc } from './service'

const codeGrant = 'urn:porchlight:grant:activation-code'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const assertionGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

describe('boxes', () => {
  let at: Listening
  let box: Tokens
  let key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
  let jwksOrigin: Awaited<ReturnType<typeof fakeOrigin>>
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    key = pair.privateKey
    jwksOrigin = await fakeOrigin()
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }]
    jwksOrigin.files.set('/jwks.json', (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys })),
    )
    at = await listen({ MIDDLEWARE_JWKS: `${jwksOrigin.url}/jwks.json`, MIDDLEWARE_ISSUER: 'cable' })
    box = await at.pair('box-h1', 'h1')
  })
  afterAll(async () => {
    await at.close()
    await jwksOrigin.close()
  })

  const error = (answer: { body: { error?: string } }) => answer.body.error
  const watch = (as: As, camera_id: string, more: object = {}) =>
    at.call('POST', '/v1/playbacks', as, { camera_id, ...more })

  describe('pairing', () => {
    it('by an activation code, once only', async () => {
      const made = await at.call('POST', '/v1/operator/households/h2/activation-codes', root)
      const fields = { grant_type: codeGrant, serial: 'box-h2', code: made.body.code }
      const wrong = await at.form('/oauth/token', { ...fields, code: '000000000' })
      expect([wrong.status, error(wrong)]).toEqual([400, 'invalid_grant'])
      const stranger = await at.form('/oauth/token', { ...fields, serial: 'box-h9' })
      expect([stranger.status, error(stranger)]).toEqual([400, 'invalid_grant'])
      const answer = await at.form('/oauth/token', fields)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 600, alarm_token: expect.any(String) })
      expect(Object.keys(answer.body).sort()).toEqual(
        ['access_token', 'alarm_token', 'expires_in', 'refresh_token', 'token_type'].sort(),
      )
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(error(await at.form('/oauth/token', fields))).toBe('invalid_grant')
    })

    it('by the device flow, confirmed with the household’s code', async () => {
      const begun = await at.form('/oauth/device_authorization', { client_id: 'box-h4' })
      expect(begun.status).toBe(200)
      const { device_code, user_code, verification_uri, expires_in, interval } = begun.body
      expect([expires_in, interval]).toEqual([600, 5])
      expect(user_code).toMatch(/^\d{9}$/)
      expect(verification_uri).toMatch(/\/pair$/)
      const poll = () => at.form('/oauth/token', { grant_type: deviceGrant, device_code, client_id: 'box-h4' })
      expect(error(await poll())).toBe('authorization_pending')
      expect(error(await poll())).toBe('slow_down')
      const page = await at.call('GET', `/pair?user_code=${encodeURIComponent(user_code)}`)
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      const made = await at.call('POST', '/v1/operator/households/h4/activation-codes', root)
      const codes = { user_code, activation_code: made.body.code }
      const wrong = await at.form('/pair', { ...codes, activation_code: '000000000' })
      expect([wrong.status, wrong.text.includes('box-h4')]).toEqual([400, false])
      const shown = await at.form('/pair', codes)
      expect([shown.status, shown.text.includes('box-h4')]).toEqual([200, true])
      expect((await at.form('/pair', { ...codes, answer: 'yes' })).status).toBe(200)
      const unknown = await at.form('/oauth/device_authorization', { client_id: 'nobody' })
      expect([unknown.status, error(unknown)]).toEqual([400, 'invalid_client'])
    })

    it('by an assertion of the operator’s middleware, good once', async () => {
      const sign = (claims: object, expires = '4m', jti: string = crypto.randomUUID()) =>
        new SignJWT({ ...claims, jti })
          .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
          .setIssuer('cable')
          .setSubject('box-h3')
          .setAudience(`${at.url}/oauth/token`)
          .setIssuedAt()
          .setExpirationTime(expires)
          .sign(key)
      const trade = (assertion: string) => at.form('/oauth/token', { grant_type: assertionGrant, assertion })
      const good = await sign({})
      const answer = await trade(good)
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('access_token')])
      expect(error(await trade(good))).toBe('invalid_grant')
      expect(error(await trade(await sign({}, '10m')))).toBe('invalid_grant')
      expect(error(await trade(`${(await sign({})).slice(0, -4)}AAAA`))).toBe('invalid_grant')
    })

    it('tells no other grant type', async () => {
      const answer = await at.form('/oauth/token', { grant_type: 'password' })
      expect([answer.status, error(answer)]).toEqual([400, 'unsupported_grant_type'])
    })

    it('renews: the token before the newest is good until the newest is used; a spent one ends the pairing', async () => {
      const first = await at.pair('box-h9', 'h9')
      const renew = (refresh_token: string) => at.form('/oauth/token', { grant_type: 'refresh_token', refresh_token })
      const lost = await renew(first.refresh)
      const second = await renew(first.refresh)
      expect([lost.status, second.status]).toEqual([200, 200])
      const third = await renew(second.body.refresh_token)
      expect(third.status).toBe(200)
      const spent = await renew(first.refresh)
      expect([spent.status, error(spent)]).toEqual([400, 'invalid_grant'])
      expect((await renew(third.body.refresh_token)).status).toBe(400)
      expect((await at.call('GET', '/v1/me', bearer(third.body.access_token))).status).toBe(401)
    })

    it('the alarm credential can do nothing but raise and follow alarms', async () => {
      for (const path of ['/v1/me', '/v1/cameras', '/v1/viewings', '/v1/events', '/v1/reports'])
        expect([path, (await at.call('GET', path, box.alarm)).status]).toEqual([path, 401])
      expect((await watch(box.alarm, 'gate')).status).toBe(401)
    })
  })

  it('GET /v1/me', async () => {
    const { status, body } = await at.call('GET', '/v1/me', box.access)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      now: expect.stringMatching(utc),
      household: { label: 'Label h1' },
      areas: ['g', 'v', 't', 'c'].map((id) => expect.objectContaining({ id })),
      group: { id: 'm', name: 'The group' },
      box: { serial: 'box-h1', model: 'X1' },
      desk: { name: expect.any(String), staffed: false },
      readiness: { members: 2, reachable: expect.any(Number) },
      features: { mosaic: 1 },
    })
    expect(body.desk).toHaveProperty('phone')
    expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(5000)
    expect(problemOf(await at.call('GET', '/v1/me'))).toBe('unauthorized')
  })

  describe('GET /v1/cameras', () => {
    it('gives what this household may see, in watching order, and what is closed', async () => {
      const { body } = await at.call('GET', '/v1/cameras', box.access)
      const seen = body.cameras.map((one: Record<string, unknown>) => [one.id, one.clarity, one.why])
      expect(seen).toEqual([
        ['gate', 'full', 'area'],
        ['shed', 'low', 'grant'],
        ['yard', 'full', 'grant'],
        ['road', 'full', 'area'],
      ])
      for (const camera of body.cameras) {
        const names = ['id', 'number', 'name', 'area', 'kind', 'clarity', 'status', 'checked_at', 'why', 'until']
        for (const name of [...names, 'owner', 'contact']) expect(camera).toHaveProperty(name)
        expect(['online', 'offline', 'unknown']).toContain(camera.status)
      }
      expect(body.closed).toMatchObject([
        { id: 'pond', number: 4, reason: 'quiet_hours', until: null, by: null, why: null },
      ])
    })

    it('answers 304 while nothing changes', async () => {
      const tagged = async () => {
        const first = await at.call('GET', '/v1/cameras', box.access)
        const etag = first.headers.get('etag')!
        return at.call('GET', '/v1/cameras', box.access, undefined, { 'if-none-match': etag })
      }
      // What the probe finds may change the list once in between.
      let again = await tagged()
      for (let n = 0; n < 20 && again.status !== 304; n++) again = await tagged()
      expect([again.status, again.text]).toEqual([304, ''])
    })
  })

  describe('playbacks', () => {
    it('watches, renews, ends', async () => {
      const { status, body } = await watch(box.access, 'gate')
      expect(status).toBe(201)
      expect(body).toMatchObject({ clarity: 'full', url: expect.stringMatching(/^\/live\/[^/]+\/[^/]+\.m3u8$/) })
      for (const name of ['expires_at', 'renew_after']) expect(body[name]).toMatch(utc)
      expect(Date.parse(body.expires_at) - Date.now()).toBeLessThanOrEqual(300_000)
      const playlist = await at.call('GET', body.url)
      expect([playlist.status, playlist.headers.get('content-type')]).toEqual([200, 'application/vnd.apple.mpegurl'])
      expect(playlist.text).not.toMatch(/http|\/live\//)
      const segment = await at.call('GET', body.url.replace('index.m3u8', 'full/seg10.ts'))
      expect([segment.status, segment.headers.get('content-type')]).toEqual([200, 'video/mp2t'])
      const renewed = await at.call('POST', `/v1/playbacks/${body.id}/renewal`, box.access)
      expect([renewed.status, Object.keys(renewed.body)]).toEqual([
        200,
        expect.arrayContaining(['id', 'url', 'clarity']),
      ])
      expect((await at.call('DELETE', `/v1/playbacks/${body.id}`, box.access)).status).toBe(204)
      expect(problemOf(await at.call('GET', renewed.body.url))).toBe('playback-revoked')
    })

    it('a new watch ends the former', async () => {
      const first = await watch(box.access, 'gate')
      await watch(box.access, 'yard')
      expect(problemOf(await at.call('GET', first.body.url))).toBe('playback-revoked')
    })

    it('a native player’s token lives for the longest watching time', async () => {
      const { body } = await watch(box.access, 'gate', { engine: 'native' })
      expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(1_700_000)
    })

    it('prepares: playlists only, 60 s, no viewing; a start makes it a watch', async () => {
      const lines = async () => (await at.call('GET', '/v1/viewings', box.access)).body.viewings.length
      const before = await lines()
      const { status, body } = await watch(box.access, 'road', { intent: 'prepare' })
      expect(status).toBe(201)
      expect(Date.parse(body.expires_at) - Date.now()).toBeLessThanOrEqual(60_000)
      expect((await at.call('GET', body.url)).status).toBe(200)
      expect((await at.call('GET', body.url.replace('index.m3u8', 'full/i.m3u8'))).status).toBe(200)
      expect((await at.call('GET', body.url.replace('index.m3u8', 'full/seg10.ts'))).status).toBe(403)
      expect(await lines()).toBe(before)
      const started = await at.call('POST', `/v1/playbacks/${body.id}/start`, box.access)
      expect(started.status).toBe(200)
      expect((await at.call('GET', started.body.url.replace('index.m3u8', 'full/seg10.ts'))).status).toBe(200)
      expect(await lines()).toBe(before + 1)
    })

    it('keeps the full rendition from a low token', async () => {
      const { body } = await watch(box.access, 'shed')
      expect(body.clarity).toBe('low')
      expect((await at.call('GET', body.url)).status).toBe(200)
      for (const path of ['full/seg10.ts', 'full/i.m3u8', 'index.m3u8', '../gate/index.m3u8'])
        expect([path, (await at.call('GET', body.url.replace(/[^/]+$/, path))).status]).not.toEqual([path, 200])
    })

    it('answers 409 where a camera has no low rendition', async () => {
      at.origin.files.set('/one/index.m3u8', mediaPlaylist(1))
      const { hls_url_low: _, ...row } = (await at.call('GET', '/v1/operator/cameras/yard', root)).body
      const camera = { ...row, id: undefined, number: 77, hls_url: `${at.origin.url}/one/index.m3u8` }
      const made = await at.call('PUT', '/v1/operator/cameras/one', root, JSON.parse(JSON.stringify(camera)))
      expect([made.status, made.text]).toEqual([201, expect.any(String)])
      const answer = await watch(box.access, 'one')
      expect([answer.status, problemOf(answer)]).toEqual([409, 'no-low-rendition'])
      await at.call('DELETE', '/v1/operator/cameras/one', root)
    })

    it('leaves out what the box cannot play', async () => {
      addCamera(at.origin, 'gate')
      expect((await watch(box.access, 'gate', { codecs: ['avc1', 'hvc1'] })).status).toBe(201)
      const answer = await watch(box.access, 'gate', { codecs: ['vp09'] })
      expect([answer.status, problemOf(answer)]).toEqual([409, 'unsupported-codec'])
    })

    it('answers alike for what one may not see and what is not there', async () => {
      const [strange, none] = [await watch(box.access, 'far'), await watch(box.access, 'nope')]
      expect([strange.status, strange.text]).toEqual([404, none.text])
      expect(none.status).toBe(404)
      const summary = (id: string) => at.call('GET', `/v1/cameras/${id}/viewings/summary`, box.access)
      expect((await summary('far')).text).toBe((await summary('nope')).text)
      const report = (camera_id: string) => at.call('POST', '/v1/reports', box.access, { camera_id, kind: 'fault' })
      expect((await report('far')).text).toBe((await report('nope')).text)
      expect((await report('far')).status).toBe(404)
    })

    it('answers 403 camera-closed in quiet hours', async () => {
      const answer = await watch(box.access, 'pond')
      expect([answer.status, problemOf(answer), answer.body.reason]).toEqual([403, 'camera-closed', 'quiet_hours'])
    })

    it('is 401 to a forged token and 403 once suspended; the edge says the same', async () => {
      const { body } = await watch(box.access, 'gate')
      const edge = (uri: string) => at.call('GET', '/edge/authorization', { 'x-original-uri': uri })
      const path = body.url.replace('index.m3u8', 'full/seg10.ts')
      const forged = body.url.replace(/.(?=\/index)/, (letter: string) => (letter === 'A' ? 'B' : 'A'))
      await at.call('GET', body.url)
      await at.call('GET', body.url.replace('index.m3u8', 'full/i.m3u8'))
      expect([(await edge(path)).status, (await edge(path)).text]).toEqual([204, ''])
      expect([(await at.call('GET', forged)).status, (await edge(forged)).status]).toEqual([401, 401])
      expect((await edge('')).status).toBe(403)
      await at.call('POST', '/v1/operator/cameras/gate/suspension', root, { reason: 'why' })
      expect([(await at.call('GET', body.url)).status, (await edge(path)).status]).toEqual([403, 403])
      await at.call('DELETE', '/v1/operator/cameras/gate/suspension', root)
    })
  })

  it('takes an empty body of a named type as none', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await at.call('POST', '/v1/events/tickets', box.access, undefined, json)).status).toBe(201)
    const { body } = await watch(box.access, 'gate')
    expect((await at.call('POST', `/v1/playbacks/${body.id}/renewal`, box.access, undefined, json)).status).toBe(200)
    expect((await at.call('DELETE', `/v1/playbacks/${body.id}`, box.access, undefined, json)).status).toBe(204)
    expect(problemOf(await at.call('POST', '/v1/playbacks', box.access, undefined, json))).toBe('invalid-body')
    expect(problemOf(await at.call('POST', '/v1/playbacks', box.access, undefined))).toBe('invalid-body')
  })

  it('gives out few prepared playbacks per minute', async () => {
    let answer = await watch(box.access, 'gate', { intent: 'prepare' })
    for (let n = 0; n < 60 && answer.status === 201; n++)
      answer = await watch(box.access, 'gate', { intent: 'prepare' })
    expect(problemOf(answer)).toBe('too-many-requests')
  })

  it('says what is wrong with a body', async () => {
    for (const body of [{}, { camera_id: 1 }, { camera_id: 'gate', engine: 'vlc' }, { camera_id: 'gate', extra: 1 }])
      expect(problemOf(await at.call('POST', '/v1/playbacks', box.access, body))).toBe('invalid-body')
  })

  it('keeps the household’s own log, and counts under 3 as fewer than 3', async () => {
    const { body } = await at.call('GET', '/v1/viewings', box.access)
    expect(body.viewings[0]).toMatchObject({
      camera: { id: expect.any(String) },
      started_at: expect.stringMatching(utc),
    })
    const summary = await at.call('GET', '/v1/cameras/gate/viewings/summary', box.access)
    expect(summary.body.days[0]).toMatchObject({ households: 'fewer than 3', times: 'fewer than 3' })
  })

  it('takes a report, and its answer comes back', async () => {
    const report = { camera_id: 'gate', kind: 'picture_bad', note: 'spider' }
    const made = await at.call('POST', '/v1/reports', box.access, report)
    expect([made.status, made.body.state]).toEqual([201, 'open'])
    const grace = await at.signIn('grace')
    const { body } = await at.call('GET', '/v1/desk/reports', grace)
    expect(body.reports).toContainEqual(expect.objectContaining({ id: made.body.id }))
    expect(JSON.stringify(body)).not.toMatch(/Label h1|Phone h1|"h1"/)
    const answered = await at.call('POST', `/v1/desk/reports/${made.body.id}/answer`, grace, { answer: 'cleaned' })
    expect(answered.status).toBe(200)
    const { body: own } = await at.call('GET', '/v1/reports', box.access)
    expect(own.reports[0]).toMatchObject({
      state: 'answered',
      answer: 'cleaned',
      answered_at: expect.stringMatching(utc),
    })
  })

  it('limits guessing with Retry-After, and never counts a success', async () => {
    const guess = (n: number) =>
      at.form('/oauth/token', { grant_type: codeGrant, serial: 'box-h4', code: String(100_000_000 + n) })
    let answer = await guess(0)
    for (let n = 1; n < 100 && answer.status !== 429; n++) answer = await guess(n)
    expect(answer.status).toBe(429)
    expect(problemOf(answer)).toBe('too-many-requests')
  })
})
