import { describe, expect, it } from 'vitest'
import { factsOf, inWords } from './neighbourhood.test-support'
import { decide } from './rules'
import { cases } from './rules.cases'

describe.each(Object.entries(cases))('%s', (_, rows) => {
  it.each(rows)('$says', (row) => {
    const { facts, now, zone } = factsOf(row)
    expect(inWords(decide(facts, now, zone), row.expect)).toBe(row.expect)
  })
})

it('has at least 150 rows, each with a sentence of its own', () => {
  const sentences = Object.values(cases).flatMap((rows) => rows.map((row) => row.says))
  expect(sentences.length).toBeGreaterThanOrEqual(150)
  expect(new Set(sentences).size).toBe(sentences.length)
})
