import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { capFaults } from '../../../tests/support/cap-schema'
import type { TestStore } from '../../../tests/support/stores'
import { emptyStreet, freshKey, handClock, openProcess, type Process, patienceMs } from '../../../tests/support/street'
import { makeServer } from '../server'
import { webhookRoutes } from '../webhooks/routes'
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
  texts: [],
  receipts: [{ hop: 'server_received', at: now, who: { kind: 'system' } }],
  ...over,
})
const tag = (text: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
const acknowledged = {
  hop: 'acknowledged' as const,
  at: now + 60_000,
  who: { kind: 'officer' as const, id: 'g', name: 'Officer Grace' },
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

  it.each([
    [{}],
    [{ mode: 'drill' }],
    [{ mode: 'test', kind: 'medical' }],
    [{ quiet: true, late: true, state: 'closed', outcome: 'real', receipts: [acknowledged] }],
    [{ areas: [], label: '', contactName: '', contactPhone: '' }],
    [{ kind: 'intruder', unanswered: true, state: 'displayed', pressedAt: now - 86_400_000 }],
    [{ kind: 'help', duress: true, label: '\u0000\ud800 ]]> <a>\ufffe' }],
  ] as [Partial<AlarmFacts>][])('is valid by the OASIS schema: %j', (over) => {
    const text = capMessage(alarm(over), 'porchlight')
    expect(capFaults(text)).toEqual([])
    // What the schema leaves to words: section 3.2 forbids these in identifiers and senders.
    for (const name of ['identifier', 'sender']) expect(tag(text, name)).toMatch(/^[^\s,<&]+$/)
    expect(tag(text, 'restriction')).toBeTruthy()
  })

  it('says that the caller may be forced, under an identifier of its own', () => {
    const said = { hop: 'says_safe' as const, at: now, who: { kind: 'household' as const, id: 'home1', name: '' } }
    const [free, forced] = [false, true].map((duress) => capMessage(alarm({ duress, receipts: [said] }), 'porchlight'))
    expect(tag(forced!, 'instruction')).toMatch(/可能受人胁迫.*Do not ring back/s)
    expect(forced).toContain('<valueName>duress</valueName><value>true</value>')
    expect(tag(forced!, 'identifier')).not.toBe(tag(free!, 'identifier'))
    expect(free).not.toMatch(/duress|instruction/)
    expect(capFaults(forced!)).toEqual([])
  })

  it.each([
    ['a time in Z', (text: string) => text.replace(/-00:00<\/sent>/, 'Z</sent>')],
    ['a status of our own', (text: string) => text.replace('>Actual<', '>Real<')],
    [
      'an order of our own',
      (text: string) => text.replace(/(<urgency>.*?<\/urgency>)(<severity>.*?<\/severity>)/, '$2$1'),
    ],
    ['a missing part', (text: string) => text.replace(/<certainty>.*?<\/certainty>/, '')],
  ])('is told when it is not: %s', (_, spoil) => {
    const spoilt = spoil(capMessage(alarm(), 'porchlight'))
    expect(spoilt).not.toBe(capMessage(alarm(), 'porchlight'))
    expect(capFaults(spoilt)).not.toEqual([])
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
    alarms = openAlarms(running.service, patienceMs)
    app = makeServer(running.service.config)
    operatorAlarmRoutes(app, running.service, alarms)
    webhookRoutes(app, running.service)
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
    expect(capFaults(answer.body)).toEqual([])
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
