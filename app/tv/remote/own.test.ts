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
  it('is rescued by a key that is unknown and held', () => {
    const rescue = new Rescue()
    const heard = [0, 4_000, 9_999, 10_000].map((at) => rescue.heard(press('keydown', 'Unidentified', 999), pc, at))
    expect(heard).toEqual([false, false, false, true])
  })
  it.each([
    ['a known key', press('keydown', 'Enter', 13)],
    ['a release', press('keyup', 'Unidentified', 999)],
    ['another unknown key', press('keydown', 'Unidentified', 998)],
  ])('not while %s comes between', (_name, other) => {
    const rescue = new Rescue()
    rescue.heard(press('keydown', 'Unidentified', 999), pc, 0)
    rescue.heard(other, pc, 5_000)
    expect(rescue.heard(press('keydown', 'Unidentified', 999), pc, 11_000)).toBe(false)
  })
})
