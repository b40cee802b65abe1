import { describe, expect, it } from 'vitest'
import { judge, nextLook, type Seen, unseen } from './rules'
import { hasRoom, mostAt, mostInAll, openTurns, type Waiting } from './turns'

describe('how many looks may be under way', () => {
  it.each([
    [3, 15, 32],
    [600, 15, 160],
    [2000, 15, 534],
    [30_000, 15, 2000],
    [30_000, 60, 2000],
    [30_000, 300, 400],
  ])('%i cameras, each looked at every %i s: %i', (cameras, seconds, most) => {
    expect(mostInAll(cameras, seconds * 1000)).toBe(most)
  })

  it.each([
    [1, 0, 8],
    [2000, 0, 8],
    [2000, 15, 8],
    [2000, 16, 534],
    [1, 16, 8],
  ])('at an origin of %i cameras that gave nothing %i times: %i', (cameras, silent, most) => {
    expect(mostAt({ cameras, silent }, 15_000)).toBe(most)
  })

  it.each([
    ['any', { looks: 7, failing: 4 }, false, true],
    ['none above the most', { looks: 8, failing: 0 }, false, false],
    ['those that gave nothing: up to half', { looks: 3, failing: 3 }, true, true],
    ['and no further', { looks: 4, failing: 4 }, true, false],
  ])('%s', (_name, load, failing, room) => {
    expect(hasRoom(load, 8, failing)).toBe(room)
  })
})

describe('whose turn it is', () => {
  const camera = (dueAt: number, origin = 'a', failing = false) => ({ origin, dueAt, failing })

  it('is who has been due longest, and nobody who is not due or is being looked at', () => {
    const turns = openTurns(15_000)
    const cameras = [camera(30), camera(10), camera(99), camera(20)]
    turns.lineUp(cameras, 50)
    expect([turns.late(50), turns.take()?.dueAt, turns.take()?.dueAt]).toEqual([40, 10, 20])
    turns.lineUp(cameras, 50)
    expect([turns.take()?.dueAt, turns.take(), turns.late(50)]).toEqual([30, null, 0])
  })

  it('passes over an origin that has enough looks, until one of them is over', () => {
    const turns = openTurns(15_000)
    const first = Array.from({ length: 9 }, (_, n) => camera(n))
    turns.lineUp([...first, camera(20, 'b')], 50)
    const taken = Array.from({ length: 9 }, () => turns.take())
    expect(taken.map((one) => one?.origin).join('')).toBe('aaaaaaaab')
    expect(turns.take()).toBeNull()
    turns.done(first[0]!, true)
    expect(turns.take()).toBe(first[8])
  })
})

const seconds = 1000

/** A camera of a simulated city. */
interface Simulated extends Waiting {
  seen: Seen
  hangs: boolean
  lookedAt: number[]
}

/** Looks at cameras by a clock of its own, as the probe does: who hangs takes 4 s to give nothing, another 100 ms. */
function simulate(cameras: Simulated[], until: number, at: (now: number) => void = () => undefined): void {
  const turns = openTurns<Simulated>(15 * seconds)
  let turn = 0
  // Not by chance, so that it runs the same each time: the golden ratio spreads as well.
  const random = () => (++turn * 0.618034) % 1
  const ends = new Map<number, Simulated[]>()
  const step = 100
  for (let now = 0; now < until; now += step) {
    at(now)
    for (const camera of ends.get(now) ?? []) {
      const look = { answers: true, newest: `${now}`, target: 2, ended: false } as const
      camera.seen = judge(camera.seen, camera.hangs ? { answers: false } : look, now)
      camera.failing = camera.hangs
      camera.dueAt = now + nextLook(camera.seen, 15 * seconds, random())
      turns.done(camera, !camera.hangs)
    }
    ends.delete(now)
    if (now % 500 === 0) turns.lineUp(cameras, now)
    for (let camera = turns.take(); camera !== null; camera = turns.take()) {
      camera.lookedAt.push(now)
      const end = now + (camera.hangs ? 4000 : step)
      ends.set(end, [...(ends.get(end) ?? []), camera])
    }
  }
}

const city = (count: number, hanging: number, originOf: (n: number) => string): Simulated[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ origin: originOf(n), dueAt: n % 1000, failing: false },
    ...{ seen: unseen, hangs: n < hanging, lookedAt: [] },
  }))

/** The longest that one of these was not looked at, seconds. */
const longestGap = (cameras: Simulated[], until: number) =>
  cameras
    .flatMap(({ lookedAt }) => [...lookedAt, until].map((at, n) => at - (lookedAt[n - 1] ?? 0)))
    .reduce((longest, gap) => Math.max(longest, gap), 0) / seconds

describe('a simulated city, every 15 s', () => {
  const own = (n: number) => `https://camera-${n}`
  const shared = (n: number) => `https://recorder-${n % 10}`
  it.each<[what: string, cameras: number, hanging: number, (n: number) => string, others: number, hanging: number]>([
    ['600 cameras, 150 of them unreachable', 600, 150, own, 18, 22],
    ['2,000 cameras, 150 of them unreachable', 2000, 150, own, 18, 22],
    ['2,000 cameras, half of them unreachable', 2000, 1000, own, 18, 36],
    ['2,000 cameras behind ten recorders that hang for 150 of them', 2000, 150, shared, 18, 36],
  ])('%s', (_what, count, hanging, originOf, others, unreachable) => {
    const cameras = city(count, hanging, originOf)
    const until = 180 * seconds
    simulate(cameras, until)
    expect(longestGap(cameras.slice(hanging), until)).toBeLessThan(others)
    expect(longestGap(cameras.slice(0, hanging), until)).toBeLessThan(unreachable)
  })

  it('a recorder of 1,000 cameras that goes away is known to be away within a minute, and to be back', () => {
    const cameras = city(1000, 0, () => 'https://recorder')
    const states: string[][] = []
    simulate(cameras, 361 * seconds, (now) => {
      if (now % (60 * seconds) === 0) states.push([...new Set(cameras.map(({ seen }) => seen.status))])
      if (now === 60 * seconds || now === 180 * seconds) for (const camera of cameras) camera.hangs = !camera.hangs
    })
    expect(states).toEqual([['unknown'], ['online'], ['offline'], ['offline'], ['online'], ['online'], ['online']])
  })
})
