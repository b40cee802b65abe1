import { CamerasScreen } from './cameras/CamerasScreen'
import { householdScreen } from './household'
import type { Route } from './routes'
import type { ScreenClass } from './screen'
import { WatchScreen } from './watch/WatchScreen'
import { awaited } from './widgets/Awaited'

/** Every screen of the app. A new one: a line here, its route in `routes.ts`. */
export const screens: Record<Route['screen'], ScreenClass> = {
  cameras: CamerasScreen,
  watch: WatchScreen,
  mosaic: awaited(householdScreen('MosaicScreen')),
  pairing: awaited(householdScreen('PairingScreen')),
  settings: awaited(householdScreen('SettingsScreen')),
  viewings: awaited(householdScreen('ViewingsScreen')),
  reports: awaited(householdScreen('ReportsScreen')),
  keys: awaited(householdScreen('KeysScreen')),
}
