import { describe, expect, it } from 'vitest'
import { type BoxCommand, type BoxEvent, type BoxState, isShown, type Platform, step } from './model'

const shown: BoxState = { page: true, platform: null, leaving: false, steady: 1_000, boxTime: 50_000 }
type Happens = BoxEvent extends infer E ? (E extends unknown ? Omit<E, 'steady' | 'boxTime'> : never) : never
/** One event `steady` milliseconds later; the time of day went on as much, or as told. */
const hear = (state: BoxState, event: Happens, steady = 10, boxTime = steady) =>
  step(state, { ...event, steady: state.steady + steady, boxTime: state.boxTime + boxTime } as BoxEvent)

const page = (visible: boolean): Happens => ({ is: 'page', visible })
const platform = (state: Platform): Happens => ({ is: 'platform', state })
const tick: Happens = { is: 'tick' }
const back: BoxCommand[] = ['rise']

describe('on the screen or not', () => {
  it.each<[string, Partial<BoxState>, Happens, BoxCommand[]]>([
    ['the page is hidden', {}, page(false), ['rest']],
    ['and again', { page: false }, page(false), []],
    ['the page comes back', { page: false }, page(true), back],
    ['the platform puts it behind another app', { platform: 'foreground' }, platform('background'), ['rest']],
    ['or away', { platform: 'foreground' }, platform('inactive'), ['rest']],
    ['from behind to away', { platform: 'background' }, platform('inactive'), []],
    ['the first word of a platform', {}, platform('foreground'), []],
    ['started in the background', {}, platform('inactive'), ['rest']],
    ['brought to the front', { platform: 'inactive' }, platform('foreground'), back],
    ['the page shows what the platform keeps away', { page: false, platform: 'inactive' }, page(true), []],
    ['to be ended', { platform: 'foreground' }, platform('unloading'), ['rest', 'finish']],
    ['to be ended in the background', { platform: 'inactive' }, platform('unloading'), ['finish']],
    ['left for television', {}, { is: 'leave' }, ['rest', 'television']],
    ['left, and the box did not', { leaving: true }, { is: 'stayed' }, back],
    ['left and come back', { leaving: true, page: false }, page(true), back],
    ['left by the platform and come back', { leaving: true, platform: 'inactive' }, platform('foreground'), back],
    ['the page goes with the leaving', { leaving: true }, page(false), []],
  ])('%s', (_what, state, event, commands) => {
    expect(hear({ ...shown, ...state }, event)[1]).toEqual(commands)
  })

  it.each<[Partial<BoxState>, boolean]>([
    [{}, true],
    [{ platform: 'foreground' }, true],
    [{ page: false }, false],
    [{ page: false, platform: 'foreground' }, false],
    [{ platform: 'suspended' }, false],
    [{ leaving: true }, false],
  ])('%j: %s', (state, is) => expect(isShown({ ...shown, ...state })).toBe(is))
})

describe('standby', () => {
  it.each<[string, Partial<BoxState>, number, number, BoxCommand[]]>([
    ['a tick in time', {}, 5_000, 5_000, []],
    ['a slow moment', {}, 20_000, 20_000, []],
    ['a night with a steady clock that went on', {}, 8 * 3_600_000, 8 * 3_600_000, ['rest', 'rise', 'renew']],
    ['a night with a steady clock that stood', {}, 5_000, 8 * 3_600_000, ['renew']],
    ['a clock set from 1970', {}, 5_000, 56 * 365 * 86_400_000, ['renew']],
    ['a clock set back', {}, 5_000, -3_600_000, []],
    ['timers of a hidden page', { page: false }, 61_000, 61_000, []],
    ['a night behind television: events must come', { page: false }, 8 * 3_600_000, 8 * 3_600_000, ['renew']],
  ])('%s', (_what, state, steady, boxTime, commands) => {
    const [next, done] = hear({ ...shown, ...state }, tick, steady, boxTime)
    expect(done).toEqual(commands)
    expect(hear(next, tick, 5_000)[1]).toEqual([])
  })

  it('woken by coming to the front, the look is new once', () => {
    expect(hear({ ...shown, page: false }, page(true), 8 * 3_600_000)[1]).toEqual(['rise', 'renew'])
  })
})
