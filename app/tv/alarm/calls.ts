import type { Alarm } from '../../contract/alarms'
import { problemOf } from '../service/api'
import type { Services } from '../service/services'
import { Confirmations, type Hop } from './confirmations'
import { pathOf } from './exchange'
import { makeKey } from './key'
import {
  forgotten,
  hearNeighbour,
  hide,
  keptReplies,
  type Neighbours,
  noNeighbours,
  type Reply,
  replied,
  repliesFrom,
} from './neighbours'
import { Outbox } from './outbox'
import { alarmAddresses, alarmPost } from './transport'

/** The household's own calls and the neighbours', independent of every screen. */
export interface Calls {
  readonly outbox: Outbox
  readonly neighbours: Neighbours
  onChange(listener: () => void): () => void
  /** Answers a neighbour's call. False when it did not arrive. */
  reply(id: string, reply: Reply): Promise<boolean>
  /** Tells that a neighbour's call is here, or shown; once, and again while that does not arrive. */
  confirm(id: string, hop: Hop): void
  /** Puts a neighbour's call aside. */
  hide(id: string): void
  /** Whether the panel is up: nothing may come over a hold or a countdown. */
  readonly panelOpen: boolean
  setPanelOpen(open: boolean): void
  /** Whether the panel, while it is up, shows how own calls stand; behind its cards nobody sees that. */
  following: boolean
  /** The panel is about to open to show how a call stands, not because somebody asked for help. */
  announce(): void
  /** Whether it was announced; said once. */
  wasAnnounced(): boolean
  /** The panel is about to open for this. */
  ask(start: 'test' | 'practice'): void
  /** What it was asked to open for; said once. */
  asked(): 'test' | 'practice' | null
}

/** What was passed on and never stored is asked about so often, ms, and dropped when it is unknown so often in a row. */
const askMs = 60_000
const enoughMisses = 3
const repliesName = 'alarm.replies'
const made = new WeakMap<Services, Calls>()

/** The calls of this app: made once, at the first question. */
export function callsOf(services: Services): Calls {
  const calls = made.get(services) ?? startCalls(services)
  made.set(services, calls)
  return calls
}

function startCalls(services: Services): Calls {
  const { session, store, clock, events } = services
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

  let neighbours: Neighbours = { ...noNeighbours, replies: repliesFrom(store.read<unknown>(repliesName)) }
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
  /** After a start or a gap: what is open now, however much was missed, and what became of the rest. */
  const catchUp = async () => {
    try {
      const { data } = await session.call<{ alarms: Alarm[] }>({ method: 'GET', path: '/v1/alarms?state=open' })
      data.alarms.forEach(hear)
      const others = outbox
        .calls()
        .filter(({ key }) => key === null)
        .map(({ alarm }) => alarm)
        .filter((alarm) => alarm !== null)
      const gone = [...neighbours.alarms, ...others].filter(
        ({ id, state, stored }) => stored && state !== 'closed' && !data.alarms.some((one) => one.id === id),
      )
      gone.forEach(look)
    } catch {
      // Events and the outbox's own asking go on.
    }
  }
  const misses: Record<string, number> = {}
  const look = ({ id, stored }: Alarm) =>
    session.call<Alarm>({ method: 'GET', path: pathOf(id) }).then(
      ({ data }) => hear(data),
      (error: unknown) => {
        const missed = problemOf(error).status === 404
        misses[id] = missed ? (misses[id] ?? 0) + 1 : 0
        // No more for this household: nothing true is left to say of it. What was only passed on may yet be stored.
        if (!missed || (!stored && (misses[id] as number) < enoughMisses)) return
        become(forgotten(neighbours, id))
        outbox.lose(id)
      },
    )
  const post = (id: string, what: string, body: unknown) =>
    session.call<Alarm>({ method: 'POST', path: `${pathOf(id)}/${what}`, body }).then(({ data }) => hear(data))

  let panelOpen = false
  let announced = false
  let start: 'test' | 'practice' | null = null
  const confirmations = new Confirmations(
    (id, hop) => post(id, 'receipts', { hop }),
    () => clock.steady(),
  )

  events.on('alarm.raised', hear)
  events.on('alarm.updated', hear)
  events.onConnection((connected) => {
    if (connected) void catchUp()
  })
  window.setInterval(() => neighbours.alarms.filter(({ stored }) => !stored).forEach(look), askMs)
  window.addEventListener('online', () => outbox.hurry())
  session.onChange(() => {
    // Whose neighbours they are ends with the pairing.
    if (session.state === 'unpaired') become(noNeighbours)
  })
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
        // So that a box that starts anew does not ask what was answered.
        store.write(repliesName, keptReplies(neighbours))
        return true
      } catch {
        return false
      }
    },
    confirm: (id, hop) => confirmations.tell(id, hop),
    hide: (id) => become(hide(neighbours, id)),
    get panelOpen() {
      return panelOpen
    },
    setPanelOpen(open) {
      panelOpen = open
      changed()
    },
    following: false,
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
