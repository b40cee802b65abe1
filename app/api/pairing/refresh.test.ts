import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import { secretHash } from './codes'

describe.each(storeKinds)('refresh tokens on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  let first: string
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock)
    first = (await box.paired('box1', 'home1')).refresh_token
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })
  const refresh = (token: string, more: Record<string, string> = {}) =>
    box.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: token, ...more })
  const next = async (token: string): Promise<string> => {
    const { status, body } = await refresh(token)
    expect(status).toBe(200)
    return body.refresh_token
  }

  it('rotate, and bring an access token for ten minutes, but no second alarm credential', async () => {
    const { body } = await refresh(first, { client_id: 'box1' })
    expect(body.refresh_token).not.toBe(first)
    expect(body).not.toHaveProperty('alarm_token')
    expect((await box.as(body.access_token, '/guarded/box')).status).toBe(200)
    clock.advance(600_000)
    expect((await box.as(body.access_token, '/guarded/box')).body.type).toBe('/problems/token-expired')
    expect((await refresh(body.refresh_token)).status).toBe(200)
  })

  it('forgive a lost answer: the one before the newest is good until the newest is used', async () => {
    await next(first)
    const kept = await next(first)
    const third = await next(kept)
    expect((await refresh(third)).status).toBe(200)
  })

  it('forgive the same request sent twice at the same moment', async () => {
    const answers = await Promise.all([refresh(first), refresh(first)])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200])
  })

  it('rotate many at the same moment, each for itself: what one of them means is nothing to the others', async () => {
    await next(await next(first))
    const other = (await box.paired('box2', 'home2')).refresh_token
    const forged = `${other.slice(0, 4)}${'A'.repeat(22)}${other.slice(26)}`
    const answers = await Promise.all([refresh(first), refresh(other), refresh(forged), refresh(other)])
    expect(answers.map((answer) => answer.status)).toEqual([400, 200, 400, 200])
    const [, one, , same] = answers.map((answer) => answer.body.refresh_token)
    expect(one).not.toBe(same)
    const pairingOf = (token: string) =>
      store.db
        .selectFrom('pairings')
        .selectAll()
        .where('family_hash', '=', secretHash(token.slice(4, 26)))
        .executeTakeFirstOrThrow()
    expect([(await pairingOf(first)).state, (await pairingOf(other)).state]).toEqual(['ended', 'active'])
    // Of two answers to one token the later is the newest; the earlier counts as spent.
    const { refresh_hash } = await pairingOf(other)
    const newest = [one, same].find((token) => secretHash(token) === refresh_hash)
    expect((await refresh(newest)).status).toBe(200)
    expect((await refresh(newest === one ? same : one)).body.error).toBe('invalid_grant')
  })

  it('end the pairing when a spent one is used again: somebody holds a copy', async () => {
    const second = await next(first)
    const third = await next(second)
    const { body } = await refresh(third)
    const reuse = await refresh(first)
    expect(reuse.status).toBe(400)
    expect(reuse.body.error).toBe('invalid_grant')
    expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant')
    expect((await box.as(body.access_token, '/guarded/box')).body.type).toBe('/problems/token-invalid')
    expect(box.viewings.map((line) => line.detail).join()).toContain('a spent refresh token was used again')
  })

  it('end the pairing when an answer that was thought lost turns up with somebody else', async () => {
    const stolen = await next(first)
    await next(first)
    expect((await refresh(stolen)).body.error).toBe('invalid_grant')
    expect((await refresh(first)).body.error).toBe('invalid_grant')
  })

  it('of a family that nobody has end nothing', async () => {
    const forged = `${first.slice(0, 4)}${'A'.repeat(22)}${first.slice(26)}`
    expect((await refresh(forged)).body.error).toBe('invalid_grant')
    expect((await refresh(first)).status).toBe(200)
  })

  it.each(['', 'x', 'plr_', 'plr_short', `plr_${'%'.repeat(65)}`])('refuses %j', async (token) => {
    expect((await refresh(token)).body.error).toMatch(/invalid_(grant|request)/)
  })

  it('belong to their box', async () => {
    expect((await refresh(first, { client_id: 'box2' })).body.error).toBe('invalid_grant')
    expect((await refresh(first, { client_id: 'box1' })).status).toBe(200)
  })

  it('are no access tokens and no alarm credentials, nor the other way round', async () => {
    const { access_token, alarm_token, refresh_token } = await box.paired('box2', 'home2')
    for (const path of ['/guarded/box', '/guarded/alarm'])
      expect((await box.as(refresh_token, path)).body.type).toBe('/problems/token-invalid')
    expect((await refresh(access_token)).body.error).toMatch(/invalid_(grant|request)/)
    expect((await refresh(alarm_token)).body.error).toBe('invalid_grant')
  })

  it('end with the box: moved to another household, or taken off the list', async () => {
    await store.db.updateTable('boxes').set({ household: 'home2' }).where('serial', '=', 'box1').execute()
    expect((await refresh(first)).body.error).toBe('invalid_grant')
    const row = await store.db
      .selectFrom('pairings')
      .selectAll()
      .where('box', '=', 'box1')
      .where('ended_why', '=', 'the box belongs to another household')
      .executeTakeFirst()
    expect(row?.state).toBe('ended')
  })
})
