import { piece } from './piece'
import type { ScreenClass, ScreenProps } from './screen'

/** What is loaded when it is first opened, in one piece: everything about the household and its box. */
export const loadHousehold = piece(() => import('./householdScreens'))

/** Does what needs that piece; where it did not come, that is said. */
export function withHousehold(
  { services, shell }: ScreenProps,
  act: (room: Awaited<ReturnType<typeof loadHousehold>>) => void,
): void {
  loadHousehold().then(act, () => shell.say(services.words.boot.notLoaded))
}

/** One of those screens. */
export const householdScreen =
  (name: 'PairingScreen' | 'SettingsScreen' | 'MosaicScreen' | 'ViewingsScreen' | 'ReportsScreen' | 'KeysScreen') =>
  (): Promise<ScreenClass> =>
    loadHousehold().then((room) => room[name] as unknown as ScreenClass)
