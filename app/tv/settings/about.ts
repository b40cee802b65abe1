import type { Stage } from '@lightningjs/core'
import { engineOf } from '../player/abilities'
import type { Services } from '../service/services'
import { householdWords } from '../words/household'
import type { AboutFacts, Chosen } from './model'

/** Filled in by the build. */
declare const __PORCHLIGHT_VERSION__: string

/** What the box can tell of itself. */
export function aboutFacts(services: Services, stage: Stage, chosen: Chosen): AboutFacts {
  const words = householdWords(services)
  const { settings, remote, api, store, clock } = services
  return {
    version: __PORCHLIGHT_VERSION__,
    engine: navigator.userAgent,
    screen: { w: stage.w, h: stage.h, webgl: stage.gl !== undefined && stage.gl !== null },
    video: engineOf(),
    service: api.address('').replace(/^https?:\/\//, ''),
    middleware: settings.middleware.assertion_url.replace(/^https?:\/\//, ''),
    profile: remote.profile.name,
    chosen,
    serverTime: clock.known ? words.time.ofDaySeconds(clock.now()) : words.settings.unknown,
    lasting: store.lasting,
  }
}
