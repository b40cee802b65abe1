import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { deskCookieOf, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import { bumpVersion } from '../access/store'
import { openStore } from '../database/connect'
import { channel } from '../events/bus'
import { sign, type TokenKind } from '../tokens/compact'
import { endPairings } from './changes'
import { secretHash } from './codes'
import { pairingById } from './store'

const problem = (name: string) => `/problems/${name}`

describe.each(storeKinds)('who calls, on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  let tokens: Awaited<ReturnType<PairingApp['paired']>>
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock)
    tokens = await box.paired('box1', 'home1')
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })
  const made = (kind: TokenKind, more: Partial<Parameters<typeof sign>[0]> = {}) => {
    const claims = { kind, expiresAt: clock.now() + 60_000, subject: 'pairing-box1', rest: ['box1', 'home1'], ...more }
    return sign(claims, box.service.keys.current())
  }

  it.each(['', 'Basic eDp5', 'Bearer', 'Bearer ', 'bearer a b', 'Token x'])(
    'refuses Authorization %j',
    async (value) => {
      const headers = value === '' ? {} : { authorization: value }
      for (const url of ['/guarded/box', '/guarded/alarm']) {
        const answer = await box.app.inject({ url, headers })
        expect(answer.statusCode).toBe(401)
        expect(answer.json().type).toBe(problem('unauthorized'))
      }
    },
  )

  it('takes a token from the header only', async () => {
    for (const url of [`/guarded/box?access_token=${tokens.access_token}`, `/guarded/box?token=${tokens.access_token}`])
      expect((await box.app.inject({ url })).statusCode).toBe(401)
  })

  it.each<TokenKind>(['playback', 'prepare'])('does not take a %s token for a box', async (other) => {
    expect((await box.as(made(other), '/guarded/box')).body.type).toBe(problem('token-invalid'))
    expect((await box.as(made(other), '/guarded/alarm')).body.type).toBe(problem('token-invalid'))
  })

  it('does not take an alarm credential for an access token', async () => {
    expect((await box.as(tokens.alarm_token, '/guarded/box')).body.type).toBe(problem('token-invalid'))
    expect((await box.as(tokens.alarm_token, '/v1/pairing')).status).toBe(401)
    expect((await box.as(tokens.alarm_token, '/v1/pairing/end', { method: 'POST' })).status).toBe(401)
    expect((await box.as(tokens.alarm_token, '/guarded/alarm')).body).toMatchObject({
      serial: 'box1',
      household: 'home1',
      credential: 'alarm',
    })
  })

  it('takes an access token for alarms too', async () => {
    expect((await box.as(tokens.access_token, '/guarded/alarm')).body.credential).toBe('access')
  })

  it('refuses an alarm credential that was made up', async () => {
    expect((await box.as('pla_made-up', '/guarded/alarm')).body.type).toBe(problem('token-invalid'))
  })

  it('refuses the token of a box that moved, at once, and ends its pairing', async () => {
    await store.db.updateTable('boxes').set({ household: 'home2' }).where('serial', '=', 'box1').execute()
    await bumpVersion(store.db)
    await box.service.neighbourhood.refresh()
    expect((await box.as(tokens.access_token, '/guarded/box')).body.type).toBe(problem('token-invalid'))
    expect((await box.as(tokens.alarm_token, '/guarded/alarm')).status).toBe(401)
  })

  it('asks the store before it refuses a box that memory does not know yet', async () => {
    await store.db.insertInto('boxes').values({ serial: 'new', household: 'home3', model: 'm' }).execute()
    const { access_token } = await box.paired('new', 'home3')
    expect((await box.as(access_token, '/guarded/box')).status).toBe(200)
  })

  it('ends with unpairing, also the alarm credential, and the other box stays', async () => {
    const other = await box.paired('box1-b', 'home1')
    expect((await box.as(tokens.access_token, '/v1/pairing/end', { method: 'POST' })).status).toBe(204)
    expect((await box.as(tokens.access_token, '/guarded/box')).body.type).toBe(problem('token-invalid'))
    expect((await box.as(tokens.alarm_token, '/guarded/alarm')).body.type).toBe(problem('token-invalid'))
    expect((await box.as(other.access_token, '/guarded/box')).status).toBe(200)
  })

  it('ends in every process when a pairing is revoked in one', async () => {
    const elsewhere = await openPairingApp(openStore({ ...store.address, poolSize: 3 }), clock)
    expect((await elsewhere.as(tokens.access_token, '/guarded/box')).status).toBe(200)
    const ended = await endPairings(box.service, { household: 'home1' }, 'revoked by the operator')
    expect(ended.map((one) => one.box).sort()).toEqual(['box1', 'box1-b'])
    expect((await box.as(tokens.access_token, '/guarded/box')).status).toBe(401)
    // By the bus or by the poll, without being told.
    await vi.waitUntil(async () => (await elsewhere.as(tokens.access_token, '/guarded/box')).status === 401, 15_000)
    expect((await elsewhere.as(tokens.alarm_token, '/guarded/alarm')).status).toBe(401)
    await elsewhere.close()
    await elsewhere.service.store.close()
  })

  it('forgets what stands against a pairing when no token of it can be alive', async () => {
    const [ended] = await endPairings(box.service, { box: 'box1' }, 'revoked')
    expect(box.service.pairings.standing(ended!.id)).toBe('ended')
    clock.advance(32 * 60_000)
    await box.service.pairings.refresh()
    expect(box.service.pairings.standing(ended!.id)).toBeNull()
    expect((await box.as(tokens.access_token, '/guarded/box')).body.type).toBe(problem('token-expired'))
  })

  it('hears a call for help while the store is down, of a box that called before, or was paired a moment ago', async () => {
    const paired = await box.paired('box1-b', 'home1')
    // A list, a picture: no call for help yet.
    await box.as(tokens.access_token, '/guarded/box')
    await box.service.pairings.flush()
    const { db } = box.service
    const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    box.service.db = new Proxy(db, {
      get: () => () => {
        throw down
      },
    })
    expect((await box.as(tokens.alarm_token, '/guarded/alarm')).body).toMatchObject({ household: 'home1' })
    expect((await box.as('pla_never-seen', '/guarded/alarm')).body.type).toBe(problem('store-down'))
    expect((await box.as(paired.alarm_token, '/guarded/alarm')).body).toMatchObject({ serial: 'box1-b' })
    expect((await box.as(tokens.access_token, '/guarded/alarm')).status).toBe(200)
    box.service.db = db
  })

  it('forgets the credential of a pairing that ended, whenever the store goes away', async () => {
    const gone = await box.paired('box1-b', 'home1')
    await box.as(gone.access_token, '/guarded/box')
    await box.service.pairings.flush()
    const hash = secretHash(gone.alarm_token)
    expect(box.service.pairings.remembered(hash)).toMatchObject({ serial: 'box1-b', household: 'home1' })
    await endPairings(box.service, { box: 'box1-b' }, 'a test')
    expect(box.service.pairings.remembered(hash)).toBe(null)
  })

  it('does not learn the credential of a pairing that ends while the store is asked', async () => {
    const gone = await box.paired('box1-b', 'home1')
    const { pairing } = (await box.as(gone.access_token, '/guarded/box')).body
    const { pairings, bus } = box.service
    const learning = pairings.flush()
    bus.passOn({ type: 'access.changed', channels: [channel.service], data: { id: pairing, pairing: 'ended' } })
    expect(pairings.standing(pairing)).toBe('ended')
    await learning
    expect(pairings.remembered(secretHash(gone.alarm_token))).toBe(null)
  })

  it('notes when a box called last, once a minute at most, many together', async () => {
    const { pairing } = (await box.as(tokens.access_token, '/guarded/box')).body
    const seenAt = async () => (await pairingById(store.db, pairing))?.last_seen_at
    await box.service.pairings.flush()
    const first = clock.now()
    clock.advance(59_000)
    await box.as(tokens.access_token, '/guarded/box')
    await box.service.pairings.flush()
    expect(await seenAt()).toBe(first)
    clock.advance(1000)
    await box.as(tokens.access_token, '/guarded/box')
    await box.service.pairings.flush()
    expect(await seenAt()).toBe(first + 60_000)
  })

  describe('where the network tells the cable node', () => {
    let nodes: PairingApp
    let access: string
    let alarm: string
    beforeEach(async () => {
      nodes = await openPairingApp(store, clock, { CABLE_NODES: 'yes', TRUSTED_PROXIES: '127.0.0.0/8' })
      await endPairings(nodes.service, { box: 'box2' }, 'unpaired')
      const answer = await nodes.paired('box2', 'home2', 'node-a')
      access = answer.access_token
      alarm = answer.alarm_token
    })
    afterEach(() => nodes.close())
    const at = (node: string, token = access, path = '/guarded/box') =>
      nodes.as(token, path, { headers: { 'x-cable-node': node } })
    const confirm = (id: string, user = 'grace') =>
      nodes.app.inject({
        method: 'POST',
        url: `/v1/desk/pairings/${id}/confirmation`,
        headers: { cookie: deskCookieOf(user) },
      })
    const waiting = async (user: string) => {
      const answer = await nodes.app.inject({ url: '/v1/desk/pairings', headers: { cookie: deskCookieOf(user) } })
      return answer.json().pairings as { id: string; box: string }[]
    }

    it('suspends a pairing that is used elsewhere, until the desk confirms it; help is heard all the time', async () => {
      expect((await at('node-a')).status).toBe(200)
      expect((await at('node-b')).body.type).toBe(problem('pairing-suspended'))
      expect((await at('node-a')).body.type).toBe(problem('pairing-suspended'))
      expect((await at('node-b', alarm, '/guarded/alarm')).status).toBe(200)
      expect((await at('node-b', access, '/guarded/alarm')).body.type).toBe(problem('pairing-suspended'))
      expect(await waiting('olga')).toEqual([])
      const [one] = await waiting('grace')
      expect(one?.box).toBe('box2')
      expect((await confirm(one!.id, 'olga')).statusCode).toBe(404)
      expect((await confirm(one!.id)).statusCode).toBe(200)
      expect((await confirm(one!.id)).statusCode).toBe(409)
      expect((await at('node-b')).status).toBe(200)
      expect(nodes.viewings).toContainEqual(expect.objectContaining({ kind: 'act', actor: 'grace', box: 'box2' }))
    })

    it('gives no new tokens while suspended, and spends none', async () => {
      const fresh = await nodes.paired('box3', 'home3', 'node-a')
      const renew = (node: string) =>
        nodes.form(
          '/oauth/token',
          { grant_type: 'refresh_token', refresh_token: fresh.refresh_token },
          { 'x-cable-node': node },
        )
      // box3 was paired before: it asked again while it was paired, as after a factory reset or by a copy.
      expect((await at('node-a', fresh.access_token)).body.type).toBe(problem('pairing-suspended'))
      const refused = await renew('node-a')
      expect(refused.status).toBe(403)
      expect(refused.body).toMatchObject({ type: problem('pairing-suspended'), error: 'access_denied' })
      const [one] = await waiting('grace')
      await confirm(one!.id)
      expect((await renew('node-c')).status).toBe(200)
      expect((await renew('node-d')).body.type).toBe(problem('pairing-suspended'))
    })

    it('believes the header from trusted proxies only, and ignores nonsense in it', async () => {
      const strict = await openPairingApp(store, clock, { CABLE_NODES: 'yes', TRUSTED_PROXIES: '10.0.0.0/8' })
      expect((await strict.as(access, '/guarded/box', { headers: { 'x-cable-node': 'node-b' } })).status).toBe(200)
      await strict.close()
      expect((await at('node b, or <c>')).status).toBe(200)
      expect((await nodes.as(access, '/guarded/box')).status).toBe(200)
    })
  })
})
