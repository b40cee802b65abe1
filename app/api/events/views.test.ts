import { describe, expect, it } from 'vitest'
import { handClock } from '../../../tests/support/street'
import type { StoredEvent } from './event'
import { idBehind, lastEventId, mustReload, ticketFault } from './rules'
import { type Listener, viewData, viewName } from './views'

const box: Listener = { kind: 'box', serial: 'box1', household: 'home1', group: 'group', areas: ['grid', 'county'] }
const otherBox: Listener = { ...box, serial: 'box1-b' }
const desk: Listener = { kind: 'desk', area: 'village' }
const mayKnow = (household: string, camera: string) => household === 'home1' && camera === 'mine'

const event = (type: StoredEvent['type'], data: unknown, ...channels: string[]): StoredEvent => ({
  id: 1,
  at: handClock().now(),
  type,
  channels,
  data,
})
function told(of: StoredEvent, to: Listener): unknown {
  const view = viewName(of, to, mayKnow)
  return view === null ? 'nothing' : viewData(of, view)
}

const ended = [{ playback: 'p', why: 'suspended', by: null, reason: null }]
const unpaired = { pairing: 'ended', id: 'pairing', box: 'box1', household: 'home1' }

describe('what a listener is told', () => {
  it.each([
    ['a notice', event('notice', { id: 'n' }, 'area:grid'), box, { id: 'n' }],
    [
      'the state of a camera it may see',
      event('camera.status', { camera: 'mine' }, 'area:grid'),
      box,
      { camera: 'mine' },
    ],
    ['nothing of a camera it may not see', event('camera.status', { camera: 'no' }, 'area:grid'), box, 'nothing'],
    [
      'a desk of every camera it is told of',
      event('camera.status', { camera: 'no' }, 'desk:village'),
      desk,
      { camera: 'no' },
    ],
    [
      'its own changes',
      event('access.changed', { cameras: ['c'], ended }, 'household:home1'),
      box,
      { cameras: ['c'], ended },
    ],
    ['a wider change bare', event('access.changed', { cameras: ['c'], ended }, 'area:grid'), box, {}],
    [
      'a change of several households bare',
      event('access.changed', { ended }, 'household:home1', 'household:home2'),
      box,
      {},
    ],
    [
      'a change bare at a desk',
      event('access.changed', { cameras: ['c'] }, 'household:home1', 'desk:village'),
      desk,
      {},
    ],
    [
      'the end of its pairing',
      event('access.changed', unpaired, 'household:home1', 'service'),
      box,
      { pairing: 'ended' },
    ],
    ['not the end of another pairing', event('access.changed', unpaired, 'household:home1', 'service'), otherBox, {}],
  ])('%s', (_, of, to, expected) => expect(told(of, to)).toEqual(expected))
})

describe('the place to resume from', () => {
  it.each([
    [undefined, undefined, null],
    ['', '', null],
    ['7', undefined, 7],
    [undefined, '8', 8],
    ['7', '8', 7],
    [['9'], undefined, 9],
    [idBehind(7, 12), undefined, 7],
    [idBehind(137438953531, 999_999), undefined, 137438953531],
  ])('header %j and query %j give %j', (header, query, expected) => expect(lastEventId(header, query)).toBe(expected))
  it.each(['abc', '-1', '1.5', '1e3', ' 1', '9999999999999999'])('refuses %j', (text) =>
    expect(() => lastEventId(text, undefined)).toThrow(/Last-Event-ID/),
  )
  it.each([
    [5, { oldest: 3, newest: 9 }, 9, false],
    [2, { oldest: 3, newest: 9 }, 9, false],
    [1, { oldest: 3, newest: 9 }, 9, true],
    [10, { oldest: 3, newest: 9 }, 9, true],
    [10, { oldest: 3, newest: 12 }, 9, false],
    [0, null, 0, false],
    [4, null, 0, true],
  ])('from %j with %j kept, %j delivered: reload %j', (last, kept, position, expected) =>
    expect(mustReload(last, kept, position)).toBe(expected),
  )
})

describe('a ticket', () => {
  const day = 24 * 3600 * 1000
  it.each([
    [null, 0, 'unknown'],
    [{ expiresAt: 60_000, usedAt: null }, 59_999, null],
    [{ expiresAt: 60_000, usedAt: null }, 60_000, 'expired'],
    [{ expiresAt: 60_000, usedAt: 1000 }, day, null],
    [{ expiresAt: 60_000, usedAt: 1000 }, day + 1000, 'expired'],
  ])('%j at %j: %j', (ticket, now, expected) => expect(ticketFault(ticket, now)).toBe(expected))
})
