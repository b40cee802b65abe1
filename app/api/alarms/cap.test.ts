import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../../../tests/support/stores'
import { emptyStreet, freshKey, handClock, openProcess, type Process } from '../../../tests/support/street'
import { makeServer } from '../server'
import { capMessage, capSender } from './cap'
import { type Alarms, openAlarms } from './changes'
import type { AlarmFacts } from './facts'
import { operatorAlarmRoutes } from './operator-routes'

const now = Date.parse('2026-11-23T08:00:00Z')
const alarm = (over: Partial<AlarmFacts> = {}): AlarmFacts => ({
  id: 'abc',
  household: 'home1',
  boxes: ['box1'],
  kind: 'fire',
  quiet: false,
  mode: 'real',
  late: false,
  duress: false,
  state: 'raised',
  unanswered: false,
  stored: true,
  raisedAt: now,
  pressedAt: now - 3000,
  closedAt: null,
  outcome: null,
  note: null,
  area: 'grid',
  group: null,
  label: '3号楼 <201> & "co"\u0007',
  areas: [
    { id: 'grid', name: '二网格', level: 'grid' },
    { id: 'village', name: '幸福村', level: 'village' },
  ],
  contactName: '李',
  contactPhone: '138',
  receipts: [{ hop: 'server_received', at: now, who: { kind: 'system' } }],
  ...over,
})
const tag = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
const acknowledged = {
  hop: 'acknowledged' as const,
  at: now + 60_000,
  who: { kind: 'officer' as const, id: 'g', name: 'Officer Grace' },
}

/** The order of the elements by the OASIS schema, CAP-v1.2.xsd: each is a sequence. */
const alertOrder =
  'identifier sender sent status msgType source scope restriction addresses code note references incidents info'
const infoOrder =
  'language category event responseType urgency severity certainty audience eventCode effective onset expires senderName headline description instruction web contact parameter resource area'

function children(text: string, of: string): string[] {
  const inside = new RegExp(`<${of}[^>]*>([^]*)</${of}>`).exec(text)?.[1] ?? ''
  const names: string[] = []
  for (let rest = inside; rest !== ''; ) {
    const [, name] = /^<(\w+)>/.exec(rest) ?? []
    if (name === undefined) throw new Error(`not an element: ${rest.slice(0, 40)}`)
    names.push(name)
    rest = rest.slice(rest.indexOf(`</${name}>`) + name.length + 3)
  }
  return names
}

describe('CAP 1.2', () => {
  it.each([
    ['raised', {}, 'Alert', 'Actual', 'abc', '2026-11-23T08:00:00-00:00'],
    ['a drill', { mode: 'drill' }, 'Alert', 'Exercise', 'abc', '2026-11-23T08:00:00-00:00'],
    ['a test', { mode: 'test' }, 'Alert', 'Test', 'abc', '2026-11-23T08:00:00-00:00'],
    [
      'acknowledged',
      { state: 'acknowledged', receipts: [acknowledged] },
      'Update',
      'Actual',
      'abc.1',
      '2026-11-23T08:01:00-00:00',
    ],
    ['closed', { state: 'closed', receipts: [acknowledged] }, 'Cancel', 'Actual', 'abc.1', '2026-11-23T08:01:00-00:00'],
  ] as [string, Partial<AlarmFacts>, string, string, string, string][])(
    '%s',
    (_, over, type, status, identifier, sent) => {
      const text = capMessage(alarm(over), 'porchlight@tv.example')
      expect([tag(text, 'msgType'), tag(text, 'status'), tag(text, 'identifier'), tag(text, 'sent')]).toEqual([
        type,
        status,
        identifier,
        sent,
      ])
      expect(tag(text, 'references')).toBe(
        type === 'Alert' ? undefined : 'porchlight@tv.example,abc,2026-11-23T08:00:00-00:00',
      )
    },
  )

  it.each([[{}], [{ quiet: true, late: true, state: 'closed', outcome: 'real', receipts: [acknowledged] }]] as [
    Partial<AlarmFacts>,
  ][])('has its elements in the schema’s order: %j', (over) => {
    const text = capMessage(alarm(over), 'porchlight')
    for (const [of, order] of [
      ['alert', alertOrder],
      ['info', infoOrder],
    ] as const) {
      const places = children(text, of).map((name) => order.split(' ').indexOf(name))
      expect(places).not.toContain(-1)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
    for (const name of ['identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'restriction', 'areaDesc'])
      expect(tag(text, name)).toBeTruthy()
    expect(tag(text, 'identifier')).not.toMatch(/[\s,<&]/)
  })

  it('escapes what people named their homes', () => {
    const text = capMessage(alarm(), 'porchlight')
    expect(text).toContain('<headline>3号楼 &lt;201&gt; &amp; &quot;co&quot;：火警</headline>')
    expect(text).toContain('<areaDesc>幸福村 二网格 3号楼')
    expect(text).not.toContain('\u0007')
  })

  it.each([
    [null, 'porchlight'],
    ['https://tv.example:8443', 'porchlight@tv.example'],
  ])('is sent by %s as %s', (url, sender) => expect(capSender(url)).toBe(sender))
})

describe('GET /v1/operator/alarms/{id}.cap', () => {
  const clock = handClock()
  let store: TestStore
  let running: Process
  let alarms: Alarms
  let app: FastifyInstance
  const root = { authorization: 'Bearer a-root-key-for-tests-0123456789abcdef' }

  beforeAll(async () => {
    store = await emptyStreet('libsql', clock)
    running = await openProcess(store, clock)
    alarms = openAlarms(running.service)
    app = makeServer(running.service.config)
    operatorAlarmRoutes(app, running.service, alarms)
  })
  afterAll(async () => {
    await app.close()
    await alarms.close()
    await running.close()
    await store.close()
  })

  it('gives the message to the operator and logs the look', async () => {
    const box = { pairing: '', serial: 'box1', household: 'home1', credential: 'access' as const }
    const { alarm } = await alarms.raise(box, freshKey(), {
      kind: 'help',
      pressed_at: new Date(clock.now()).toISOString(),
    })
    const answer = await app.inject({ url: `/v1/operator/alarms/${alarm.id}.cap`, headers: root })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/cap+xml; charset=utf-8')
    expect(tag(answer.body, 'identifier')).toBe(alarm.id)
    expect(running.viewings).toMatchObject([{ kind: 'lookup', household: 'home1', actor: 'root' }])
    expect((await app.inject({ url: `/v1/operator/alarms/${alarm.id}.cap` })).statusCode).toBe(401)
    expect((await app.inject({ url: '/v1/operator/alarms/nosuch.cap', headers: root })).statusCode).toBe(404)
  })

  it('replays webhooks', async () => {
    const replay = (payload: object) =>
      app.inject({ method: 'POST', url: '/v1/operator/webhooks/replay', headers: root, payload })
    expect((await replay({ since: '2026-01-01T00:00:00Z' })).json()).toEqual({ messages: 0 })
    expect((await replay({})).statusCode).toBe(422)
  })
})
