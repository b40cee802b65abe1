import type { Notice } from '../../contract/events'
import { callsOf } from '../alarm/calls'
import { shownNeighbour } from '../alarm/neighbours'
import type { Services } from '../service/services'
import {
  type Board,
  boardFrom,
  current,
  emptyBoard,
  isNotice,
  nextEnd,
  unshown,
  withList,
  withNotice,
  withShown,
} from './model'

/** What the desks say, until its end. */
export interface Notices {
  /** The newest first. */
  current(): Notice[]
  onChange(listener: () => void): () => void
}

const made = new WeakMap<Services, Notices & { start(say: (...sentences: string[]) => void): void }>()
const storeName = 'notices'
/** Timers cannot wait for weeks. */
const longestMs = 3_600_000

/** The notices of this app: made once, at the first question. */
export function noticesOf(services: Services): Notices & { start(say: (...sentences: string[]) => void): void } {
  const notices = made.get(services) ?? openNotices(services)
  made.set(services, notices)
  return notices
}

function openNotices(services: Services) {
  const { session, store, clock, events } = services
  const listeners = new Set<() => void>()
  let board = boardFrom(store.read<Board>(storeName))
  let timer = 0

  const become = (next: Board) => {
    if (next === board) return
    board = next
    store.write(storeName, board)
    changed()
  }
  const changed = () => {
    clearTimeout(timer)
    const end = nextEnd(board, clock.now())
    if (end !== null) timer = window.setTimeout(changed, Math.min(end + 1, longestMs))
    listeners.forEach((listener) => {
      listener()
    })
  }
  const refresh = async () => {
    try {
      const { data } = await session.call<{ notices: Notice[] }>({ method: 'GET', path: '/v1/notices' })
      if (Array.isArray(data.notices)) become(withList(board, data.notices.filter(isNotice)))
    } catch {
      // What is known stays until its end; the next connection asks again.
    }
  }

  return {
    current: () => current(board, clock.now()),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    /** Follows what the desks say, and says each notice once: not while nobody looks, and never over a call for help. */
    start(say: (...sentences: string[]) => void) {
      const calls = callsOf(services)
      const show = () => {
        const fresh = unshown(board, clock.now())
        if (fresh.length === 0 || !services.foreground.shown || calls.panelOpen || shownNeighbour(calls.neighbours))
          return
        const { notice } = services.words.cameras
        become(
          withShown(
            board,
            fresh.map(({ id }) => id),
          ),
        )
        say(...fresh.map(({ from, text }) => notice(from, text)))
      }
      events.on('notice', (notice) => {
        if (isNotice(notice)) become(withNotice(board, notice))
      })
      events.onConnection((connected) => {
        if (connected) void refresh()
      })
      session.onChange(() => {
        // What the desks told a household is not for whoever has the box next.
        if (session.state === 'unpaired') become(emptyBoard)
      })
      listeners.add(show)
      calls.onChange(show)
      services.foreground.onChange(show)
      changed()
    },
  }
}
