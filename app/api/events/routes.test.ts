import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { listenSse, type SseClient } from '../../../tests/support/sse'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  deskCookieOf,
  emptyStreet,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { bumpVersion } from '../access/store'
import { eventStreams } from '../health/counters'
import { makeServer } from '../server'
import { channel } from './bus'
import type { Listeners } from './listeners'
import { eventRoutes } from './routes'

describe.each(storeKinds)('GET /v1/events on %s', (kind) => {
  const clock = handClock()
  let store: TestStore
  let running: Process
  let app: FastifyInstance
  let listeners: Listeners
  let url: string
  const clients: SseClient[] = []
  /** the last answer, and who waited for its end when it began */
  let answer: { raw: ServerResponse; waited: string[] }
  const waiting = (raw: ServerResponse) => raw.listeners('finish').map(({ name }) => name)
  /** how far a request came whose client leaves early */
  const reached: string[] = []

  beforeAll(async () => {
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
    app = makeServer(running.service.config)
    app.addHook('onRequest', async ({ headers, raw }) => {
      if (headers['x-leaves'] === undefined) return
      reached.push('the service')
      await once(raw.socket, 'close')
    })
    app.addHook('preHandler', async ({ headers }, { raw }) => {
      answer = { raw, waited: waiting(raw) }
      if (headers['x-leaves'] !== undefined) reached.push('the stream')
    })
    listeners = eventRoutes(app, running.service)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await vi.waitFor(() => expect(listeners.connectedBoxes().size).toBe(0), 15_000)
  })
  afterAll(async () => {
    await app.close()
    await running.close()
    await store.close()
  })

  const bearer = (serial: string) => ({ authorization: `Bearer ${boxToken(running.service, serial)}` })
  async function listen(headers: Record<string, string>, path = '/v1/events'): Promise<SseClient> {
    const client = await listenSse(url + path, headers)
    clients.push(client)
    return client
  }
  const tell = (text: string, ...channels: string[]) =>
    running.service.bus.tell({ type: 'notice', channels, data: { text } })
  const texts = (client: SseClient) => client.events.map((event) => event.data.text)
  const ticketFor = async (serial: string) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/events/tickets', headers: bearer(serial) })
    expect(answer.statusCode).toBe(201)
    return answer.json() as { ticket: string; expires_at: string }
  }

  it('tells a box what its household, its group and its areas are told, and nothing else', async () => {
    const box = await listen(bearer('box1'))
    expect(box).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    })
    for (const name of ['household:home1', 'group:group', 'area:grid', 'area:county']) await tell(name, name)
    for (const name of ['household:home2', 'group:other', 'area:next', 'desk:village', 'service'])
      await tell(name, name)
    await tell('last', channel.household('home1'))
    await box.heard(5)
    expect(texts(box)).toEqual(['household:home1', 'group:group', 'area:grid', 'area:county', 'last'])
    expect(box.events.every((event) => event.id !== null)).toBe(true)
    expect(box.text()).toMatch(/^retry: 2000\nid: \d+\n\n/)
    expect(listeners.connectedBoxes()).toEqual(new Set(['box1']))
  })

  it('resumes without a gap, also from before the first event that was heard', async () => {
    const first = await listen(bearer('box1'))
    await vi.waitFor(() => expect(first.lastId()).not.toBeNull(), 15_000)
    const place = first.lastId() ?? ''
    first.close()
    await tell('missed 1', 'household:home1')
    await tell('not mine', 'household:home2')
    await tell('missed 2', 'area:county', 'household:home1')
    const second = await listen({ ...bearer('box1'), 'last-event-id': place })
    await second.heard(2)
    await tell('live', 'household:home1')
    await second.heard(3)
    expect(texts(second)).toEqual(['missed 1', 'missed 2', 'live'])
    const third = await listen(bearer('box1'), `/v1/events?last_event_id=${second.events[0]?.id}`)
    await third.heard(2)
    expect(texts(third)).toEqual(['missed 2', 'live'])
  })

  it('loses and doubles nothing while events are written during the replay', async () => {
    const place = running.service.bus.position()
    const all = Array.from({ length: 300 }, (_, n) => `${n}`)
    const writing = (async () => {
      for (const text of all) await tell(text, 'household:home1')
    })()
    const heard = await Promise.all(
      Array.from({ length: 4 }, () => listen({ ...bearer('box1'), 'last-event-id': `${place}` })),
    )
    await writing
    for (const client of heard) {
      await client.heard(300)
      expect(texts(client)).toEqual(all)
    }
  })

  it.each([
    ['older than what is kept', () => '1'],
    ['from another store', () => '999999999999'],
  ])('says that everything must be loaded again when the place is %s', async (_, place) => {
    clock.advance(25 * 3600 * 1000)
    await tell('kept', 'household:home9')
    await running.service.bus.forget()
    const box = await listen({ ...bearer('box1'), 'last-event-id': place() })
    await box.heard(1)
    expect(box.text()).toContain(': reset\n')
    expect(box.events[0]).toMatchObject({ event: 'access.changed', data: {} })
    await tell('after', 'household:home1')
    await box.heard(2)
    expect(box.events[1]?.data).toEqual({ text: 'after' })
  })

  it('refuses a place that is no number, a stranger and an alarm credential', async () => {
    expect((await listen({ ...bearer('box1'), 'last-event-id': 'abc' })).status).toBe(400)
    expect((await listen({})).status).toBe(401)
    expect((await listen({ authorization: 'Bearer pla_box1' })).status).toBe(401)
    expect((await listen({}, '/v1/events?ticket=nonsense')).status).toBe(401)
    expect((await listen({}, '/v1/desk/events')).status).toBe(401)
  })

  it('cuts the oldest of too many connections of a box', async () => {
    const five = []
    for (let n = 0; n < 5; n++) five.push(await listen(bearer('box2')))
    await five[0]?.ended
    await tell('to four', 'household:home2')
    await Promise.all(five.slice(1).map((client) => client.heard(1)))
    expect(five[0]?.events).toEqual([])
  })

  it('lets a ticket in for a minute, and its box back for a day, but not after the pairing', async () => {
    const { ticket, expires_at } = await ticketFor('box3')
    expect(expires_at).toBe(new Date(clock.now() + 60_000).toISOString())
    const unused = await ticketFor('box3')
    const first = await listen({}, `/v1/events?ticket=${ticket}`)
    expect(first.status).toBe(200)
    clock.advance(61_000)
    expect((await listen({}, `/v1/events?ticket=${unused.ticket}`)).status).toBe(401)
    const again = await listen({}, `/v1/events?ticket=${ticket}&last_event_id=${running.service.bus.position()}`)
    expect(again.status).toBe(200)
    const pairing = (state: string) =>
      store.db.updateTable('pairings').set({ state }).where('box', '=', 'box3').execute()
    await pairing('suspended')
    expect((await listen({}, `/v1/events?ticket=${ticket}`)).status).toBe(401)
    await pairing('active')
    clock.advance(24 * 3600 * 1000)
    expect((await listen({}, `/v1/events?ticket=${ticket}`)).status).toBe(401)
  })

  it('ends the connection of a box whose pairing ended, after telling it, and not those of its household', async () => {
    const [ended, other] = [await listen(bearer('box1')), await listen(bearer('box1-b'))]
    await running.service.bus.tell({
      type: 'access.changed',
      channels: [channel.household('home1'), channel.service],
      data: { pairing: 'ended', id: 'pairing-box1', box: 'box1', household: 'home1' },
    })
    await ended.ended
    expect(ended.events).toMatchObject([{ event: 'access.changed', data: { pairing: 'ended' } }])
    await other.heard(1)
    expect(other.events[0]?.data).toEqual({})
    await tell('still here', 'household:home1')
    await other.heard(2)
  })

  it('gives what stands in no table an id of its own, from which a stream resumes', async () => {
    const box = await listen(bearer('box4'))
    const { bus } = running.service
    await tell('before', 'household:home4')
    bus.passOn({ type: 'access.changed', channels: ['household:home4'], data: {} })
    await box.heard(2)
    bus.passOn({ type: 'access.changed', channels: ['household:home4'], data: {} })
    const ids = (await box.heard(3)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    expect(ids.map((id) => Math.floor(Number(id)))).toEqual(Array(3).fill(Number(ids[0])))
    const again = await listen({ ...bearer('box4'), 'last-event-id': String(box.lastId()) })
    await tell('after', 'household:home4')
    await again.heard(1)
    expect(texts(again)).toEqual(['after'])
  })

  it('cuts a client that does not take what it is sent', async () => {
    const slow = await listen(bearer('box4'))
    slow.pause()
    const gone = vi.waitFor(() => expect(listeners.connectedBoxes().has('box4')).toBe(false), 15_000)
    for (let n = 0; n < 400 && listeners.connectedBoxes().has('box4'); n++)
      running.service.bus.passOn({ type: 'notice', channels: ['household:home4'], data: { text: 'x'.repeat(50_000) } })
    await gone
  })

  /** Asks for the stream of a box on one connection, so many times without waiting for an answer. */
  function ask(times: number, headers: Record<string, string>): Socket {
    const lines = Object.entries({ host: 'x', ...bearer('box4'), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`GET /v1/events HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`.repeat(times))
    return socket
  }
  const open = async () => (await eventStreams.get()).values[0]?.value

  it('keeps nothing of a client that left while it was looked who it is', async () => {
    const before = await open()
    const socket = ask(1, { 'x-leaves': 'before he is served' })
    await vi.waitFor(() => expect(reached).toEqual(['the service']), 15_000)
    socket.destroy()
    await vi.waitFor(() => expect(reached).toEqual(['the service', 'the stream']), 15_000)
    await new Promise((turn) => setImmediate(turn))
    expect([listeners.connectedBoxes().size, await open()]).toEqual([0, before])
  })

  it('keeps nothing of streams that stood behind another on their connection', async () => {
    const before = await open()
    const socket = ask(3, {})
    await once(socket.resume(), 'close')
    await vi.waitFor(async () => expect([listeners.connectedBoxes().size, await open()]).toEqual([0, before]), 15_000)
  })

  it('does not hold what Fastify holds of an answer until its end', async () => {
    await listen(bearer('box1'))
    expect(answer.waited).toContain('onResFinished')
    expect(waiting(answer.raw)).toEqual(answer.waited.filter((name) => name !== 'onResFinished'))
  })

  it('hears a household in the group that an import moved it to', async () => {
    const box = await listen(bearer('box4'))
    await store.db.updateTable('households').set({ group_id: 'group' }).where('id', '=', 'home4').execute()
    await bumpVersion(store.db)
    await running.service.neighbourhood.refresh()
    await tell('welcome', 'group:group')
    await box.heard(1)
  })

  it('tells a desk what its area’s desk is told', async () => {
    const desk = await listen({ cookie: deskCookieOf('grace') }, '/v1/desk/events')
    expect(desk.status).toBe(200)
    await tell('not here', 'desk:township')
    await tell('here', 'desk:village')
    await desk.heard(1)
    expect(texts(desk)).toEqual(['here'])
  })
})
