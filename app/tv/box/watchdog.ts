import type { App } from '../App'
import { callsOf } from '../alarm/calls'
import type { Services } from '../service/services'
import { Health, type Illness } from './guard'
import { cure } from './sick'

export interface Watchdog {
  /** Every tick of the box, `shown` or not. */
  look(shown: boolean): void
}

/** Watches the app for what only a restart cures: errors without end, graphics that are gone, a screen that stands. */
export function startWatchdog(app: App, services: Services): Watchdog {
  const health = new Health()
  const steady = () => performance.now()
  let ill = false
  let engineDrew = false

  const found = (illness: Illness | null) => {
    if (illness === null || ill) return
    ill = true
    const { outbox } = callsOf(services)
    cure(illness, {
      store: services.store,
      calling: () => ({ losable: app.deciding || outbox.losable(navigator.onLine) }),
      parting: () => {
        // A look ends with the page that looked. A call that was made opens the panel by itself.
        app.rest()
        if (app.asksForHelp && outbox.calls().length === 0) history.replaceState(null, '', '#/alarm')
      },
    })
  }
  window.addEventListener('error', () => {
    // A pause, so that an error in every frame does not burn the box.
    window.setTimeout(() => app.wake(), 1_000)
    found(health.error(steady()))
  })
  const canvas = app.stage.getCanvas() as HTMLCanvasElement
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault()
    health.graphicsLost(steady())
  })
  // A fresh start is the honest way back: what the textures held is gone.
  canvas.addEventListener('webglcontextrestored', () => found('webgl'))

  return {
    look(shown) {
      if (!shown) return health.rested()
      found(health.look(app.stage.frameCounter, engineDrew, steady()))
      engineDrew = false
      requestAnimationFrame(() => {
        engineDrew = true
      })
    },
  }
}
