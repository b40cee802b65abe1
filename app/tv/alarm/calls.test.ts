import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import { ProblemError } from '../service/api'
import type { Services } from '../service/services'
import { callsOf } from './calls'

let minute = () => {}
beforeEach(() => {
  const setInterval = (act: () => void) => {
    minute = act
  }
  vi.stubGlobal('window', { addEventListener: () => {}, setInterval })
  vi.stubGlobal('location', { href: 'http://tv/' })
})
afterEach(() => vi.unstubAllGlobals())

const neighbours = (over: Partial<Alarm>): Alarm => ({
  ...{ id: 'a', kind: 'help', quiet: false, mode: 'real', late: false, state: 'raised', unanswered: false },
  ...{ stored: false, own: false, raised_at: '2026-11-23T14:02:01.000Z', pressed_at: '2026-11-23T14:02:00.000Z' },
  ...{ closed_at: null, outcome: null, household: null, receipts: [], ...over },
})
const failed = (status: number) => new ProblemError('not-found', status, null, null)

/** A box that heard a neighbour's call, and a service that answers each question about it as the test says. */
async function makeBox(heard: Alarm) {
  let hear: (alarm: Alarm) => void = () => {}
  let connect: (connected: boolean) => void = () => {}
  let answer: Alarm | Error = failed(404)
  const asked: string[] = []
  const services = {
    settings: { api: { url: '', fallback_url: '' } },
    store: { read: () => null, write: () => true, remove: () => {} },
    session: {
      state: 'paired',
      onChange: () => {},
      call: async ({ path }: { path: string }) => {
        if (path === '/v1/alarms?state=open') return { data: { alarms: [] } }
        asked.push(path)
        if (answer instanceof Error) throw answer
        return { data: answer }
      },
    },
    clock: { now: () => 0, steady: () => 0 },
    events: {
      on: (_type: string, heard: typeof hear) => {
        hear = heard
      },
      onConnection: (heard: typeof connect) => {
        connect = heard
      },
    },
  } as unknown as Services
  const calls = callsOf(services)
  const settle = async () => {
    for (let n = 0; n < 10; n++) await Promise.resolve()
    return calls.neighbours.alarms.map(({ id }) => id)
  }
  await settle()
  hear(heard)
  return {
    asked,
    /** What is left of the calls after a minute in which the service answered so. */
    minute(next: Alarm | Error) {
      answer = next
      minute()
      return settle()
    },
    gap() {
      answer = failed(404)
      connect(true)
      return settle()
    },
  }
}

describe('a neighbour’s call that was passed on and not stored', () => {
  it.each<[string, (Alarm | Error)[], boolean]>([
    ['may yet be stored', [failed(404), failed(404)], true],
    ['is dropped when the service knows nothing of it three times in a row', [404, 404, 404].map(failed), false],
    ['stays for as long as nobody can say', [404, 404, 0, 503, 404, 404].map(failed), true],
    ['never goes because the way is cut', [0, 0, 0, 0, 0].map(failed), true],
    ['is asked about no more once it is stored', [neighbours({ stored: true }), ...[404, 404, 404].map(failed)], true],
  ])('%s', async (_, answers, stays) => {
    const box = await makeBox(neighbours({}))
    let left: string[] = []
    for (const answer of answers) left = await box.minute(answer)
    expect(left).toEqual(stays ? ['a'] : [])
  })

  it('is not dropped sooner for gaps in the events', async () => {
    const box = await makeBox(neighbours({}))
    for (let n = 0; n < 5; n++) expect(await box.gap()).toEqual(['a'])
  })

  it('that was stored is gone with the first gap after which it is unknown', async () => {
    const box = await makeBox(neighbours({ stored: true }))
    expect(await box.minute(failed(404))).toEqual(['a'])
    expect(box.asked).toEqual([])
    expect(await box.gap()).toEqual([])
  })
})
