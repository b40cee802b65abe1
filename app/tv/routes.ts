import type { CameraAt } from './watch/model'

/** Where in the app one is; also what a launcher may open by `index.html#/camera/12`. */
export type Route =
  | { screen: 'cameras' }
  | ({ screen: 'watch' /** where Back leads, and the key for several pictures too */; from?: 'mosaic' } & CameraAt)
  | { screen: 'mosaic' /** the first of the cameras */; id: string }
  | { screen: 'settings'; page: SettingsPage /** the row that has the focus */; focus?: string | undefined }
  | { screen: 'pairing' | 'viewings' | 'reports' | 'keys' }
type SettingsPage = (typeof settingsPages)[number]

const settingsPages = ['main', 'household', 'about'] as const
const plain = ['pairing', 'viewings', 'reports', 'keys'] as const

/** What a hash asks for: a screen, and whether the alarm panel goes over it. Nonsense asks for the cameras. */
export function readHash(hash: string): { route: Route; alarm: boolean } {
  const parts = hash.replace(/^#?\/?/, '').split('/')
  if (parts[0] === 'camera' && /^\d{1,6}$/.test(parts[1] ?? '')) {
    return { route: { screen: 'watch', number: Number(parts[1]), id: idOf(parts[2]) }, alarm: false }
  }
  const id = idOf(parts[1])
  if (parts[0] === 'mosaic' && id !== undefined) return { route: { screen: 'mosaic', id }, alarm: false }
  if (parts[0] === 'settings') {
    const page = settingsPages.filter((name) => name === parts[1])[0] ?? 'main'
    return { route: { screen: 'settings', page }, alarm: false }
  }
  const screen = plain.filter((name) => name === parts[0])[0]
  if (screen) return { route: { screen }, alarm: false }
  return { route: { screen: 'cameras' }, alarm: parts[0] === 'alarm' }
}

/** The id in a part of an address; what no address of ours can hold is the id of no camera. */
function idOf(part = ''): string | undefined {
  try {
    return decodeURIComponent(part) || undefined
  } catch {
    return part
  }
}

/** The hash that opens this screen again. */
export function writeHash(route: Route): string {
  switch (route.screen) {
    case 'cameras':
      return '#/cameras'
    case 'watch':
      return `#/camera/${route.number}${route.id === undefined ? '' : `/${encodeURIComponent(route.id)}`}`
    case 'mosaic':
      return `#/mosaic/${encodeURIComponent(route.id)}`
    case 'settings':
      return route.page === 'main' ? '#/settings' : `#/settings/${route.page}`
    default:
      return `#/${route.screen}`
  }
}
