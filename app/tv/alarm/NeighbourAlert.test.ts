import type { Stage } from '@lightningjs/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import type { KeyName } from '../remote/keys'
import { make, type Shell } from '../screen'
import type { Services } from '../service/services'
import { en } from '../words/en'
import { callsOf } from './calls'
import { NeighbourAlert } from './NeighbourAlert'

beforeEach(() => {
  const timers = { setTimeout: () => 0, setInterval: () => 0, clearInterval: () => {} }
  vi.stubGlobal('window', { addEventListener: () => {}, ...timers })
  vi.stubGlobal('location', { href: 'http://tv/' })
})
afterEach(() => vi.unstubAllGlobals())

const neighbours = (id: string, raised_at = '2026-11-23T14:02:01.000Z'): Alarm => ({
  ...{ id, kind: 'help', quiet: false, mode: 'real', late: false, state: 'raised', unanswered: false },
  ...{ stored: true, own: false, raised_at, pressed_at: raised_at, closed_at: null, outcome: null },
  ...{ household: { label: '1-101', area: 'East Gate Grid' }, receipts: [] },
})

/** An alert over the calls of two neighbours, undrawn; the list of cameras comes when the test says so. */
async function makeAlert() {
  let hear: (alarm: Alarm) => void = () => {}
  let arrive: (() => void)[] = []
  let now = 0
  const opened: string[] = []
  const services = {
    settings: { api: { url: '', fallback_url: '' }, language: 'en' },
    store: { read: () => null, write: () => true, remove: () => {} },
    session: {
      state: 'paired',
      onChange: () => {},
      call: ({ path }: { path: string }) => Promise.resolve({ data: neighbours(path.split('/')[3] as string) }),
    },
    clock: { now: () => now, steady: () => now },
    events: {
      on: (_type: string, heard: typeof hear) => {
        hear = heard
      },
      onConnection: () => {},
    },
    cameras: {
      value: { cameras: [{ number: 7, id: 'gate', why: 'grant', emergency: true, status: 'online' }] },
      refresh: () => new Promise<void>((done) => arrive.push(done)),
    },
    video: { muted: false },
    foreground: { shown: false, onChange: () => () => {} },
    words: en,
  } as unknown as Services
  const shell = {
    open: ({ number, id }: { number: number; id: string }) => opened.push(`${number} ${id}`),
    dismiss: () => {},
  }
  const calls = callsOf(services)
  // Nothing is sounded over the panel.
  calls.setPanelOpen(true)
  const alert = make(NeighbourAlert, { ctx: {} } as Stage, { services, shell: shell as unknown as Shell })
  Object.assign(alert, { patch: () => {}, draw: () => {}, calls })
  hear(neighbours('a'))
  alert._attach()
  await calls.reply('a', 'going')
  return {
    opened,
    calls,
    alert,
    hear: (alarm: Alarm) => hear(alarm),
    press(key: KeyName) {
      now += 1000
      alert._captureAny({ key, phase: 'press', at: now })
    },
    async listArrives() {
      for (const done of arrive) done()
      arrive = []
      for (let n = 0; n < 5; n++) await Promise.resolve()
    },
    get hidden() {
      return calls.neighbours.hidden
    },
  }
}

describe('the nearest camera', () => {
  it('is opened, and the call put away', async () => {
    const box = await makeAlert()
    box.press('Enter')
    expect(box.alert.announce()).toContain('Sending …')
    await box.listArrives()
    expect([box.opened, box.hidden]).toEqual([['7 gate'], ['a']])
  })

  it('is looked for once, however often OK is pressed meanwhile', async () => {
    const box = await makeAlert()
    box.press('Enter')
    box.press('Enter')
    await box.listArrives()
    expect([box.opened, box.hidden]).toEqual([['7 gate'], ['a']])
  })

  it('does not put away the call of another neighbour that came up meanwhile', async () => {
    const box = await makeAlert()
    box.press('Enter')
    box.hear(neighbours('b', '2026-11-23T14:05:00.000Z'))
    await box.listArrives()
    expect([box.opened, box.hidden]).toEqual([[], []])
  })

  it('is not opened once the alert is gone', async () => {
    const box = await makeAlert()
    box.press('Enter')
    box.press('Back')
    box.alert._detach()
    await box.listArrives()
    expect([box.opened, box.hidden]).toEqual([[], ['a']])
  })

  it('is looked for anew when the first call comes up again', async () => {
    const box = await makeAlert()
    box.press('Enter')
    box.hear(neighbours('b', '2026-11-23T14:05:00.000Z'))
    box.press('Back')
    expect(box.hidden).toEqual(['b'])
    box.press('Enter')
    await box.listArrives()
    expect([box.opened, box.hidden]).toEqual([['7 gate'], ['b', 'a']])
  })
})
