import { describe, expect, it } from 'vitest'
import { margin } from '../theme/tokens'
import { cardAt } from './Choices'

/** Title and detail of the key profile in normal and in very large text, a row of each, and where the legend begins. */
const normal = { head: 226, row: 83, foot: 966 }
const large = { head: 273, row: 97, foot: 955 }

describe('the card of a question', () => {
  it.each([
    ['two answers, in the middle', normal, 2, 2],
    ['as many as there is room for', normal, 8, 8],
    ['ten answers, some of them below', normal, 10, 8],
    ['nine answers in very large text', large, 9, 6],
    ['a question that leaves no room for its answers', { ...large, head: 950 }, 3, 1],
  ])('%s', (_what, { head, row, foot }, rows, seen) => {
    const { y, h } = cardAt(head, row, rows, foot)
    expect(h).toBe(head + seen * row)
    expect(y + h).toBeLessThanOrEqual(foot)
    if (seen > 1) expect(y).toBeGreaterThanOrEqual(margin.y)
  })
  it('is a little above the middle', () => {
    expect(cardAt(200, 80, 2, 966)).toEqual({ h: 360, y: 336 })
  })
})
