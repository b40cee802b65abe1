/** Where in the app one is; also what a launcher may open by `index.html#/camera/12`. */
export type Route = { screen: 'cameras' } | { screen: 'watch'; number: number } | { screen: 'settings' }

/** What a hash asks for: a screen, and whether the alarm panel goes over it. Nonsense asks for the cameras. */
export function readHash(hash: string): { route: Route; alarm: boolean } {
  const parts = hash.replace(/^#?\/?/, '').split('/')
  if (parts[0] === 'camera' && /^\d{1,6}$/.test(parts[1] ?? '')) {
    return { route: { screen: 'watch', number: Number(parts[1]) }, alarm: false }
  }
  if (parts[0] === 'settings') return { route: { screen: 'settings' }, alarm: false }
  return { route: { screen: 'cameras' }, alarm: parts[0] === 'alarm' }
}

/** The hash that opens this screen again. */
export function writeHash(route: Route): string {
  switch (route.screen) {
    case 'cameras':
      return '#/cameras'
    case 'watch':
      return `#/camera/${route.number}`
    case 'settings':
      return '#/settings'
  }
}
