import { describe, expect, it } from 'vitest'
import type { Camera, CameraList, ClosedCamera } from '../../contract/cameras'
import type { Phase } from '../player/model'
import {
  askAgainIn,
  badgeOf,
  closingOf,
  nameOf,
  numbered,
  placesOf,
  presence,
  renewIn,
  tourNext,
  tourRound,
  watchedUntil,
  watermarkAt,
  went,
  zapTo,
} from './model'

const area = { id: 'g', name: 'Grid', level: 'grid' } as const
const elsewhere = { id: 'x', name: 'Far grid', level: 'grid' } as const
const camera = (number: number): Camera => ({
  id: `c${number}`,
  number,
  name: `Camera ${number}`,
  area,
  kind: 'gate',
  clarity: 'full',
  status: 'online',
  status_since: null,
  checked_at: null,
  why: 'area',
  until: null,
  approved_by: '',
  owner: '',
  contact: '',
})
const shut = (number: number): ClosedCamera => ({
  id: `c${number}`,
  number,
  name: `Camera ${number}`,
  area,
  reason: 'quiet_hours',
  until: '2026-11-23T06:00:00.000Z',
  by: null,
  why: null,
})
const list = (open: number[], closed: number[] = []): CameraList => ({
  cameras: open.map(camera),
  closed: closed.map(shut),
})
/** A camera of another county, with a number that an own one may have too. */
const granted = (number: number): Camera => ({ ...camera(number), id: `x${number}`, area: elsewhere, why: 'grant' })
const at = (number: number) => ({ id: `c${number}`, number })

describe('a number that two cameras share', () => {
  const both = { cameras: [camera(5), camera(6), granted(5)], closed: [] }
  it.each<[string, CameraList, string | undefined]>([
    ['is the own one’s', both, 'c5'],
    ['is the own one’s also while it is closed', { cameras: [granted(5)], closed: [shut(5)] }, 'c5'],
    ['is the granted one’s where there is no own one', { cameras: [camera(6), granted(5)], closed: [] }, 'x5'],
    [
      'is the one’s that can be seen where both are of elsewhere',
      { cameras: [granted(5)], closed: [{ ...shut(5), id: 'y5', area: elsewhere }] },
      'x5',
    ],
    ['is nobody’s', { cameras: [camera(6)], closed: [] }, undefined],
  ])('%s', (_name, list, id) => {
    expect(numbered(list, [area], 5)?.id).toBe(id)
  })

  it.each([
    ['from the own one', 'c5', 1, 'c6'],
    ['from the granted one', 'x5', 1, 'c5'],
    ['to the granted one', 'c5', -1, 'x5'],
    ['past one that is gone', 'gone', 1, 'c6'],
  ] as [string, string, 1 | -1, string][])('leads nobody astray, %s', (_name, id, by, to) => {
    expect(zapTo(placesOf(both), { id, number: 5 }, by)?.id).toBe(to)
    expect(tourNext(placesOf(both), ['c5', 'x5'], { id: 'x5', number: 5 })?.id).toBe('c5')
  })

  it('is two cameras to whoever goes back to the last one', () => {
    const trail = went(went(null, { id: 'c5', number: 5 }), { id: 'x5', number: 5 })
    expect(trail.before?.id).toBe('c5')
  })

  it('is told apart by the area of the granted one', () => {
    expect(placesOf(both).map(nameOf)).toEqual(['Camera 5', 'Camera 6', 'Camera 5 · Far grid'])
  })
})

describe('zapping', () => {
  it.each([
    ['the next in watching order, not by number', [3, 1, 2], 3, 1, 1],
    ['round the end', [3, 1, 2], 2, 1, 3],
    ['round the beginning', [3, 1, 2], 3, -1, 2],
    ['alone, it stays', [5], 5, 1, 5],
    ['from a closed camera, to the next number', [1, 2, 9], 5, 1, 9],
    ['from a closed camera, back to the number before', [1, 2, 9], 5, -1, 2],
    ['from beyond all numbers, round', [1, 2, 9], 12, 1, 1],
  ] as [string, number[], number, 1 | -1, number][])('%s', (_name, open, from, by, to) => {
    expect(zapTo(placesOf(list(open, [5, 12])), at(from), by)?.number).toBe(to)
  })

  it('leads nowhere when nothing may be seen', () => {
    expect(zapTo(placesOf(list([], [5])), at(5), 1)).toBeNull()
  })

  it('keeps closed cameras in the list, after the open ones', () => {
    expect(placesOf(list([3, 1], [9, 2])).map(({ number }) => number)).toEqual([3, 1, 2, 9])
  })
})

it('remembers the camera before, and takes going nowhere for no step', () => {
  const trail = [4, 4, 7, 7].map(at).reduce<ReturnType<typeof went> | null>(went, null)
  expect(trail).toEqual({ now: at(7), before: at(4) })
  expect(went(trail, at(4))).toEqual({ now: at(4), before: at(7) })
})

