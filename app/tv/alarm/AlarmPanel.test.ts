import type { Stage } from '@lightningjs/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm, AlarmKind } from '../../contract/alarms'
import type { KeyName, KeyPress } from '../remote/keys'
import { make, type Shell } from '../screen'
import type { Services } from '../service/services'
import { en } from '../words/en'
import { AlarmPanel } from './AlarmPanel'
import { callsOf } from './calls'
import { watchAlarms } from './watch'

// What shows the desk's texts is loaded beside the panel, and nothing is drawn here.
vi.mock('../household', () => ({ loadHousehold: () => Promise.reject(new Error('not loaded')) }))

beforeEach(() => {
  const timers = { setTimeout: () => 0, setInterval: () => 0, clearInterval: () => {} }
  vi.stubGlobal('window', { addEventListener: () => {}, ...timers })
  vi.stubGlobal('location', { href: 'http://tv/' })
})
afterEach(() => vi.unstubAllGlobals())

class Undrawn extends AlarmPanel {
  static override _template() {
    return {}
  }
}

/** The panel with its calls in a shell that puts it up and takes it away. */
function makeBox() {
  const listeners = new Set<(press: KeyPress) => unknown>()
  let now = 0
  let up: AlarmPanel | null = null
  const services = {
    settings: { api: { url: '', fallback_url: '' }, alarm: {} },
    store: { read: () => null, write: () => true, remove: () => {} },
    session: { state: 'paired', onChange: () => {}, call: () => Promise.reject(new Error('no network')) },
    clock: { now: () => now, steady: () => now },
    events: { on: () => {}, onConnection: () => {} },
    remote: {
      profile: { name: 'pc', hold: 'key-up' },
      listen: (listener: (press: KeyPress) => unknown) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    me: { value: null, onChange: () => () => {}, refresh: async () => {} },
    words: en,
  } as unknown as Services
  const part: object = { tag: () => part, tick: () => {} }
  const shell = {
    openAlarm() {
      if (up) return
      up = make(Undrawn, { ctx: {} } as Stage, { services, shell: shell as unknown as Shell })
      Object.defineProperties(up, { patch: { value() {} }, draw: { value() {} }, tag: { value: () => part } })
      up._setup()
      up._attach()
    },
    dismiss() {
      up?._detach()
      up = null
    },
    cover: () => {},
    say: () => {},
  }
  const calls = callsOf(services)
  watchAlarms(services, shell as unknown as Shell, {} as Stage)
  const hear = async (kind: AlarmKind, state: Alarm['state'] = 'raised') => {
    const at = '2026-11-23T14:02:00.000Z'
    calls.outbox.hear({
      ...{ id: kind, kind, quiet: false, mode: 'real', late: false, state, unanswered: false, stored: true },
      ...{ own: true, raised_at: at, pressed_at: at, closed_at: null, outcome: null, household: null, receipts: [] },
    })
    await Promise.resolve()
  }
  return {
    hear,
    /** Presses a key, some seconds after the last. */
    async press(key: KeyName) {
      now += 5000
      if (key === 'Red' && !up) shell.openAlarm()
      else for (const listener of [...listeners]) listener({ key, phase: 'press', at: now })
      await Promise.resolve()
    },
    /** What the panel shows: its cards or how a call stands. */
    get shows() {
      return (up as unknown as { panel: { at: string } } | null)?.panel.at ?? 'nothing'
    },
    get left() {
      return calls.outbox.calls().map(({ wish }) => wish.kind)
    },
  }
}

it('after two calls that are over and read, red asks what has happened', async () => {
  const box = makeBox()
  await box.hear('help')
  await box.hear('fire')
  await box.hear('help', 'closed')
  await box.hear('fire', 'closed')
  expect(box.shows).toBe('following')
  await box.press('Back')
  expect([box.shows, box.left]).toEqual(['nothing', []])
  await box.press('Red')
  expect(box.shows).toBe('choosing')
})

it('a call that is closed behind the cards is shown as closed after them, and then red asks what has happened', async () => {
  const box = makeBox()
  await box.hear('help')
  await box.press('Red')
  await box.hear('help', 'closed')
  expect(box.shows).toBe('choosing')
  await box.press('Back')
  expect(box.shows).toBe('following')
  await box.press('Back')
  expect([box.shows, box.left]).toEqual(['nothing', []])
  await box.press('Red')
  expect(box.shows).toBe('choosing')
})

it('red opens the ladder of an open call, and never that of a closed one', async () => {
  const box = makeBox()
  await box.hear('help')
  await box.press('Back')
  await box.press('Red')
  expect(box.shows).toBe('following')
  await box.hear('help', 'closed')
  await box.press('Red')
  await box.press('Back')
  expect([box.shows, box.left]).toEqual(['nothing', ['help']])
  await box.press('Red')
  expect(box.shows).toBe('choosing')
})
