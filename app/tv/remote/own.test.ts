import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Profile } from './keys'
import { keepChosen, keepRecorded, lacking, profileToUse, Rescue, recordedHere } from './own'
import { pc } from './profiles/pc'

beforeAll(() => {
  vi.stubGlobal('window', {})
  vi.stubGlobal('navigator', { userAgent: '' })
})
afterAll(() => vi.unstubAllGlobals())

const storeOf = (stored: Record<string, unknown> = {}) => ({
  read: <T>(name: string) => (stored[name] ?? null) as T | null,
  write: (name: string, value: unknown) => {
    stored[name] = value
    return true
  },
  remove: (name: string) => {
    delete stored[name]
  },
})
const whole: Profile = {
  name: 'recorded',
  source: 'key test on a box',
  hold: 'none',
  codes: { 1: 'Up', 2: 'Down', 3: 'Left', 4: 'Right', 5: 'Enter' },
  keys: { GoHome: 'Back' },
}

const deployment = { profile: 'hbbtv', recorded: {} }

describe('the profile to start with', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['goes by the deployment where nothing was chosen', {}, 'hbbtv'],
    ['is the chosen one', { keyProfile: 'rdk' }, 'rdk'],
    ['is the recorded one', { keyProfile: 'recorded', recordedKeys: whole }, 'recorded'],
    ['is the usual one when the recorded one is gone', { keyProfile: 'recorded' }, 'hbbtv'],
    ['is the usual one when what is stored is nonsense', { keyProfile: 'recorded', recordedKeys: 'x' }, 'hbbtv'],
    ['nobody chooses by number', { keyProfile: 7 }, 'hbbtv'],
    ['nor a name that there is not', { keyProfile: 'toaster' }, 'hbbtv'],
  ])('%s', (_name, stored, name) => {
    expect(profileToUse(storeOf(stored), deployment).name).toBe(name)
  })

  it('is kept, and taken back', () => {
    const store = storeOf()
    keepRecorded(store, whole)
    keepChosen(store, 'recorded')
    expect(profileToUse(store, deployment)).toMatchObject({ codes: whole.codes, keys: whole.keys })
    keepChosen(store, '')
    expect(profileToUse(store, deployment).name).toBe('hbbtv')
  })
})

it('a recorded profile is not used without the keys that lead out of a screen', () => {
  const { 5: _ok, ...codes } = whole.codes
  expect(lacking({ ...whole, codes, keys: {} })).toEqual(['Enter', 'Back'])
  expect(recordedHere(storeOf({ recordedKeys: { ...whole, codes } }))).toBeNull()
  expect(lacking(whole)).toEqual([])
})

describe('a remote that the profile does not fit', () => {
  const press = (type: string, key: string, keyCode: number) => ({ type, key, keyCode })
  /** Which of these moments rescues, when this key comes in each. */
  const rescuing = (keyCode: number, moments: readonly number[]) => {
    const rescue = new Rescue()
    return moments.filter((at) => rescue.heard(press('keydown', 'Unidentified', keyCode), pc, at))
  }
  /** From a moment on, in steps of `every`, until another. */
  const steps = (from: number, every: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / every) + 1 }, (_each, at) => from + at * every)

  it.each<[string, number, number[], number[]]>([
    ['a key that is held', 999, [0, ...steps(1_000, 100, 9_900), 9_999, 10_000], [10_000]],
    ['one whose box repeats it slowly', 999, steps(0, 1_500, 10_500), [10_500]],
    ['not by one that comes now and then', 999, steps(0, 2_000, 60_000), []],
    ['not by one that is held after a pause', 999, [0, ...steps(9_000, 100, 18_900)], []],
    ...[768, 5002, 5010, 5200, 5213, 13015, 173, 175, 261, 449, 595].map(
      (code): [string, number, number[], number[]] => [
        `nor by what a player tells, nor by volume (${code})`,
        code,
        steps(0, 500, 60_000),
        [],
      ],
    ),
  ])('is rescued by an unknown key: %s', (_name, keyCode, moments, rescued) => {
    expect(rescuing(keyCode, moments)).toEqual(rescued)
  })
  it.each([
    ['a known key', press('keydown', 'Enter', 13)],
    ['a release', press('keyup', 'Unidentified', 999)],
    ['another unknown key', press('keydown', 'Unidentified', 998)],
  ])('not while %s comes between', (_name, other) => {
    const rescue = new Rescue()
    const held = (moments: readonly number[]) =>
      moments.filter((at) => rescue.heard(press('keydown', 'Unidentified', 999), pc, at))
    expect(held(steps(0, 100, 5_000))).toEqual([])
    rescue.heard(other, pc, 5_050)
    expect(held(steps(5_100, 100, 11_000))).toEqual([])
  })
  it('also while its player tells something', () => {
    const rescue = new Rescue()
    for (const at of steps(0, 100, 9_900)) {
      rescue.heard(press('keydown', 'Unidentified', 999), pc, at)
      rescue.heard(press('keydown', 'Unidentified', 768), pc, at)
    }
    expect(rescue.heard(press('keydown', 'Unidentified', 999), pc, 10_000)).toBe(true)
  })
})
