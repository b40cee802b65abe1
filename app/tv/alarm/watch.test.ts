import type { Stage } from '@lightningjs/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import type { Shell } from '../screen'
import type { Services } from '../service/services'
import { callsOf } from './calls'
import { watchAlarms } from './watch'

beforeEach(() => {
  vi.stubGlobal('window', { addEventListener: () => {}, setTimeout: () => 0, setInterval: () => 0 })
  vi.stubGlobal('location', { href: 'http://tv/' })
})
afterEach(() => vi.unstubAllGlobals())

const ours = (over: Partial<Alarm> = {}): Alarm => ({
  ...{ id: 'a', kind: 'help', quiet: false, mode: 'real', late: false, state: 'raised', unanswered: false },
  ...{ stored: true, own: true, raised_at: '2026-11-23T14:02:01.000Z', pressed_at: '2026-11-23T14:02:00.000Z' },
  ...{ closed_at: null, outcome: null, household: null, receipts: [], ...over },
})
const text = { id: 't', text: 'Are you safe?', answers: [], answer: null, displayed_at: null }

/** A box whose household has an open call, with a panel in place of which the test stands. */
async function makeBox() {
  let tell: (alarm: Alarm) => void = () => {}
  const services = {
    settings: { api: { url: '', fallback_url: '' } },
    store: { read: () => null, write: () => true, remove: () => {} },
    session: { state: 'paired', onChange: () => {}, call: () => Promise.reject(new Error('no network')) },
    clock: { now: () => 0, steady: () => 0 },
    events: {
      on: (_type: string, heard: typeof tell) => {
        tell = heard
      },
      onConnection: () => {},
    },
  } as unknown as Services
  const calls = callsOf(services)
  const box = {
    /** for each time that the panel was put up, whether it was for news */
    opened: [] as boolean[],
    /** how many neighbours' alerts were put up */
    covered: 0,
    panel(at: 'cards' | 'ladder' | 'away') {
      calls.following = at === 'ladder'
      calls.setPanelOpen(at !== 'away')
    },
    async hears(over: Partial<Alarm> = {}) {
      tell(ours(over))
      await Promise.resolve()
    },
  }
  const openAlarm = () => {
    if (!calls.panelOpen) box.opened.push(calls.wasAnnounced())
  }
  watchAlarms(services, { openAlarm, cover: () => box.covered++ } as unknown as Shell, { ctx: {} } as Stage)
  await box.hears()
  expect(box.opened.splice(0)).toEqual([true])
  return box
}

describe.each<[string, Partial<Alarm>]>([
  ['that it is taken', { state: 'acknowledged' }],
  ['a text of the desk', { texts: [text] as never }],
  ['that it is closed', { state: 'closed' }],
])('of an own call is heard %s', (_, news) => {
  it('behind the cards: it comes up when they are put away, once whoever does that is done', async () => {
    const box = await makeBox()
    box.panel('cards')
    await box.hears(news)
    box.panel('away')
    expect(box.opened).toEqual([])
    await Promise.resolve()
    expect(box.opened).toEqual([true])
  })

  it('on the ladder: it was seen there', async () => {
    const box = await makeBox()
    box.panel('ladder')
    await box.hears(news)
    box.panel('away')
    await Promise.resolve()
    expect(box.opened).toEqual([])
  })
})

it('a neighbour’s call that waited behind the panel comes up when it is gone, not in the middle of its going', async () => {
  const box = await makeBox()
  box.panel('cards')
  await box.hears({ id: 'theirs', own: false })
  box.panel('away')
  expect(box.covered).toBe(0)
  await Promise.resolve()
  expect(box.covered).toBe(1)
})
