import { boot } from './boot'
import { cure } from './box/sick'
import { boxStore, windowStorage } from './service/store'
import { startedWell } from './telemetry/release'

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
    cure('boot', { store, calling: () => ({ losable: false }), parting: () => undefined })
    throw error
  },
)
