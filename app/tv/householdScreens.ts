/** The piece that `household.ts` loads; nothing that the first screen needs may stand here alone. */
export { PairingScreen } from './pairing/PairingScreen'
export { showUndertaking } from './pairing/undertaking'
export { askReport } from './reports/menu'
export { ReportsScreen } from './reports/ReportsScreen'
export { KeysScreen } from './settings/KeysScreen'
export { askPin } from './settings/PinEntry'
export { SettingsScreen } from './settings/SettingsScreen'
export { ViewingsScreen } from './viewings/ViewingsScreen'
