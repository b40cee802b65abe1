import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { en } from '../words/en'
import { CamerasScreen } from './CamerasScreen'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The screen without a stage, before a list that did not come; notes the sentences that it is brought to. */
function failing() {
  const answers: (() => void)[] = []
  const sentences: (string | undefined)[] = []
  const cameras = {
    ...{ value: null, at: null, freshness: 'failed', failure: 'timeout' },
    refresh: () => new Promise<void>((told) => answers.push(told)),
  }
  const session = { state: 'offline', start: () => Promise.resolve() }
  const services = { cameras, session, me: { refresh: () => {} }, words: en, clock: { now: () => 0 } }
  const screen = Object.create(CamerasScreen.prototype)
  const update = () => sentences.push(screen.listing().message?.sentence)
  const fields = {
    services,
    update,
    active: true,
    rows: [],
    focus: { row: 0, column: 0 },
    digits: { finish: () => true },
  }
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(screen, name, { value })
  return { answers, sentences, ok: () => screen._handleEnter({ phase: 'press' }) }
}

it('says at once that it asks again, once, and then what came of it', async () => {
  const { answers, sentences, ok } = failing()
  ok()
  ok()
  await vi.advanceTimersByTimeAsync(0)
  expect([sentences, answers.length]).toEqual([[en.cameras.loading], 1])
  answers[0]!()
  await vi.advanceTimersByTimeAsync(0)
  expect(sentences).toEqual([en.cameras.loading, en.cameras.failedTitle])
})
