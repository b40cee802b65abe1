import { describe, expect, it } from 'vitest'
import type { AreaRef } from '../../contract/basics'
import type { Camera, CameraList, ClosedCamera } from '../../contract/cameras'
import { complete } from './digits'
import { type Focus, findNumber, keep, numbersOf, page, type Row, rowsOf, scrollTo, step, wallOf } from './model'

const area = (id: string, level: AreaRef['level']): AreaRef => ({ id, level, name: `name of ${id}` })
const grid = area('grid', 'grid')
const village = area('village', 'village')
const township = area('township', 'township')
const other = area('other', 'grid')
const own = [grid, village, township, area('county', 'county')]

const camera = (number: number, of: AreaRef, more: Partial<Camera> = {}): Camera => ({
  id: `c${number}`,
  number,
  name: `camera ${number}`,
  area: of,
  kind: 'gate',
  clarity: 'full',
  status: 'online',
  status_since: null,
  checked_at: null,
  why: 'area',
  until: null,
  approved_by: '',
  owner: '',
  contact: '',
  ...more,
})
const closed = (number: number, of: AreaRef): ClosedCamera => ({
  id: `c${number}`,
  number,
  name: `camera ${number}`,
  area: of,
  reason: 'quiet_hours',
  until: '2026-11-23T22:00:00.000Z',
  by: null,
  why: null,
})
const list = (cameras: Camera[], shut: ClosedCamera[] = []): CameraList => ({ cameras, closed: shut })
const none = { favourites: [], recent: [] }
const shape = (rows: readonly Row[]) =>
  rows.map((row) => `${row.title}: ${row.tiles.map((tile) => tile.number).join(' ')}`)

describe('numbers that are typed', () => {
  it('wait for the next digit also where only closed cameras have it', () => {
    const rows = rowsOf(list([camera(1, grid)], [closed(12, grid)]), own, none)
    expect(complete({ text: '1', until: 0 }, numbersOf(rows))).toBe(false)
  })
})

describe('rows', () => {
  it('are called ours where the area rule lets us see them, before it is known where we live', () => {
    const seen = list([camera(1, grid), camera(9, township), camera(7, other, { why: 'grant' })])
    expect(shape(rowsOf(seen, [], none))).toEqual(['grid: 1', 'township: 9', 'elsewhere: 7'])
  })
  it.each<[string, CameraList, { favourites: string[]; recent: string[] }, string[]]>([
    ['none', list([]), none, []],
    [
      'from near to far, whatever order they come in',
      list([camera(9, township), camera(5, village), camera(1, grid), camera(2, grid)]),
      none,
      ['grid: 1 2', 'village: 5', 'township: 9'],
    ],
    [
      'others after our own',
      list([camera(7, other, { why: 'grant' }), camera(1, grid)]),
      none,
      ['grid: 1', 'elsewhere: 7'],
    ],
    ['closed ones in their place', list([camera(1, grid), camera(3, grid)], [closed(2, grid)]), none, ['grid: 1 2 3']],
    [
      'an area that is all closed',
      list([camera(9, township)], [closed(5, village)]),
      none,
      ['village: 5', 'township: 9'],
    ],
    [
      'the own choice first, in its order, without what is gone',
      list([camera(1, grid), camera(2, grid), camera(5, village)]),
      { favourites: ['c5', 'gone', 'c1'], recent: ['c2'] },
      ['favourites: 5 1', 'recent: 2', 'grid: 1 2', 'village: 5'],
    ],
  ])('%s', (_, given, habits, rows) => {
    expect(shape(rowsOf(given, own, habits))).toEqual(rows)
  })

  it('tell what a tile needs', () => {
    const since = '2026-11-23T13:40:00.000Z'
    const rows = rowsOf(list([camera(1, grid, { status: 'offline', status_since: since })], [closed(2, grid)]), own, {
      favourites: ['c1'],
      recent: [],
    })
    expect(rows[1]!.tiles).toMatchObject([
      { state: 'offline', at: Date.parse(since), favourite: true, closed: null },
      {
        state: 'closed',
        at: Date.parse('2026-11-23T22:00:00.000Z'),
        favourite: false,
        closed: 'quiet_hours',
        kind: null,
      },
    ])
  })

  it('take 2,000 cameras', () => {
    const many = Array.from({ length: 2000 }, (_, i) => camera(i + 1, i < 1000 ? grid : village))
    const rows = rowsOf(list(many), own, none)
    expect(rows.map((row) => row.tiles.length)).toEqual([1000, 1000])
    expect(wallOf(rows, 6)).toHaveLength(334)
  })

  it('become a wall with each camera once', () => {
    const rows = rowsOf(list([camera(1, grid), camera(2, grid), camera(5, village)]), own, {
      favourites: ['c5'],
      recent: ['c1'],
    })
    expect(wallOf(rows, 2).map((row) => row.tiles.map((tile) => tile.number))).toEqual([[1, 2], [5]])
  })
})

