import { describe, expect, it } from 'vitest'
import { keepRow, type Row, scrolled, stepRow } from './Rows'

/** `#` a heading, any other letter a row with that key. */
const rows = (text: string): Row[] =>
  text
    .split('')
    .map((key, at) => ({ key: key === '#' ? `h${at}` : key, kind: key === '#' ? 'heading' : 'act', title: key }))

describe('the focus in a list with headings', () => {
  it.each([
    ['#ab#c', 1, 1, 2],
    ['#ab#c', 2, 1, 4],
    ['#ab#c', 4, 1, 4],
    ['#ab#c', 4, -1, 2],
    ['#ab#c', 1, -1, 1],
    ['#ab#c', 1, 9, 4],
    ['ab#', 1, 1, 1],
    ['', 0, 1, 0],
  ])('%s from %i by %i is %i', (text, index, by, next) => {
    expect(stepRow(rows(text), index, by)).toBe(next)
  })
  it.each([
    ['#ab#c', 'c', 0, 4],
    ['#ab#c', 'gone', 2, 2],
    ['#ab#c', 'gone', 3, 4],
    ['#ab', null, 0, 1],
    ['#a', 'gone', 9, 1],
  ])('%s after a change, on %s at %i, is %i', (text, key, index, kept) => {
    expect(keepRow(rows(text), key, index)).toBe(kept)
  })
  it.each([
    ['#abcdefgh', 1, 0, 4, 0],
    ['#abcdefgh', 5, 0, 4, 2],
    ['#abcdefgh', 4, 3, 4, 3],
    ['#abcdefgh', 1, 3, 4, 0],
    ['#abc', 3, 0, 9, 0],
  ])('%s with the focus on %i, from %i, %i in sight: begins at %i', (text, index, first, visible, begins) => {
    expect(scrolled(rows(text), index, first, visible)).toBe(begins)
  })
})
