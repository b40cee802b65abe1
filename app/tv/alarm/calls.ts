import type { Alarm } from '../../contract/alarms'
import type { Services } from '../service/services'
import { pathOf } from './exchange'
import { makeKey } from './key'
import { hearNeighbour, hide, type Neighbours, noNeighbours, type Reply, replied } from './neighbours'
import { Outbox } from './outbox'
import { alarmAddresses, alarmPost } from './transport'

/** The household's own calls and the neighbours', independent of every screen. */
export interface Calls {
  readonly outbox: Outbox
  readonly neighbours: Neighbours
  onChange(listener: () => void): () => void
  /** Answers a neighbour's call. False when it did not arrive. */
  reply(id: string, reply: Reply): Promise<boolean>
  /** Tells that a neighbour's call has reached this box, and whether a visible page shows it. */
  confirm(id: string): void
  /** Puts a neighbour's call aside. */
  hide(id: string): void
  /** Whether the panel is up: nothing may come over a hold or a countdown. */
  readonly panelOpen: boolean
  setPanelOpen(open: boolean): void
  /** The panel is about to open to show how a call stands, not because somebody asked for help. */
  announce(): void
  /** Whether it was announced; said once. */
  wasAnnounced(): boolean
  /** The panel is about to open for this. */
  ask(start: 'test' | 'practice'): void
  /** What it was asked to open for; said once. */
  asked(): 'test' | 'practice' | null
}

const made = new WeakMap<Services, Calls>()

/** The calls of this app: made once, at the first question. */
export function callsOf(services: Services): Calls {
  const calls = made.get(services) ?? startCalls(services)
  made.set(services, calls)
  return calls
}

function startCalls(services: Services): Calls {
  const { session, store, clock, events, foreground } = services
  const addresses = alarmAddresses(services.settings, location.href)
  const outbox = new Outbox({
    store,
    post: alarmPost(addresses),
    addresses: addresses.length,
    // The session's token is the fallback: the one that is there, as asking for another would delay a call.
    tokens: () => [session.alarmToken(), session.tokenAtHand()].filter((token) => token !== null),
    clock,
    boxTime: () => Date.now(),
    makeKey: () => makeKey(window.crypto, Date.now()),
    later(act, ms) {
      const timer = window.setTimeout(act, ms)
      return () => window.clearTimeout(timer)
    },
  })

  let neighbours = noNeighbours
  const listeners = new Set<() => void>()
  const changed = () =>
    listeners.forEach((listener) => {
      listener()
    })
  const become = (next: Neighbours) => {
    if (next === neighbours) return
    neighbours = next
    changed()
  }
  const hear = (alarm: Alarm) => {
    if (alarm.own) outbox.hear(alarm)
    else become(hearNeighbour(neighbours, alarm))
  }
  /** After a start or a gap: what is open now, however much was missed. */
  const catchUp = async () => {
    try {
      const { data } = await session.call<{ alarms: Alarm[] }>({ method: 'GET', path: '/v1/alarms?state=open' })
      data.alarms.forEach(hear)
      const gone = neighbours.alarms.filter(
        ({ id, state }) => state !== 'closed' && !data.alarms.some((one) => one.id === id),
      )
      await Promise.all(gone.map(({ id }) => look(id)))
    } catch {
      // Events and the outbox's own asking go on.
    }
  }
  const look = async (id: string) => {
    const { data } = await session.call<Alarm>({ method: 'GET', path: pathOf(id) })
    hear(data)
  }
  const post = (id: string, what: string, body: unknown) =>
    session.call<Alarm>({ method: 'POST', path: `${pathOf(id)}/${what}`, body }).then(({ data }) => hear(data))

  let panelOpen = false
  let announced = false
  let start: 'test' | 'practice' | null = null
  const confirmed: Record<string, 'box_displayed' | 'box_reached' | undefined> = {}
  const confirm = (id: string) => {
    const hop = foreground.shown ? 'box_displayed' : 'box_reached'
    const before = confirmed[id]
    if (before === 'box_displayed' || before === hop) return
    confirmed[id] = hop
    post(id, 'receipts', { hop }).catch(() => {
      confirmed[id] = before
    })
  }

  events.on('alarm.raised', hear)
  events.on('alarm.updated', hear)
  events.onConnection((connected) => {
    if (connected) void catchUp()
  })
  window.addEventListener('online', () => outbox.hurry())
  outbox.onChange(changed)
  outbox.start()
  void catchUp()

  return {
    outbox,
    get neighbours() {
      return neighbours
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async reply(id, reply) {
      try {
        await post(id, 'replies', { reply })
        become(replied(neighbours, id, reply))
        return true
      } catch {
        return false
      }
    },
    confirm,
    hide: (id) => become(hide(neighbours, id)),
    get panelOpen() {
      return panelOpen
    },
    setPanelOpen(open) {
      panelOpen = open
      changed()
    },
    announce() {
      announced = !panelOpen
    },
    ask(what) {
      start = what
    },
    asked() {
      const what = start
      start = null
      return what
    },
    wasAnnounced() {
      const was = announced
      announced = false
      return was
    },
  }
}
