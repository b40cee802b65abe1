import { describe, expect, it } from 'vitest'
import type { TokenAnswer } from '../../contract/pairing'
import type { ProblemName } from '../../contract/problems'
import { type Answer, type Api, type Call, ProblemError } from './api'
import { serverClock } from './clock'
import { openSession, type SessionState, stateAfter } from './session'
import { boxStore } from './store'

type Reply = ProblemName | 'no-network' | number
const statusOf: Partial<Record<Reply, number>> = { 'pairing-suspended': 403, unauthorized: 401, 'bad-request': 400 }

/** A service that answers token requests and calls in turn; a number is good tokens with that number in them. */
function setUp({ replies, stored, middleware = true }: { replies: Reply[]; stored?: string; middleware?: boolean }) {
  let now = 0
  const asked: string[] = []
  const store = boxStore(null, 'box')
  if (stored) store.write('refresh', stored)
  const api: Api = {
    address: (path) => path,
    async call<T>(call: Call): Promise<Answer<T>> {
      const body = call.body as Record<string, string> | undefined
      asked.push(body ? (body.refresh_token ?? 'assertion') : `${call.path} ${call.headers?.authorization}`)
      const reply = replies.shift()
      if (reply === undefined) throw new Error('asked once too often')
      if (typeof reply === 'string') {
        throw new ProblemError(reply, reply === 'no-network' ? 0 : (statusOf[reply] ?? 500), null, null)
      }
      const data: TokenAnswer = {
        access_token: `a${reply}`,
        token_type: 'Bearer',
        expires_in: 600,
        refresh_token: `r${reply}`,
        alarm_token: `alarm${reply}`,
      }
      return { status: 200, data: data as T, headers: {} }
    },
  }
  const clock = serverClock(
    () => now,
    () => 0,
  )
  const assertion = middleware ? () => Promise.resolve('signed') : null
  const session = openSession({ api, store, clock, assertion })
  return { session, store, asked, pass: (ms: number) => (now += ms) }
}

describe('the start of a session', () => {
  it.each<[string, Parameters<typeof setUp>[0], SessionState, string[], string | null]>([
    ['no pairing, the middleware vouches', { replies: [1] }, 'paired', ['assertion'], 'r1'],
    ['no pairing, no middleware', { replies: [], middleware: false }, 'unpaired', [], null],
    ['no pairing, the service is away', { replies: ['no-network'] }, 'offline', ['assertion'], null],
    ['no pairing, the middleware is not believed', { replies: ['unauthorized'] }, 'unpaired', ['assertion'], null],
    ['a stored pairing', { replies: [2], stored: 'r1' }, 'paired', ['r1'], 'r2'],
    ['a stored pairing, the service is away', { replies: ['no-network'], stored: 'r1' }, 'offline', ['r1'], 'r1'],
    ['a stored pairing that waits', { replies: ['pairing-suspended'], stored: 'r1' }, 'suspended', ['r1'], 'r1'],
    [
      'a spent pairing, the middleware vouches anew',
      { replies: ['bad-request', 3], stored: 'r1' },
      'paired',
      ['r1', 'assertion'],
      'r3',
    ],
    [
      'an ended pairing without middleware',
      { replies: ['bad-request'], stored: 'r1', middleware: false },
      'unpaired',
      ['r1'],
      null,
    ],
  ])('%s', async (_, given, state, asked, refresh) => {
    const box = setUp(given)
    await box.session.start()
    expect({ state: box.session.state, asked: box.asked, refresh: box.store.read('refresh') }).toEqual({
      state,
      asked,
      refresh,
    })
  })
})

describe('tokens', () => {
  it('are asked for once, however many need them', async () => {
    const { session, asked } = setUp({ replies: [1] })
    expect(await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()])).toEqual([
      'a1',
      'a1',
      'a1',
    ])
    expect(asked).toEqual(['assertion'])
  })

  it('are renewed a minute before their end', async () => {
    const { session, asked, pass } = setUp({ replies: [1, 2] })
    await session.accessToken()
    pass(539_000)
    expect(await session.accessToken()).toBe('a1')
    pass(2_000)
    expect(await session.accessToken()).toBe('a2')
    expect(asked).toEqual(['assertion', 'r1'])
  })

  it('are stored before they are used', async () => {
    const { session, store } = setUp({ replies: [1] })
    const seen: unknown[] = []
    session.onChange(() => seen.push([session.state, store.read('refresh')]))
    await session.start()
    expect(seen).toEqual([
      ['pairing', null],
      ['paired', 'r1'],
    ])
  })

  it('that the service no longer knows are renewed once, and the call sent again', async () => {
    const { session, asked } = setUp({ replies: [1, 'unauthorized', 2, 7] })
    await session.call({ method: 'GET', path: '/v1/me' })
    expect(asked).toEqual(['assertion', '/v1/me Bearer a1', 'r1', '/v1/me Bearer a2'])
  })

  it('do not go round for ever', async () => {
    const { session } = setUp({ replies: [1, 'unauthorized', 2, 'unauthorized'] })
    await expect(session.call({ method: 'GET', path: '/v1/me' })).rejects.toMatchObject({ failure: 'unauthorized' })
  })

  it('keep the alarm credential apart, until the pairing is forgotten', async () => {
    const { session } = setUp({ replies: [1] })
    await session.start()
    expect(session.alarmToken()).toBe('alarm1')
    session.forget()
    expect([session.alarmToken(), session.state]).toEqual([null, 'unpaired'])
  })
})

describe('what a failure says about the pairing', () => {
  it.each([
    ['pairing-suspended', 403, 'suspended'],
    ['unauthorized', 401, 'unpaired'],
    ['not-found', 404, 'unpaired'],
    ['no-network', 0, null],
    ['internal', 500, null],
    ['too-many-requests', 429, null],
  ] as const)('%s (%i): %s', (failure, status, state) => {
    expect(stateAfter(failure, status)).toBe(state)
  })
})
