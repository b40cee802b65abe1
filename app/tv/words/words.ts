import type { FailureName } from '../service/api'
import { en } from './en'
import type { Words } from './shape'
import { zhCN } from './zh-CN'

export type { Words } from './shape'

export const languages = { 'zh-CN': zhCN, en } as const satisfies Record<string, Words>
export type Language = keyof typeof languages

/** The language by the first of the wishes that there are words for: the resident's, then the deployment's. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    if (!wish) continue
    const found = (Object.keys(languages) as Language[]).find(
      (language) => language === wish || language.split('-')[0] === wish.split('-')[0],
    )
    if (found) return found
  }
  return 'zh-CN'
}

/** What to say of a call that failed. */
export function sentenceOf(words: Words, failure: FailureName): string {
  const sentences: Partial<Record<FailureName, string>> = words.problems
  return sentences[failure] ?? words.problems['not-understood']
}
