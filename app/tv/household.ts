import type { ScreenClass } from './screen'

/** What is loaded when it is first opened, in one piece: everything about the household and its box. */
export const loadHousehold = () => import('./householdScreens')

/** One of those screens. */
export const householdScreen =
  (name: 'PairingScreen' | 'SettingsScreen' | 'MosaicScreen' | 'ViewingsScreen' | 'ReportsScreen' | 'KeysScreen') =>
  (): Promise<ScreenClass> =>
    loadHousehold().then((room) => room[name] as unknown as ScreenClass)
