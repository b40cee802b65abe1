import type { Listener } from '../alarms/view'
import type { Service } from '../service'
import type { StoredEvent } from './event'
import { channelsOf, idBehind, mustReload } from './rules'
import { eventText, heartbeat, opening, reset, type SseStream } from './sse'
import { type MayKnow, viewName } from './views'

/** One connection: who listens, and how to know that it may go on. */
export interface Connection {
  listener: Listener
  /** connections of one box or officer share a name; beyond `limit` the oldest is cut */
  name: string
  limit: number
  /** asked at every heartbeat and after every change of access: may this connection go on? */
  stillAllowed: () => boolean | Promise<boolean>
}

export interface Listeners {
  /** Serves a stream until either side ends it. Resolves when the replay is over and it is live. */
  serve(connection: Connection, open: (onClose: () => void) => SseStream, last: number | null): Promise<void>
  /** Serials of the boxes that are connected to this process. */
  connectedBoxes(): Set<string>
  /** Sends everybody away, each in a moment of his own, and who still comes too. */
  leave(): void
  close(): void
}

const replayPage = 200
/** What may wait during a replay; who falls further behind is cut and resumes. */
const waitingBound = 5000
const heartbeatMs = 10_000
/** A replay that the store did not give is asked for again. */
const againMs = 1000
/** Who is sent away comes back within this time, not all at once: to a process that serves on. */
const leaveMs = 2000

interface Live extends Connection {
  stream: SseStream
  channels: string
  unsubscribe: () => void
  /** the number of the last event that was sent or rightly left out */
  sent: number
  /** events that came during the replay; null: live */
  waiting: StoredEvent[] | null
}

