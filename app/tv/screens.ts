import { AlarmPanel } from './alarm/AlarmPanel'
import { CamerasScreen } from './cameras/CamerasScreen'
import type { Route } from './routes'
import type { OverlayClass, ScreenClass } from './screen'
import { WatchScreen } from './watch/WatchScreen'

/** Every screen of the app. A new one: a line here, its route in `routes.ts`. */
export const screens: { [S in Route['screen']]?: ScreenClass } = {
  cameras: CamerasScreen,
  watch: WatchScreen,
}

/** What lies over the screens. */
export const overlays: { alarm?: OverlayClass } = { alarm: AlarmPanel }
