import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { handoverRoutes } from './routes'

describe.each(storeKinds)('hand-over notes on %s', (kind) => {
  let street: LiveStreet
  beforeAll(async () => {
    street = await openLiveStreet(kind, handoverRoutes)
  })
  afterAll(() => street.close())

  const url = '/v1/desk/handovers'
  const leave = (user: string, text: string) => street.call(user, 'POST', url, { text })
  const read = async (user: string) => (await street.call(user, 'GET', url)).body

  it('are read by the officers of the same desk alone, the newest first', async () => {
    expect(await read('grace')).toEqual({ handovers: [] })
    expect((await leave('grace', ' first\nwith two lines ')).status).toBe(201)
    street.clock.advance(1000)
    expect((await leave('grace', 'second')).body).toMatchObject({ text: 'second', by: 'Officer grace' })
    const { handovers } = await read('grace')
    expect(handovers.map(({ text }: { text: string }) => text)).toEqual(['second', 'first\nwith two lines'])
    for (const other of ['tom', 'olga']) expect(await read(other)).toEqual({ handovers: [] })
  })

  it.each([
    ['', 422],
    ['  ', 422],
    ['bell\u0007', 422],
    ['x'.repeat(2001), 422],
  ])('refuses %j', async (text, status) => expect((await leave('grace', text)).status).toBe(status))

  it('are for officers', async () => expect((await street.app.inject({ method: 'GET', url })).statusCode).toBe(401))
})