describe('the focus', () => {
  const rows = rowsOf(
    list(
      [1, 2, 3, 4, 5].map((n) => camera(n, grid)).concat(camera(6, village), camera(7, township), camera(8, township)),
    ),
    own,
    none,
  )
  it.each<[Focus, 'up' | 'down' | 'left' | 'right', number[], Focus]>([
    [{ row: 0, column: 0 }, 'right', [], { row: 0, column: 1 }],
    [{ row: 0, column: 4 }, 'right', [], { row: 0, column: 4 }],
    [{ row: 0, column: 0 }, 'left', [], { row: 0, column: 0 }],
    [{ row: 0, column: 0 }, 'up', [], { row: 0, column: 0 }],
    [{ row: 0, column: 3 }, 'down', [], { row: 1, column: 0 }],
    [{ row: 0, column: 4 }, 'down', [4, 0, 0], { row: 1, column: 0 }],
    [{ row: 1, column: 0 }, 'up', [2, 0, 0], { row: 0, column: 2 }],
    [{ row: 2, column: 1 }, 'down', [], { row: 2, column: 1 }],
  ])('%o %s with scrolls %o is %o', (before, direction, scrolls, after) => {
    expect(step(rows, before, direction, scrolls)).toEqual(after)
  })

  it.each<[Focus, -1 | 1, number, Focus]>([
    [{ row: 0, column: 1 }, 1, 2, { row: 2, column: 1 }],
    [{ row: 2, column: 1 }, 1, 2, { row: 2, column: 1 }],
    [{ row: 2, column: 1 }, -1, 2, { row: 0, column: 1 }],
  ])('%o a page %i of %i is %o', (before, by, visible, after) => {
    expect(page(rows, before, by, visible)).toEqual(after)
  })

  it.each<[string, Focus, string | null, string | null, Focus]>([
    ['stays with its camera', { row: 0, column: 0 }, 'grid', 'c4', { row: 0, column: 3 }],
    ['finds it in another row', { row: 0, column: 0 }, 'favourites', 'c7', { row: 2, column: 0 }],
    ['goes nearby when it is gone', { row: 0, column: 9 }, 'grid', 'gone', { row: 0, column: 4 }],
    ['goes nearby when the row is gone', { row: 9, column: 9 }, 'gone', 'gone', { row: 2, column: 1 }],
    ['has a place from the start', { row: 0, column: 0 }, null, null, { row: 0, column: 0 }],
  ])('%s', (_, before, row, id, after) => {
    expect(keep(rows, before, row, id)).toEqual(after)
  })

  it('has a place even without cameras', () => {
    expect(keep([], { row: 3, column: 3 }, null, null)).toEqual({ row: 0, column: 0 })
    expect(step([], { row: 0, column: 0 }, 'down', [])).toEqual({ row: 0, column: 0 })
  })

  it.each([
    [7, { row: 2, column: 0 }],
    [99, null],
  ])('finds number %i', (number, at) => {
    expect(findNumber(rows, number)).toEqual(at)
  })

  it('finds a number in its area before the own choice', () => {
    const chosen = rowsOf(list([camera(1, grid)]), own, { favourites: ['c1'], recent: [] })
    expect(findNumber(chosen, 1)).toEqual({ row: 1, column: 0 })
  })

  it.each<[string, CameraList]>([
    ['open', list([camera(1, grid), camera(1, other, { id: 'x', why: 'grant' })])],
    ['closed for now', list([camera(1, other, { id: 'x', why: 'grant' })], [closed(1, grid)])],
  ])('finds the own camera of a number before one of elsewhere, %s, also on the wall', (_name, shared) => {
    const rows = rowsOf(shared, own, { favourites: ['x'], recent: ['x'] })
    const found = findNumber(rows, 1)!
    expect(rows[found.row]!.tiles[found.column]!.id).toBe('c1')
    expect(wallOf(rows, 4)[0]!.tiles.map(({ id }) => id)).toEqual(['c1', 'x'])
    expect(findNumber(wallOf(rows, 4), 1)).toEqual({ row: 0, column: 0 })
  })
})

describe('scrolling', () => {
  it.each([
    [0, 0, 4, 10, 0],
    [3, 0, 4, 10, 0],
    [4, 0, 4, 10, 1],
    [9, 0, 4, 10, 6],
    [2, 6, 4, 10, 2],
    [0, 3, 4, 2, 0],
    [0, 0, 4, 0, 0],
  ])('to %i from %i with %i of %i is %i', (index, first, visible, count, to) => {
    expect(scrollTo(index, first, visible, count)).toBe(to)
  })
})
