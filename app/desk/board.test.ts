import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Board } from './board'

/** The way to the service: what it answers, by the end of the path; and what the page's timers would do next. */
const way = { presence: 204, alarms: 200, receipts: 200 }
let asked: string[] = []
let later: (() => void)[] = []
let every: (() => void)[] = []
let events: { onopen(): void; onerror(): void; readyState: number; close(): void; addEventListener(): void }

const session = { user: 'u', name: 'Li', area: { id: 'v', name: 'Village' }, must_change_password: false }

beforeEach(() => {
  Object.assign(way, { presence: 204, alarms: 200, receipts: 200 })
  asked = []
  later = []
  every = []
  vi.stubGlobal('window', {
    setTimeout: (act: () => void) => later.push(act),
    setInterval: (act: () => void) => every.push(act),
    clearInterval: () => {},
  })
  vi.stubGlobal('document', { visibilityState: 'visible', addEventListener() {}, removeEventListener() {} })
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem() {}, removeItem() {} })
  vi.stubGlobal(
    'EventSource',
    class {
      static CLOSED = 2
      readyState = 1
      close() {}
      addEventListener() {}
      constructor() {
        events = this as never
      }
    },
  )
  vi.stubGlobal('fetch', async (path: string) => {
    const name = path.replace(/\?.*/, '').split('/').pop() as string
    asked.push(name)
    const status = name === 'session' ? 200 : way[name as keyof typeof way]
    if (status === 0) throw new TypeError('no way')
    const bodies: Record<string, object> = {
      session: { ...session, now: new Date().toISOString() },
      alarms: { alarms: [] },
    }
    return { ok: status < 400, status, headers: new Headers(), text: async () => JSON.stringify(bodies[name] ?? {}) }
  })
})
afterEach(() => vi.unstubAllGlobals())

const settle = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve()
}
async function openBoard() {
  const board = new Board()
  await board.open()
  events.onopen()
  await settle()
  return board
}
/** Presence is told and the list is asked for again. */
async function goOn() {
  for (const act of every) act()
  await settle()
}

describe('the line to the service', () => {
  it.each<[string, Partial<typeof way>, boolean]>([
    ['is well when all is answered', {}, true],
    ['is lost when presence is not, though events seem to be heard', { presence: 0 }, false],
    ['is lost when the list is not', { alarms: 0 }, false],
    ['is lost when a proxy answers in place of the service', { presence: 502, alarms: 502 }, false],
  ])('%s', async (_, broken, connected) => {
    const board = await openBoard()
    expect(board.state).toMatchObject({ connected: true, lostSince: null })
    Object.assign(way, broken)
    await goOn()
    expect(board.state.connected).toBe(connected)
    expect(board.state.lostSince === null).toBe(connected)
    Object.assign(way, { presence: 204, alarms: 200 })
    await goOn()
    expect(board.state).toMatchObject({ connected: true, lostSince: null })
  })

  it('is lost while events are not heard, whatever else is answered, and since the first that failed', async () => {
    const board = await openBoard()
    way.presence = 0
    await goOn()
    const { lostSince } = board.state
    events.onerror()
    way.presence = 204
    await goOn()
    expect(board.state).toMatchObject({ connected: false, lostSince })
    events.onopen()
    await settle()
    expect(board.state).toMatchObject({ connected: true, lostSince: null })
  })

  it('of a session that has ended is no matter', async () => {
    const board = await openBoard()
    way.presence = 401
    await goOn()
    expect(board.state).toMatchObject({ session: null, connected: false, lostSince: null })
  })
})

describe('"on the desk’s screen"', () => {
  const told = () => asked.filter((name) => name === 'receipts').length
  const again = async () => {
    for (const act of later.splice(0)) act()
    await settle()
  }

  it('is told once, and again while it does not arrive', async () => {
    const board = await openBoard()
    way.receipts = 0
    await board.displayed('a', () => true)
    await again()
    expect(told()).toBe(2)
    way.receipts = 200
    await again()
    await again()
    await board.displayed('a', () => true)
    expect(told()).toBe(3)
  })

  it('is not told again of a card that went out of view', async () => {
    const board = await openBoard()
    way.receipts = 0
    let inView = true
    await board.displayed('a', () => inView)
    inView = false
    await again()
    expect(told()).toBe(1)
  })
})
