import { expect, it } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import type { OwnCall } from './call'
import { givesWay } from './givesWay'
import { beginHold } from './hold'
import type { Panel } from './panel'

const wish = { kind: 'help', quiet: false, mode: 'real' } as const
const choosing: Panel = { at: 'choosing', wish, hold: null, hint: false, offer: false, train: null }
const following: Panel = { at: 'following', since: 0, focus: 'ladder', sign: null, asked: null, train: null }
const asked = { text: 't', answers: 2, choice: 0, since: 0, sent: false }
const call = (mode: 'real' | 'drill' | 'test', state?: Alarm['state']): OwnCall => ({
  key: 'k',
  wish: { ...wish, mode },
  pressedAt: '',
  sent: state ? 'stored' : 'unsent',
  asking: false,
  alarm: state ? ({ state } as Alarm) : null,
})

it.each<[string, Panel, OwnCall | null, number, boolean]>([
  ['a choice in the making', choosing, null, 119_000, false],
  ['a choice that nobody makes', choosing, null, 120_000, true],
  ['a hold', { ...choosing, hold: beginHold('Enter', 0) }, null, 999_000, false],
  [
    'a digit that is awaited',
    { at: 'confirming', wish, digit: 1, since: 0, offer: false, train: null },
    null,
    999_000,
    false,
  ],
  [
    'a countdown',
    { at: 'counting', wish, since: 0, hold: null, backAt: null, sign: null, train: null },
    null,
    999_000,
    false,
  ],
  ['a call that is not sent yet', following, call('real'), 999_000, false],
  ['an open call', following, call('real', 'attending'), 999_000, false],
  ['a call that is over', following, call('real', 'closed'), 0, true],
  ['a drill', following, call('drill', 'raised'), 0, true],
  ['a test', following, call('test', 'raised'), 0, true],
  ['a text of the desk', { ...following, asked }, call('drill', 'acknowledged'), 0, false],
])('%s gives way or not', (_, panel, own, untouched, expected) => {
  expect(givesWay(panel, own, untouched)).toBe(expected)
})
