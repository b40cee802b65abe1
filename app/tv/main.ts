import { boot } from './boot'
import { boxStore, windowStorage } from './service/store'
import { startedWell } from './telemetry/release'

const againMs = 15_000

boot().then(
  (app) => {
    startedWell()
    // For whoever looks into a running box, and for the tests' eyes.
    Object.assign(window, { porchlight: app })
  },
  (error: unknown) => {
    // The last net: if even the stage cannot be raised, the page itself says so.
    const serial = new URLSearchParams(location.search).get('box') ?? ''
    const store = boxStore(windowStorage(), serial || 'box')
    import('./box/sick').then(
      ({ cure }) => cure('boot', { store, calling: () => ({ losable: false }), parting: () => undefined }),
      // Neither the app nor its words came: the next try may bring both.
      () => window.setTimeout(() => location.reload(), againMs),
    )
    throw error
  },
)
