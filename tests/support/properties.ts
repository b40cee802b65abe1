import fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    propertySeed: number
    propertyTimes: number
  }
}

/** How many cases instead of so many: those, or as many times more as `npm run test:properties` asks for. */
export const runs = (cases: number) => cases * inject('propertyTimes')

// The same cases each time: a property that fails has then been broken, not met by chance.
fc.configureGlobal({ seed: inject('propertySeed'), numRuns: runs(100) })

export { fc }
