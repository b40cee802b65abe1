import type { CameraList } from '../contract/cameras'
import type { Events } from '../contract/events'
import type { Services } from './service/services'

/** The service is asked again this often while it cannot be reached or the pairing waits. */
const askAgainMs = 15_000
/** Who would hear a call changes without an event: the desk goes home, a neighbour's box loses the network. */
const lookMs = 60_000
/** Every so many looks the list too, for what no event told. */
const listEvery = 10

/**
 * Session check, fresh list, events; and from then on what is known is kept fresh. In the background events alone come.
 * Gives how to open all of it anew, after a sleep that cut the lines without a word.
 */
export function goOnline(services: Services): () => void {
  const { session, me, cameras, events, previews, foreground } = services
  let timer = 0
  let looking = false
  let looks = 0

  const look = async () => {
    // One at a time, or each would set a timer of its own.
    if (looking) return
    looking = true
    clearTimeout(timer)
    await session.start()
    const list = cameras.freshness !== 'fresh' || looks++ % listEvery === 0 ? [cameras.refresh()] : []
    await Promise.all([me.refresh(), ...list])
    looking = false
    if (session.state === 'paired') events.start()
    const content = me.freshness === 'fresh' && cameras.freshness === 'fresh'
    if (foreground.shown) timer = window.setTimeout(look, content ? lookMs : askAgainMs)
    // A neighbour's call needs the events; they keep themselves open once the box is paired.
    else if (session.state !== 'paired') timer = window.setTimeout(look, lookMs)
  }
  const refresh = () => {
    void cameras.refresh()
    void me.refresh()
  }

  session.onChange(() => {
    if (session.state === 'paired') void look()
    if (session.state !== 'unpaired') return
    // What a household may see ends with its pairing, also what is only remembered.
    events.stop()
    cameras.forget()
    me.forget()
  })
  cameras.onChange(() => previews.keepOnly((cameras.value?.cameras ?? []).map(({ id }) => id)))
  events.on('access.changed', (change) => {
    if (change.pairing === 'ended') session.forget()
    else refresh()
    void look()
  })
  events.on('camera.status', (change) => cameras.amend((list) => withStatus(list, change)))
  events.onConnection((connected) => {
    if (connected) refresh()
  })
  foreground.onChange(() => {
    if (foreground.shown) void look()
  })
  void look()
  return () => {
    events.stop()
    void look()
  }
}

/** The list with one camera's new state. */
function withStatus(list: CameraList, change: Events['camera.status']): CameraList {
  const { camera: id, status, checked_at, status_since } = change
  return {
    ...list,
    cameras: list.cameras.map((camera) =>
      camera.id === id ? { ...camera, status, checked_at, status_since } : camera,
    ),
  }
}
