import type { Services } from '../service/services'
import { mosaic as enMosaic } from './en/mosaic'
import { reports as enReports } from './en/reports'
import { settings as enSettings } from './en/settings'
import { texts as enTexts } from './en/texts'
import { viewings as enViewings } from './en/viewings'
import type { HouseholdSections, HouseholdWords } from './householdShape'
import { chooseLanguage, type Language, languages } from './words'
import { mosaic } from './zh-CN/mosaic'
import { reports } from './zh-CN/reports'
import { settings } from './zh-CN/settings'
import { texts } from './zh-CN/texts'
import { viewings } from './zh-CN/viewings'

const zh: HouseholdSections = { mosaic, reports, settings, texts, viewings }
const en: HouseholdSections = {
  mosaic: enMosaic,
  reports: enReports,
  settings: enSettings,
  texts: enTexts,
  viewings: enViewings,
}

/** All words, by language. */
export const householdLanguages: Record<Language, HouseholdWords> = {
  'zh-CN': { ...languages['zh-CN'], ...zh },
  en: { ...languages.en, ...en },
}

/** The words of the language in force, for the screens that are loaded after the first list. */
export const householdWords = ({ store, settings: set }: Pick<Services, 'store' | 'settings'>): HouseholdWords =>
  householdLanguages[chooseLanguage(store.read<string>('language'), set.language)]
