import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { deskCookieOf, emptyStreet, handClock, openProcess, type Process } from '../../../tests/support/street'
import { makeServer } from '../server'
import { handoverRoutes } from './routes'

describe.each(storeKinds)('hand-over notes on %s', (kind) => {
  const clock = handClock()
  let store: TestStore
  let running: Process
  let app: FastifyInstance

  beforeAll(async () => {
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
    app = makeServer(running.service.config)
    handoverRoutes(app, running.service)
  })
  afterAll(async () => {
    await app.close()
    await running.close()
    await store.close()
  })

  const url = '/v1/desk/handovers'
  const headers = (user: string) => ({ cookie: deskCookieOf(user) })
  const leave = (user: string, text: string) =>
    app.inject({ method: 'POST', url, headers: headers(user), payload: { text } })
  const read = async (user: string) => (await app.inject({ method: 'GET', url, headers: headers(user) })).json()

  it('are read by the officers of the same desk alone, the newest first', async () => {
    expect(await read('grace')).toEqual({ handovers: [] })
    expect((await leave('grace', ' first\nwith two lines ')).statusCode).toBe(201)
    clock.advance(1000)
    expect((await leave('grace', 'second')).json()).toMatchObject({ text: 'second', by: 'Officer grace' })
    const { handovers } = await read('grace')
    expect(handovers.map(({ text }: { text: string }) => text)).toEqual(['second', 'first\nwith two lines'])
    for (const other of ['tom', 'olga']) expect(await read(other)).toEqual({ handovers: [] })
  })

  it.each([
    ['', 422],
    ['  ', 422],
    ['bell\u0007', 422],
    ['x'.repeat(2001), 422],
  ])('refuses %j', async (text, status) => expect((await leave('grace', text)).statusCode).toBe(status))

  it('are for officers', async () => expect((await app.inject({ method: 'GET', url })).statusCode).toBe(401))
})
