import { describe, expect, it } from 'vitest'
import { hintOf, type Language, languages } from './words'

describe('before an act is said what the caller will see of it', () => {
  it.each<[Language, boolean, RegExp]>([
    ['zh-CN', false, /住户的电视会显示您的名字/],
    ['en', false, /TV will show your name/],
    // Somebody may stand there who must not know: an officer who fears to be named would not take the call.
    ['zh-CN', true, /什么都不会显示，只有值班台能看到您的名字/],
    ['en', true, /Nothing shows at the caller’s\. Only desks see your name/],
  ])('in %s, quiet %s', (language, quiet, said) => {
    expect(hintOf({ quiet }, 'acknowledge', languages[language])).toMatch(said)
  })

  it.each(Object.entries(languages))('in %s a quiet call promises no sight of anything', (_, words) => {
    for (const act of ['acknowledge', 'attend', 'close'] as const)
      expect(hintOf({ quiet: true }, act, words)).toMatch(/什么都不会显示|Nothing shows/)
  })
})
