import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failedStarts, fell, standsFirm, startedWell, toldFailedStarts } from './release'

let kept: string | null
beforeEach(() => {
  kept = null
  vi.stubGlobal('localStorage', {
    getItem: () => kept,
    setItem: (_name: string, value: string) => {
      kept = value
    },
  })
})
afterEach(() => vi.unstubAllGlobals())

const keep = (told: object) => {
  kept = JSON.stringify(told)
}
const told = () => JSON.parse(kept ?? 'null') as unknown

it('nothing is kept without a loader', () => {
  startedWell()
  fell()
  standsFirm()
  toldFailedStarts()
  expect([kept, failedStarts()]).toEqual([null, { starts: 0, release: '' }])
})

it('a release that comes to its first screen is good; the one before it is remembered', () => {
  keep({ now: 'new', good: 'old', tries: 1 })
  startedWell()
  expect(told()).toEqual({ now: 'new', good: 'new', former: 'old', tries: 0 })
  startedWell()
  expect(told()).toMatchObject({ good: 'new', former: 'old' })
})

it('one that falls twice in its first minute gives way to the one before, and that is told', () => {
  keep({ use: 'new', now: 'new', good: 'new', former: 'old', tries: 0 })
  fell()
  expect(told()).toMatchObject({ good: 'new', falls: 1 })
  startedWell()
  fell()
  expect(told()).toMatchObject({ good: 'old', bad: 'new', falls: 0 })
  expect(failedStarts()).toEqual({ starts: 2, release: 'new' })
  // Asked again until the service has it.
  expect(failedStarts()).toEqual({ starts: 2, release: 'new' })
  toldFailedStarts()
  expect(failedStarts()).toEqual({ starts: 0, release: 'new' })
})

it('a fall long ago is none', () => {
  keep({ now: 'new', good: 'new', former: 'old' })
  fell()
  standsFirm()
  fell()
  expect(told()).toMatchObject({ good: 'new', falls: 1 })
})

it('where there is nothing to go back to, nothing is', () => {
  keep({ now: 'only', good: 'only' })
  fell()
  fell()
  expect(told()).toEqual({ now: 'only', good: 'only' })
})
