import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import {
  forgotten,
  hearNeighbour,
  hide,
  keptReplies,
  moreNeighbours,
  noNeighbours,
  replied,
  repliesFrom,
  shownNeighbour,
} from './neighbours'

const alarm = (id: string, over: Partial<Alarm> = {}): Alarm => ({
  id,
  kind: 'help',
  quiet: false,
  mode: 'real',
  late: false,
  state: 'raised',
  unanswered: false,
  stored: true,
  own: false,
  raised_at: '2026-11-23T14:02:01.000Z',
  pressed_at: '2026-11-23T14:02:00.000Z',
  closed_at: null,
  outcome: null,
  household: { label: '1-101', area: '东门网格' },
  receipts: [],
  ...over,
})
const later = '2026-11-23T14:05:00.000Z'
const hear = (...alarms: Alarm[]) => alarms.reduce(hearNeighbour, noNeighbours)

describe('the neighbours’ calls', () => {
  it.each<[string, Alarm[], string | null]>([
    ['a call is shown', [alarm('a')], 'a'],
    ['the newest first', [alarm('a'), alarm('b', { raised_at: later })], 'b'],
    ['a real one before a drill', [alarm('a'), alarm('b', { raised_at: later, mode: 'drill' })], 'a'],
    ['an own one is not shown', [alarm('a', { own: true })], null],
    ['a quiet one is not shown', [alarm('a', { quiet: true })], null],
    ['one that is over when heard of is not shown', [alarm('a', { state: 'closed' })], null],
    ['one that closes stays until it was read', [alarm('a'), alarm('a', { state: 'closed' })], 'a'],
  ])('%s', (_, heard, shown) => {
    expect(shownNeighbour(hear(...heard))?.id ?? null).toBe(shown)
  })

  it('never goes back to an earlier state', () => {
    expect(shownNeighbour(hear(alarm('a', { state: 'acknowledged' }), alarm('a')))?.state).toBe('acknowledged')
  })

  it('shows the next when one is put aside, and it again when it is pressed again', () => {
    const two = hear(alarm('a'), alarm('b', { raised_at: later }))
    const aside = hide(two, 'b')
    expect(shownNeighbour(aside)?.id).toBe('a')
    const updated = hearNeighbour(aside, alarm('b', { raised_at: later, state: 'displayed' }))
    expect(shownNeighbour(updated)?.id).toBe('a')
    const receipts = [{ hop: 'pressed_again' as const, at: later, who: null }]
    expect(
      shownNeighbour(hearNeighbour(updated, alarm('b', { raised_at: later, state: 'displayed', receipts })))?.id,
    ).toBe('b')
  })

  it('forgets a closed call that was read', () => {
    const closed = hear(alarm('a'), alarm('a', { state: 'closed' }))
    expect(hide(closed, 'a').alarms).toEqual([])
  })

  it('keeps what was answered and counts the others', () => {
    const state = replied(hear(alarm('a'), alarm('b'), alarm('c'), alarm('c', { state: 'closed' })), 'a', 'going')
    expect(state.replies).toEqual({ a: 'going' })
    expect(moreNeighbours(state, alarm('a'))).toBe(1)
  })

  it('shows one call when a press that was passed on turns out to have joined an open one', () => {
    const passedOn = alarm('press', { stored: false, raised_at: later })
    const aside = hide(hear(alarm('a'), passedOn), 'a')
    const receipts = [{ hop: 'pressed_again' as const, at: later, who: null }]
    const joined = hearNeighbour(aside, alarm('a', { receipts }))
    expect(joined.alarms.map(({ id }) => id)).toEqual(['a'])
    expect(shownNeighbour(joined)?.id).toBe('a')
    // Another household's, another kind and a drill are calls of their own.
    for (const other of [
      { household: { label: '1-102', area: '东门网格' } },
      { kind: 'fire' },
      { mode: 'drill' },
    ] as const)
      expect(hearNeighbour(hear(passedOn), alarm('a', other)).alarms).toHaveLength(2)
    expect(hear(passedOn, alarm('press')).alarms).toMatchObject([{ id: 'press', stored: true }])
  })

  it('forgets what the service does not know', () => {
    const state = hear(alarm('a'), alarm('b'))
    expect(forgotten(state, 'a').alarms.map(({ id }) => id)).toEqual(['b'])
    expect(forgotten(state, 'nosuch')).toBe(state)
  })

  it('remembers over a restart what was answered to open calls, and no nonsense', () => {
    const heard = hear(alarm('a'), alarm('b'), alarm('b', { state: 'closed' }))
    const state = ['a', 'b', 'gone'].reduce((before, id) => replied(before, id, 'going'), heard)
    expect(repliesFrom(JSON.parse(JSON.stringify(keptReplies(state))))).toEqual({ a: 'going' })
    for (const stored of [null, 7, 'x', [1], { a: 'maybe' }]) expect(repliesFrom(stored)).toEqual({})
  })
})