describe('the badge tells the truth', () => {
  const now = 1_000_000
  const view = (phase: Phase, takenAt: number | null, since = now - 60_000) => ({
    phase,
    since,
    takenAt,
    pictured: true,
  })
  it.each([
    ['young', view('playing', now - 1_600), { is: 'live', age: 1_600, late: false }],
    ['amber from ten seconds on', view('playing', now - 10_001), { is: 'live', age: 10_001, late: true }],
    ['not live from twenty on', view('playing', now - 20_001), { is: 'old', of: now - 20_001 }],
    ['no age without a programme time', view('playing', null), { is: 'live', age: null, late: false }],
    ['standing still, however young', view('frozen', now - 3_000), { is: 'frozen', since: now - 3_000 }],
    [
      'standing still, age not known: since the trouble began',
      view('frozen', null),
      { is: 'frozen', since: now - 60_000 },
    ],
    ['origin gone', view('offline', now - 9_000), { is: 'offline', since: now - 9_000 }],
    ['never from the future', view('frozen', now + 5_000), { is: 'frozen', since: now }],
    ['opening', view('opening', null), { is: 'opening' }],
    ['slow', view('slow', null), { is: 'opening' }],
    ['coming back', view('recovering', now - 9_000), { is: 'recovering' }],
    ['refused: there is no picture to speak of', view('denied', now), { is: 'nothing' }],
  ] as const)('%s', (_name, of, badge) => {
    expect(badgeOf(of, now)).toEqual(badge)
  })
})

it.each([
  ['no limit', null, { is: 'there' }],
  ['long before the end', 61_000, { is: 'there' }],
  ['the last minute', 60_000, { is: 'asked', left: 60_000 }],
  ['the end', 0, { is: 'over' }],
])('still watching? %s', (_name, until, expected) => {
  expect(presence(until, 0)).toEqual(expected)
})

describe('when to ask for a new token', () => {
  it.each([
    ['when the service says', 150_000, 300_000, 0, 150_000],
    ['before the end in any case', 400_000, 300_000, 0, 290_000],
    ['at once, not in the past', -5_000, 1_000, 0, 1_000],
    ['soon again after a failure', 150_000, 300_000, 1, 1_000],
    ['less and less often', 150_000, 300_000, 4, 8_000],
    ['but at least twice a minute', 150_000, 300_000, 20, 30_000],
  ])('%s', (_name, renewAfter, expires, failures, expected) => {
    expect(renewIn(renewAfter, expires, failures, 0)).toBe(expected)
  })
})

it('asks again for a playback ever less often', () => {
  expect([1, 2, 3, 4, 5, 9].map(askAgainIn)).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
})

describe('the tour', () => {
  const places = placesOf(list([1, 2, 3, 4]))
  it.each([
    ['goes round the favourites', ['c2', 'c4'], 2, 4],
    ['and round again', ['c2', 'c4'], 4, 2],
    ['comes to them from elsewhere', ['c2', 'c4'], 3, 4],
    ['goes over all where one favourite is no round', ['c2'], 2, 3],
  ])('%s', (_name, favourites, from, to) => {
    expect(tourNext(places, favourites, at(from))?.number).toBe(to)
  })
  it.each([
    ['goes past what is offline', [1, 3], 2, 4],
    ['shows it where there is nothing else', [1, 2, 3], 4, 1],
  ] as [string, number[], number, number][])('%s', (_name, offline, from, to) => {
    const status = (n: number) => (offline.indexOf(n) >= 0 ? ('offline' as const) : ('online' as const))
    const some = places.map((place) => ({
      ...place,
      camera: { ...camera(place.number), status: status(place.number) },
    }))
    expect(tourNext(some, [], at(from))?.number).toBe(to)
  })
  it.each([
    ['without one the playback says', 9_000, null, 9_000],
    ['it counts from the last key', 9_000, { pressedAt: 1_000, limitMs: 5_000 }, 6_000],
    ['never longer than the playback', 4_000, { pressedAt: 1_000, limitMs: 5_000 }, 4_000],
    ['also where the playback has no end', null, { pressedAt: 1_000, limitMs: 5_000 }, 6_000],
  ] as const)('asks whether somebody is there: %s', (_name, until, tour, end) => {
    expect(watchedUntil(until, tour)).toBe(end)
  })
  it('needs two', () => {
    expect(tourNext(placesOf(list([1])), [], at(1))).toBeNull()
  })
  it.each([
    [['c2', 'c4'], 'favourites'],
    [['c2'], 'all'],
    [[], 'all'],
  ] as const)('says what it goes round: %o', (favourites, of) => {
    expect(tourRound(places, favourites)?.of).toBe(of)
  })
})

it('says how a camera of the list is closed', () => {
  expect(closingOf(shut(5))).toEqual({
    why: 'quiet_hours',
    by: null,
    reason: null,
    until: Date.parse('2026-11-23T06:00:00Z'),
  })
})

it('moves the watermark about, always within the picture', () => {
  const spots = Array.from({ length: 200 }, (_, moves) => watermarkAt(moves))
  for (const { x, y } of spots) {
    expect(x).toBeGreaterThan(0.05)
    expect(x).toBeLessThan(0.8)
    expect(y).toBeGreaterThan(0.1)
    expect(y).toBeLessThan(0.75)
  }
  expect(new Set(spots.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`)).size).toBeGreaterThan(150)
})
