import { describe, expect, it } from 'vitest'
import { readOut, saidBy, voiceFor } from './model'

describe('what the focus says', () => {
  it('is said by the innermost that can speak, without marks that are only drawn', () => {
    const path = [{}, { announce: () => ['outer'] }, { announce: () => ['设置', '◀ 中文 ▶', '', '一\n二'] }, {}]
    expect(saidBy(path, 'up or down')).toEqual(['设置', '中文', '一. 二'])
    expect(saidBy([{}], '')).toEqual([])
  })
})

it('says keys that are drawn by their names', () => {
  expect(saidBy([{ announce: () => ['▲ late', '▲▼ for more'] }], 'Up or down')).toEqual(['late', 'Up or down for more'])
})

describe('the read-out, in order', () => {
  it('says all of a new screen, then only what changes', () => {
    const steps = [
      ['Settings', 'Language', 'English'],
      ['Settings', 'Text size', 'normal'],
      ['Settings', 'Text size', 'large'],
      ['Settings', 'Text size', 'large'],
      ['What we watched', 'Nothing was watched yet.'],
    ]
    const spoken: string[][] = []
    steps.reduce<readonly string[]>((before, now) => {
      spoken.push([...readOut(before, now)])
      return now
    }, [])
    expect(spoken).toEqual([
      ['Settings', 'Language', 'English'],
      ['Text size', 'normal'],
      ['large'],
      [],
      ['What we watched', 'Nothing was watched yet.'],
    ])
  })
})

describe('the voice of a language', () => {
  const voices = [{ lang: 'en_US' }, { lang: 'zh-TW' }, { lang: 'zh-CN' }]
  it.each([
    ['zh-CN', 2],
    ['en', 0],
    ['de', -1],
  ])('%s', (language, index) => expect(voiceFor(language, voices)).toBe(index))
})
