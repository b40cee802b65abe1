import type { App } from '../App'
import { callsOf } from '../alarm/calls'
import { shownNeighbour } from '../alarm/neighbours'
import type { Services } from '../service/services'
import { openAwake } from './awake'
import { type Firebolt, hasFirebolt, openFirebolt } from './firebolt'
import type { ToldForeground } from './foreground'
import { type BoxCommand, type BoxEvent, type BoxState, isShown, step, tickMs } from './model'
import { wayToTelevision } from './television'
import { startWatchdog } from './watchdog'

/** Left for television, and still on the screen after this: the box did not do it. */
const stayedMs = 3_000
/** What ends with the app is on its way by then. Platforms wait two seconds for an app to finish. */
const finishMs = 500

interface Around {
  app: App
  services: Services
  foreground: ToldForeground
  /** Opens every line to the service anew. */
  renew(): void
}

type Untimed<E> = E extends unknown ? Omit<E, 'steady' | 'boxTime'> : never

/** The box around the app: in front or behind, asleep and awake, ill and cured, and the way back to television. */
export function startBox({ app, services, foreground, renew }: Around): void {
  const clocks = () => ({ steady: performance.now(), boxTime: Date.now() })
  let state: BoxState = { page: !document.hidden, platform: null, leaving: false, ...clocks() }
  let firebolt: Firebolt | null = null
  const watchdog = startWatchdog(app, services)
  const awake = openAwake()

  const hear = (event: Untimed<BoxEvent>) => {
    const [next, commands] = step(state, { ...event, ...clocks() } as BoxEvent)
    state = next
    // What is drawn with the first frame asks whether anybody sees it.
    foreground.tell(isShown(state))
    commands.forEach(carryOut)
    if (commands.length > 0) lookAfterScreen()
  }
  const carryOut = (command: BoxCommand) => {
    switch (command) {
      case 'rest':
        return app.rest()
      case 'rise':
        return app.rise()
      case 'renew':
        return renew()
      case 'television':
        television()?.()
        window.setTimeout(() => hear({ is: 'stayed' }), stayedMs)
        return
      case 'finish':
        window.setTimeout(() => firebolt?.finished(), finishMs)
    }
  }
  const television = () => {
    const close = firebolt?.close
    const platform = close ? () => void close().then(undefined, () => undefined) : null
    return wayToTelevision({
      wanted: services.settings.box.television,
      profile: services.remote.profile.name,
      platform,
    })
  }
  /** No screen saver over a picture or a call for help; over everything else it is welcome. */
  const lookAfterScreen = () => {
    const calls = callsOf(services)
    const called = calls.panelOpen || shownNeighbour(calls.neighbours) !== null
    const playing = [].some.call(document.querySelectorAll('video'), (video: HTMLVideoElement) => !video.paused)
    awake.want(foreground.shown && (called || playing))
    app.leaveTo = television() === null ? null : { television: () => hear({ is: 'leave' }) }
  }

  document.addEventListener('visibilitychange', () => hear({ is: 'page', visible: !document.hidden }))
  window.setInterval(() => {
    hear({ is: 'tick' })
    watchdog.look(foreground.shown)
    lookAfterScreen()
  }, tickMs)
  services.player.listen({ changed: lookAfterScreen, firstFrame: lookAfterScreen, refused: () => undefined })
  callsOf(services).onChange(lookAfterScreen)
  lookAfterScreen()
  if (hasFirebolt())
    openFirebolt((platform) => hear({ is: 'platform', state: platform })).then(
      (opened) => {
        firebolt = opened
        opened.ready()
        lookAfterScreen()
      },
      // Without its SDK the page's own visibility says enough.
      () => undefined,
    )
  // Opened behind television, as some launchers do at the box's start.
  foreground.tell(isShown(state))
  if (!foreground.shown) app.rest()
}
