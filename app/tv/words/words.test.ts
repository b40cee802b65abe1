import { describe, expect, it } from 'vitest'
import { problems } from '../../contract/problems'
import type { FailureName } from '../service/api'
import { householdLanguages } from './household'
import { chooseLanguage, languages, sentenceOf, type Words } from './words'

/** Every word's place, such as `cameras.rows.grid`, with what stands there. */
function leaves(words: object, at = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${at}${name}.`)
      : [[at + name, value] as [string, unknown]],
  )
}

const zh = leaves(householdLanguages['zh-CN'])
const en = leaves(householdLanguages.en)

describe('the words', () => {
  it('are the same places in both languages, of the same sort', () => {
    const places = (all: [string, unknown][]) => all.map(([at, value]) => `${at}: ${typeof value}`).sort()
    expect(places(en)).toEqual(places(zh))
  })

  it('are empty in one language only where they are in the other', () => {
    const empty = (all: [string, unknown][]) => all.filter(([, value]) => value === '').map(([at]) => at)
    expect(empty(en)).toEqual(empty(zh))
  })

  it('have Chinese marks between Chinese characters', () => {
    const wrong = zh.filter(([, value]) => typeof value === 'string' && /[一-鿿][,;:?!(]|[,;?!)][一-鿿]/.test(value))
    expect(wrong).toEqual([])
  })

  it.each<[Words]>([[languages['zh-CN']], [languages.en]])('have a sentence for every way of failing', (words) => {
    for (const name of [...Object.keys(problems), 'no-network', 'timeout', 'not-understood'] as FailureName[]) {
      expect(sentenceOf(words, name).length).toBeGreaterThan(5)
    }
  })
})

describe('since when', () => {
  const midnight = new Date(2026, 2, 15).getTime()
  const minutes = (n: number) => midnight + n * 60_000
  it.each([
    ['today', minutes(540), minutes(1200), '09:00', '09:00'],
    ['before midnight, seconds ago', midnight - 10_000, midnight + 5_000, '23:59', '23:59'],
    ['yesterday evening, at breakfast', minutes(-30), minutes(420), '23:30', '23:30'],
    ['yesterday morning', minutes(-900), minutes(420), '3月14日', '14 Mar'],
  ])('%s', (_name, at, now, zh, english) => {
    expect([languages['zh-CN'].time.since(at, now), languages.en.time.since(at, now)]).toEqual([zh, english])
  })
})

describe('the language', () => {
  it.each([
    [['en', 'zh-CN'], 'en'],
    [[null, 'en-GB'], 'en'],
    [[undefined, 'zh'], 'zh-CN'],
    [['fr', 'en'], 'en'],
    [['fr', null], 'zh-CN'],
  ])('%o is %s', (wishes, language) => {
    expect(chooseLanguage(...wishes)).toBe(language)
  })
})
