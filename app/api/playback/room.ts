import type { LookupFunction } from 'node:net'
import type { Service } from '../service'
import { openPlaybacks, type Playbacks } from './playbacks'
import { makeRelay, type Relay } from './relay'
import { openUpstream, type Upstream } from './upstream'

/** What the routes of playbacks and the gate share. */
export interface PlaybackRoom {
  playbacks: Playbacks
  relay: Relay
  /** the way to the cameras, for the probe too */
  upstream: Upstream
  /** What of a picture is not at hand after this time comes by itself: the answer to a key press does not wait for it. */
  quickMs: number
  close(): Promise<void>
}

/**
 * Opens playbacks and gate of a process, with what they do once a second.
 * @param world how names are resolved, how often things are looked after and how long an answer waits, for tests
 */
export async function openPlaybackRoom(
  service: Service,
  {
    lookup,
    lookEveryMs = 1000,
    quickMs = 250,
  }: { lookup?: LookupFunction; lookEveryMs?: number; quickMs?: number } = {},
): Promise<PlaybackRoom> {
  const upstream = openUpstream(service.config.CAMERA_ORIGINS, lookup)
  const relay = makeRelay(upstream, service.clock)
  const playbacks = await openPlaybacks(service)
  let looking = false
  const timer = setInterval(async () => {
    if (looking) return
    looking = true
    relay.prune()
    await playbacks.look().catch((error: Error) => {
      service.log.error({ error: error.message }, 'playbacks cannot be looked after')
    })
    looking = false
  }, lookEveryMs)
  timer.unref()
  return {
    playbacks,
    relay,
    upstream,
    quickMs,
    async close() {
      clearInterval(timer)
      await playbacks.close()
      await upstream.close()
    },
  }
}
