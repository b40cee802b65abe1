import type { Words } from './shape'
import type { mosaic } from './zh-CN/mosaic'
import type { reports } from './zh-CN/reports'
import type { settings } from './zh-CN/settings'
import type { texts } from './zh-CN/texts'
import type { viewings } from './zh-CN/viewings'

/** The sections that come with the household's screens. */
export interface HouseholdSections {
  mosaic: typeof mosaic
  reports: typeof reports
  settings: typeof settings
  texts: typeof texts
  viewings: typeof viewings
}

/** All words of one language: those of the first screens, and those that come with the household's screens. */
export type HouseholdWords = Words & HouseholdSections