/** Everyone who listens to this process. */
export function openListeners(service: Pick<Service, 'bus' | 'clock' | 'neighbourhood' | 'log'>): Listeners {
  const { bus, clock, neighbourhood, log } = service
  const live = new Set<Live>()
  let leaving = false
  let passedOn = 0
  const named = new Map<string, Live[]>()

  const mayKnow: MayKnow = (household, camera) => neighbourhood.decide(household, camera, clock.now()).see !== 'no'

  function tell(to: Live, event: StoredEvent): void {
    if (event.id !== null) {
      if (event.id <= to.sent) return
      to.sent = event.id
    }
    const view = viewName(event, to.listener, mayKnow)
    if (view !== null) {
      // A call without a number is one that no store has. What else is passed on stands behind the last that has one.
      if (event.id === null && event.type !== 'alarm.raised') to.stream.send(place(to))
      to.stream.send(eventText(event, view))
    }
    // After all listeners of this event, one of which keeps what `stillAllowed` looks at.
    if (event.type === 'access.changed') queueMicrotask(() => check(to))
  }

  /** The id of what has no number of its own; in a replay never behind what was not sent yet. */
  function place({ waiting, sent }: Live): string {
    const reached = waiting === null ? bus.position() : sent
    return reached === 0 ? '' : `id: ${idBehind(reached, ++passedOn)}\n`
  }

  function check(who: Live): void {
    const allowed = who.stillAllowed()
    const act = (may: boolean) => {
      if (!may) who.stream.close()
    }
    // Memory answers for boxes, and a promise for each of ten thousand at each heartbeat would be waste.
    if (typeof allowed === 'boolean') act(allowed)
    // The store is down: a call for help must still be heard. The next heartbeat asks again.
    else allowed.then(act, () => undefined)
  }

  function hear(to: Live, event: StoredEvent): void {
    // What is passed on without the store has no place among what is replayed.
    if (to.waiting === null || event.id === null) tell(to, event)
    else if (to.waiting.push(event) > waitingBound) to.stream.close()
  }

  /** Hears first, then reads what was missed: an event that comes in between is waiting, and told once. */
  async function replay(to: Live, last: number): Promise<void> {
    const kept = await bus.kept()
    if (mustReload(last, kept, bus.position())) {
      last = Math.min(last, bus.position())
      to.stream.send(reset(last))
    }
    to.sent = last
    for (let more = true; more && !to.stream.closed; ) {
      const page = await bus.since(channelsOf(to.listener), to.sent, replayPage)
      for (const event of page) tell(to, event)
      await to.stream.drained()
      more = page.length === replayPage
    }
  }

  /**
   * As long as the store is away a listener hears what is passed on, and nothing else.
   * @returns false when the stream has ended meanwhile
   */
  async function catchUp(to: Live, last: number): Promise<boolean> {
    to.sent = 0
    while (!to.stream.closed) {
      try {
        await replay(to, to.sent > 0 ? to.sent : last)
        return !to.stream.closed
      } catch (error) {
        log.warn({ error: (error as Error).message }, 'events cannot be replayed yet')
        await new Promise((later) => setTimeout(later, againMs))
      }
    }
    return false
  }

  function gone(who: Live): void {
    who.unsubscribe()
    live.delete(who)
    const others = named.get(who.name)?.filter((other) => other !== who) ?? []
    if (others.length === 0) named.delete(who.name)
    else named.set(who.name, others)
  }

  /** An import may have moved a household to another group or area: it hears that one from now on. */
  function follow(who: Live): void {
    const { listener } = who
    if (listener.kind === 'desk') return
    const fresh = boxListener(neighbourhood, listener.serial, listener.household)
    if (fresh === null) {
      who.stream.close()
      return
    }
    const channels = channelsOf(fresh)
    who.listener = fresh
    if (channels.join() === who.channels) return
    who.unsubscribe()
    who.channels = channels.join()
    who.unsubscribe = bus.subscribe(channels, (event) => hear(who, event))
  }

  function sendAway({ stream }: Live): void {
    stream.send(`retry: ${Math.round(Math.random() * leaveMs)}\n\n`)
    stream.close()
  }

  const stopFollowing = neighbourhood.onChange(() => {
    for (const who of live) follow(who)
  })
  const beat = setInterval(() => {
    const chunk = heartbeat(bus.position())
    for (const who of live) {
      who.stream.send(who.waiting === null ? chunk : ': replaying\n\n')
      check(who)
    }
  }, heartbeatMs)
  beat.unref()

  return {
    async serve(connection, open, last) {
      const channels = channelsOf(connection.listener)
      const who: Live = {
        ...connection,
        stream: undefined as never,
        channels: channels.join(),
        unsubscribe: () => undefined,
        sent: bus.position(),
        waiting: last === null ? null : [],
      }
      who.unsubscribe = bus.subscribe(channels, (event) => hear(who, event))
      live.add(who)
      who.stream = open(() => gone(who))
      if (leaving) return sendAway(who)
      const mine = [...(named.get(who.name) ?? []), who]
      named.set(who.name, mine)
      for (const old of mine.slice(0, Math.max(0, mine.length - who.limit))) old.stream.close()
      if (last === null) {
        who.stream.send(opening(who.sent))
        return
      }
      who.stream.send('retry: 2000\n\n')
      if (!(await catchUp(who, last))) return
      const waiting = who.waiting ?? []
      who.waiting = null
      for (const event of waiting) tell(who, event)
    },
    connectedBoxes() {
      const serials = new Set<string>()
      for (const { listener } of live) if (listener.kind === 'box') serials.add(listener.serial)
      return serials
    },
    leave() {
      leaving = true
      for (const who of live) sendAway(who)
    },
    close() {
      clearInterval(beat)
      stopFollowing()
      for (const who of live) who.stream.close()
    },
  }
}

/** A box as a listener, by what the neighbourhood says of its household now; null when there is no such household. */
export function boxListener(
  neighbourhood: Service['neighbourhood'],
  serial: string,
  household: string,
): (Listener & { kind: 'box' }) | null {
  const facts = neighbourhood.household(household)
  if (facts === null) return null
  const areas = neighbourhood.areaPath(facts.area).map((area) => area.id)
  return { kind: 'box', serial, household, group: facts.group, areas }
}
