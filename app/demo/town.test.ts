import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import coverage from '../../static/fonts/coverage.json' with { type: 'json' }
import { kinds } from '../contract/cameras'
import { layOut, watchedCamera } from './town'
import { type TownFile, townColumns, townRows, townText } from './townFiles'

const now = Date.UTC(2026, 10, 23)
const names = Object.keys(townColumns) as TownFile[]
const make = (seed: number, households: number, cameras: number) =>
  townRows({ seed, households, cameras, now, origin: 'https://cameras.example' })
const textOf = (town: ReturnType<typeof make>, file: TownFile) => [...townText(town, file)].join('')
const town = make(7, 3000, 260)
const rows = Object.fromEntries(names.map((name) => [name, parse(textOf(town, name), { columns: true })])) as Record<
  TownFile,
  Record<string, string>[]
>
const ids = (name: TownFile, column = 'id') => rows[name].map((row) => row[column]!)

describe('a generated place', () => {
  it.each([
    [0, 0],
    [1, 1],
    [7, 0],
    [100, 12],
    [999, 5000],
    [20_000, 1700],
  ])('has as many households and cameras as asked for: %i and %i', (households, cameras) => {
    const { rows: of } = make(3, households, cameras)
    expect([...of('households.csv')].length).toBe(households)
    expect([...of('boxes.csv')].length).toBe(households)
    expect([...of('cameras.csv')].length).toBe(cameras)
    const known = new Set([...of('cameras.csv')].map(([id]) => id))
    for (const grant of of('grants.csv')) expect(known).toContain(grant[4])
  })

  it('is the same for the same seed, and another for another', () => {
    for (const file of names) expect(textOf(make(7, 3000, 260), file)).toBe(textOf(town, file))
    expect(textOf(make(8, 3000, 260), 'households.csv')).not.toBe(textOf(town, 'households.csv'))
  })

  it.each([
    ['areas.csv', 'parent', 'areas.csv'],
    ['groups.csv', 'area', 'areas.csv'],
    ['households.csv', 'area', 'areas.csv'],
    ['households.csv', 'group', 'groups.csv'],
    ['cameras.csv', 'area', 'areas.csv'],
    ['boxes.csv', 'household', 'households.csv'],
    ['duty.csv', 'area', 'areas.csv'],
  ] as const)('%s: each %s exists in %s', (file, column, other) => {
    const known = new Set([...ids(other), ''])
    expect(ids(file, column).filter((id) => !known.has(id))).toEqual([])
  })

  it.each(names.map((name) => [name, name === 'boxes.csv' ? 'serial' : name === 'duty.csv' ? 'user' : 'id'] as const))(
    '%s: no %s twice',
    (file, column) => {
      expect(new Set(ids(file, column)).size).toBe(rows[file].length)
    },
  )

  it('has grants, denials, group and area grants, quiet hours and suspensions', () => {
    const grants = rows['grants.csv']
    for (const kind of ['household', 'group', 'area']) expect(ids('grants.csv', 'subject_kind')).toContain(kind)
    expect(new Set(grants.map(({ effect }) => effect))).toEqual(new Set(['allow', 'deny']))
    for (const row of grants) expect(ids(`${row.subject_kind}s.csv` as TownFile)).toContain(row.subject)
    expect(new Set(ids('cameras.csv', 'resident_clarity'))).toEqual(new Set(['none', 'low', 'full']))
    expect(ids('cameras.csv', 'quiet_hours').filter((hours) => hours !== '').length).toBeGreaterThan(10)
    for (const kind of ids('cameras.csv', 'kind')) expect(kinds).toContain(kind)
    expect([...make(7, 3000, 3000).suspensions()].length).toBeGreaterThan(0)
  })

  it('has few big grids and many small ones, and groups of neighbours', () => {
    const { gridStart, grids } = layOut({ seed: 7, households: 50_000, cameras: 0 })
    const sizes = Array.from({ length: grids }, (_, grid) => gridStart[grid + 1]! - gridStart[grid]!)
    sizes.sort((a, b) => b - a)
    const share = (count: number) => sizes.slice(0, count).reduce((sum, size) => sum + size, 0) / 50_000
    expect(share(grids / 10)).toBeGreaterThan(0.3)
    expect(sizes[Math.floor(grids / 2)]).toBeLessThan(45)
    const members = new Map<string, number>()
    for (const group of ids('households.csv', 'group')) members.set(group, (members.get(group) ?? 0) + 1)
    members.delete('')
    const usual = [...members.values()].filter((count) => count >= 5 && count <= 30)
    expect(usual.length / members.size).toBeGreaterThan(0.95)
  })

  it('has few cameras that are watched a lot', () => {
    const seen = new Map<number, number>()
    const { draw } = town.town
    for (let look = 0; look < 20_000; look++) {
      const camera = watchedCamera(town.town, draw(99, look))
      seen.set(camera, (seen.get(camera) ?? 0) + 1)
    }
    const counts = [...seen.values()].sort((a, b) => b - a)
    expect(Math.max(...seen.keys())).toBeLessThan(260)
    expect(counts.slice(0, 26).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10_000)
  })

  it('is written in characters that a television has', () => {
    const covered = Buffer.from(coverage.bits, 'base64')
    const text = ['areas.csv', 'groups.csv', 'households.csv', 'cameras.csv'].map((file) =>
      textOf(make(1, 9000, 900), file as TownFile),
    )
    const missing = [...new Set(text.join(''))].filter((letter) => {
      const code = letter.charCodeAt(0)
      return code > 31 && ((covered[code >> 3] ?? 0) & (1 << (code & 7))) === 0
    })
    expect(missing).toEqual([])
  })
})
