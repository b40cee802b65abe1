import { describe, expect, it } from 'vitest'
import type { AreaRef } from '../../contract/basics'
import { areasOfTier, type Desks, desksOn, firing, plan, type Step } from './tiers'

const times = { ESCALATE_TOWNSHIP_S: 60, ESCALATE_COUNTY_S: 120, ESCALATE_UNANSWERED_S: 180 }
const path: AreaRef[] = [
  { id: 'g', name: 'Grid', level: 'grid' },
  { id: 'v', name: 'Village', level: 'village' },
  { id: 't', name: 'Township', level: 'township' },
  { id: 'c', name: 'County', level: 'county' },
]
const desks = (village: Desks['village'], township: Desks['township'], county: Desks['county']): Desks => ({
  village,
  township,
  county,
})
const [on, empty, none] = ['staffed', 'empty', 'none'] as const
const all = plan(0, times)
const without = (...tiers: string[]): Step[] => all.filter((step) => !tiers.includes(step.tier))

describe('escalation', () => {
  it('plans a step per tier', () =>
    expect(plan(1000, times)).toEqual([
      { tier: 'village', dueAt: 1000 },
      { tier: 'township', dueAt: 61_000 },
      { tier: 'county', dueAt: 121_000 },
      { tier: 'unanswered', dueAt: 181_000 },
    ]))

  it.each([
    ['calls the village at once', all, desks(on, on, on), 0, ['village']],
    ['hands on from an empty village', all, desks(empty, on, on), 0, ['village', 'township']],
    ['hands on from a village without a desk', all, desks(none, on, on), 0, ['village', 'township']],
    ['hands on to the end', all, desks(empty, none, empty), 0, ['village', 'township', 'county']],
    ['never says unanswered before its time', all, desks(none, none, none), 179_999, ['village', 'township', 'county']],
    ['waits for the township’s time', without('village'), desks(on, on, on), 59_999, []],
    ['calls the township in time', without('village'), desks(on, on, on), 60_000, ['township']],
    ['does not wait for a village that left later', without('village'), desks(empty, on, on), 59_999, []],
    ['hands on from an empty township', without('village'), desks(on, empty, on), 60_000, ['township', 'county']],
    ['calls the county in time', without('village', 'township'), desks(on, on, on), 120_000, ['county']],
    ['says unanswered in time', without('village', 'township', 'county'), desks(on, on, on), 180_000, ['unanswered']],
    ['catches up after a restart', all, desks(on, on, on), 500_000, ['village', 'township', 'county', 'unanswered']],
    ['does nothing without timers', [], desks(on, on, on), 500_000, []],
    ['sorts the timers itself', [...all].reverse(), desks(empty, on, on), 0, ['village', 'township']],
  ])('%s', (_, steps, state, now, expected) =>
    expect(firing(steps, state, now).map((step) => step.tier)).toEqual(expected),
  )

  it.each([
    ['village', ['g', 'v']],
    ['township', ['t']],
    ['county', ['c']],
  ] as const)('the %s tier', (tier, expected) => expect(areasOfTier(path, tier).map(({ id }) => id)).toEqual(expected))

  it.each([
    [[], [], desks(none, none, none), ['', '', '']],
    [['v', 't', 'c'], ['t'], desks(empty, on, empty), ['Village', 'Township', 'County']],
    [['g', 'v'], ['g'], desks(on, none, none), ['Grid · Village', '', '']],
  ])('with desks at %j and people at %j', (withDesk, staffed, state, names) => {
    const found = desksOn(path, new Set(withDesk), new Set(staffed))
    expect(found.desks).toEqual(state)
    expect(Object.values(found.names)).toEqual(names)
  })
})
