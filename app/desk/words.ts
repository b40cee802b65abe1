import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { DeskAlarm } from '../contract/alarms'
import type { Act } from './model'
import { en } from './words/en'
import { zhCN } from './words/zh-CN'

export type Words = typeof zhCN
export type Language = 'zh-CN' | 'en'
export const languages: Record<Language, Words> = { 'zh-CN': zhCN, en }

/** The language that was chosen here before, else the browser's: Chinese or English. */
export function firstLanguage(chosen: string | null, browser: string): Language {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return browser.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export const WordsContext = createContext<{ words: Words; language: Language }>({ words: zhCN, language: 'zh-CN' })
export const useWords = () => useContext(WordsContext)

/** What an act leads to: a quiet call shows nothing at the caller's, also not who took it. */
export const hintOf = ({ quiet }: Pick<DeskAlarm, 'quiet'>, act: Act, { actHint, quietHint }: Words): string =>
  (quiet ? quietHint : actHint)[act]

/** A time of day as the officer's clock shows it. */
export const clockTime = (at: string, language: Language): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })

/** A day and time, for what happened earlier. */
export const dayTime = (at: string, language: Language): string =>
  new Date(at).toLocaleString(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
