import { tokenOf, withToken } from './address'
import { type ClockTrack, noteNewest, takenAt } from './age'
import type { Engine, Reports, Source } from './engine'
import { watchFrames } from './frames'
import { createHlsEngine } from './hls'
import { type Answer, type Command, idle, type Phase, type PlayerEvent, step } from './model'
import { createNativeEngine } from './native'
import { type Probe, startProbe } from './probe'

export type { Source } from './engine'
export { loadHls } from './hls'

export interface Target {
  cameraId: string
  engine: 'mse' | 'native'
  /** may still be on its way: the decoder is made ready meanwhile */
  source: Source | Promise<Source>
}

/** What the screen may know. Times are server time, ms. */
export interface PlayerView {
  phase: Phase
  cameraId: string | null
  /** when the phase, or the trouble that it is part of, began */
  since: number
  /** when the painted picture was taken; null when not known */
  takenAt: number | null
  /** was a picture of this camera painted since it was shown, and is it still there? */
  pictured: boolean
  /** does the camera send sound? null when the engine does not tell */
  sound: boolean | null
}

export interface PlayerListener {
  changed(view: PlayerView): void
  /** the first frame of this camera is on the screen */
  firstFrame(cameraId: string): void
  /** the gate refused the token: renew it with `renew`, or `stop` and say why */
  refused(cameraId: string): void
}

export interface Player {
  /** Tells from now on; returns how to stop. */
  listen(listener: PlayerListener): () => void
  show(target: Target): void
  /** Swaps the token into the next requests: no reload, no gap. */
  renew(url: string): void
  /** Takes the picture away at once and gives the decoder back. */
  stop(): void
  view(): PlayerView
}

/** Newest segments remembered per camera, so that old footage that comes back is known as such. */
const remembered = 128
const tickEvery = 250

/**
 * One player for the life of the app, over one video element. `now` gives server time, ms; `shortBuffers` is for boxes
 * with little memory.
 */
export function createPlayer(video: HTMLVideoElement, now: () => number, shortBuffers = false): Player {
  const listeners = new Set<PlayerListener>()
  let state = idle
  let toldPhase: Phase = 'idle'
  let target: Target | null = null
  let source: Source | null = null
  let token: string | null = null
  let engine: Engine | null = null
  let probe: Probe | null = null
  let ticking = 0
  let ticked = 0
  let hidden: Target | null = null
  let seen: string[] = []
  let track: ClockTrack | null = null
  let taken: number | null = null
  let pictured = false
  const engines: Partial<Record<Target['engine'], Engine>> = {}

  const tell = (say: (listener: PlayerListener) => void) => {
    listeners.forEach(say)
  }
  const view = (): PlayerView => ({
    phase: state.phase,
    cameraId: target?.cameraId ?? null,
    since: now() - (performance.now() - state.since),
    takenAt: taken,
    pictured,
    sound: engine?.sound() ?? null,
  })

  type Untimed<E> = E extends unknown ? Omit<E, 'at'> : never
  const dispatch = (event: Untimed<PlayerEvent>) => {
    const [next, commands] = step(state, { ...event, at: performance.now() } as PlayerEvent)
    state = next
    commands.forEach(carryOut)
    if (state.phase === toldPhase) return
    toldPhase = state.phase
    tell((listener) => listener.changed(view()))
  }

  const reports: Reports = {
    loading: () => dispatch({ is: 'loading' }),
    playlist: (newest) => {
      const moved = !seen.includes(newest.key)
      if (moved) {
        seen = [...seen.slice(1 - remembered), newest.key]
        track = noteNewest(track, newest, now())
      }
      dispatch({ is: 'playlist', moved, target: newest.target })
    },
    restarted: () => dispatch({ is: 'restarted' }),
    trouble: (kind) => dispatch({ is: 'trouble', kind }),
    seen: (key) => seen.includes(key),
    missed: (key) => {
      seen = seen.filter((each) => each !== key)
    },
    current: (url) => withToken(url, token),
  }

  const frames = watchFrames(video, (mediaTime) => {
    const at = engine?.programmeTime(mediaTime) ?? null
    if (at !== null) taken = takenAt(track, at.taken, at.sequence, now())
    const first = !pictured
    dispatch({ is: 'frame' })
    if (!first || state.phase !== 'playing' || target === null) return
    pictured = true
    const { cameraId } = target
    tell((listener) => listener.firstFrame(cameraId))
  })

  const carryOut = (command: Command) => {
    switch (command) {
      case 'open':
      case 'rejoin': {
        if (target === null) return
        probe?.stop()
        frames.restart()
        if (command === 'rejoin') pictured = false
        engine?.open(Promise.resolve(command === 'open' || source === null ? target.source : addressOf(source)))
        return
      }
      case 'hold':
        engine?.hold()
        return
      case 'blank':
        frames.restart()
        engine?.close()
        pictured = false
        taken = null
        return
      case 'ask': {
        const cameraId = target?.cameraId
        if (cameraId !== undefined) tell((listener) => listener.refused(cameraId))
        return
      }
      case 'halt':
        probe?.stop()
        return
      case 'probe':
      case 'probe-slowly': {
        probe?.stop()
        if (source === null) return
        const { url, playlistUrl } = source
        // What the box's own player has shown nobody knows: where it stands still, the newest now counts as shown.
        let unknown = state.phase === 'frozen' && state.frame !== null && target?.engine === 'native'
        const shown = (key: string) => {
          if (unknown) seen = [...seen.slice(1 - remembered), key]
          return reports.seen(key)
        }
        const answered = (answer: Answer) => {
          unknown = false
          dispatch({ is: 'probed', answer })
        }
        probe = startProbe(() => withToken(playlistUrl ?? url, token), shown, answered, command === 'probe-slowly')
      }
    }
  }

  const tick = () => {
    const at = performance.now()
    const late = at - ticked - tickEvery
    ticked = at
    dispatch(late > tickEvery ? { is: 'tick', asleep: late } : { is: 'tick' })
    if (state.phase === 'playing') engine?.keepLive()
  }

  const show = (next: Target) => {
    if (engine !== null && target?.engine !== next.engine) engine.close()
    engine = engines[next.engine] ??=
      next.engine === 'mse' ? createHlsEngine(video, reports, shortBuffers) : createNativeEngine(video, reports)
    target = next
    source = null
    hidden = null
    seen = []
    track = null
    taken = null
    pictured = false
    Promise.resolve(next.source).then(
      (known) => {
        if (target !== next) return
        source = known
        token = tokenOf(known.url)
      },
      () => {},
    )
    window.clearInterval(ticking)
    ticked = performance.now()
    ticking = window.setInterval(tick, tickEvery)
    dispatch({ is: 'show' })
  }

  const stop = () => {
    window.clearInterval(ticking)
    hidden = null
    dispatch({ is: 'stop' })
    target = null
    source = null
  }

  // A box on standby keeps no decoder; awake again it asks anew, and a token that ended meanwhile is refused and renewed.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && target !== null) {
      const left = source === null ? target : { ...target, source: addressOf(source) }
      stop()
      hidden = left
    } else if (document.visibilityState === 'visible' && hidden !== null) {
      const source = hidden.source
      show(source instanceof Promise ? hidden : { ...hidden, source: { url: withToken(source.url, token) } })
    }
  })

  return {
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    show,
    stop,
    view,
    renew: (url) => {
      token = tokenOf(url)
      dispatch({ is: 'renewed' })
    },
  }
}

/** The same address without the playlist's text: a text from before is old by now. */
function addressOf({ url, playlistUrl }: Source): Source {
  return { url: playlistUrl ?? url }
}
