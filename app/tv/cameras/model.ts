import type { AreaRef, Clarity, Level } from '../../contract/basics'
import type { Camera, CameraKind, CameraList, ClosedCamera } from '../../contract/cameras'

/** What one tile shows of a camera. */
export interface TileModel {
  id: string
  number: number
  name: string
  area: AreaRef
  kind: CameraKind | null
  clarity: Clarity | null
  state: 'online' | 'offline' | 'unknown' | 'closed'
  /** When the state began (offline) or will end (closed), milliseconds; null when not known. */
  at: number | null
  closed: ClosedCamera['reason'] | null
  favourite: boolean
}

/** Cameras of one area, or the box's own choice of them. `title` says whose; `name` is the area's. */
export interface Row {
  key: string
  title: 'favourites' | 'recent' | Level | 'elsewhere'
  name: string
  tiles: readonly TileModel[]
}

export interface Focus {
  row: number
  column: number
}

export interface Habits {
  favourites: readonly string[]
  recent: readonly string[]
}

const nearness: readonly Level[] = ['grid', 'village', 'township', 'county']

/**
 * Rows from near to far: what the box chose first, then the household's own areas from the grid outwards, then others
 * in the service's order. Closed cameras stand in their place by number.
 */
export function rowsOf(list: CameraList, own: readonly AreaRef[], habits: Habits): Row[] {
  const tiles = tilesOf(list, habits.favourites)
  const byId = new Map<string, TileModel>()
  const byArea = new Map<string, TileModel[]>()
  for (const tile of tiles) {
    byId.set(tile.id, tile)
    const row = byArea.get(tile.area.id)
    if (row) row.push(tile)
    else byArea.set(tile.area.id, [tile])
  }
  const rows: Row[] = []
  const chosen = (title: 'favourites' | 'recent', ids: readonly string[]) => {
    const found = ids.map((id) => byId.get(id)).filter((tile): tile is TileModel => tile !== undefined)
    if (found.length > 0) rows.push({ key: title, title, name: '', tiles: found })
  }
  chosen('favourites', habits.favourites)
  chosen('recent', habits.recent)
  const ours = oursOf(list, own)
  const areas: Row[] = []
  byArea.forEach((row, key) => {
    const area = row[0]!.area
    areas.push({
      key,
      title: ours.has(area.id) ? area.level : 'elsewhere',
      name: area.name,
      tiles: row.slice().sort((a, b) => a.number - b.number),
    })
  })
  const rank = (row: Row) => (row.title === 'elsewhere' ? nearness.length : nearness.indexOf(row.title as Level))
  // Stable where ranks are equal, also in engines whose sort is not: the place is the second key.
  const places = areas.map((row, place) => ({ row, place, rank: rank(row) }))
  places.sort((a, b) => a.rank - b.rank || a.place - b.place)
  return rows.concat(places.map(({ row }) => row))
}

/**
 * The household's own areas by id. What is seen by the area rule is our own area or one above it, also while nobody has
 * told yet which those are.
 */
export function oursOf(list: CameraList, own: readonly AreaRef[]): Set<string> {
  const ours = new Set(own.map(({ id }) => id))
  for (const { why, area } of list.cameras) if (why === 'area') ours.add(area.id)
  return ours
}

/** The same cameras as a dense wall: each once, in the order of the rows by area, `columns` to a line. */
export function wallOf(rows: readonly Row[], columns: number): Row[] {
  const lines: Row[] = []
  let tiles: TileModel[] = []
  for (const row of rows) {
    if (row.title === 'favourites' || row.title === 'recent') continue
    tiles = tiles.concat(row.tiles)
  }
  for (let i = 0; i < tiles.length; i += columns) {
    const line = tiles.slice(i, i + columns)
    lines.push({ key: `wall-${i}`, title: 'elsewhere', name: line[0]!.area.name, tiles: line })
  }
  return lines
}

function tilesOf(list: CameraList, favourites: readonly string[]): TileModel[] {
  const chosen = new Set(favourites)
  const open = list.cameras.map((camera) => openTile(camera, chosen.has(camera.id)))
  return open.concat(list.closed.map((camera) => closedTile(camera, chosen.has(camera.id))))
}

function openTile(camera: Camera, favourite: boolean): TileModel {
  const { id, number, name, area, kind, clarity, status, status_since } = camera
  return { id, number, name, area, kind, clarity, state: status, at: timeOf(status_since), closed: null, favourite }
}

function closedTile(camera: ClosedCamera, favourite: boolean): TileModel {
  const { id, number, name, area, reason, until } = camera
  const shown = { id, number, name, area, kind: null, clarity: null, favourite }
  return { ...shown, state: 'closed', at: timeOf(until), closed: reason }
}

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text))

export type Direction = 'up' | 'down' | 'left' | 'right'

/**
 * One step of the focus. Left and right stay in the row; up and down go to the tile that stands above or below on the
 * screen, `scrolls` being each row's first visible column. At an edge the focus stays.
 */
export function step(rows: readonly Row[], focus: Focus, direction: Direction, scrolls: readonly number[]): Focus {
  if (direction === 'left' || direction === 'right') {
    return place(rows, focus.row, focus.column + (direction === 'left' ? -1 : 1))
  }
  const row = focus.row + (direction === 'up' ? -1 : 1)
  if (row < 0 || row >= rows.length) return focus
  return place(rows, row, focus.column - (scrolls[focus.row] ?? 0) + (scrolls[row] ?? 0))
}

/** A page of rows up (−1) or down (1). */
export function page(rows: readonly Row[], focus: Focus, by: -1 | 1, visible: number): Focus {
  return place(rows, focus.row + by * visible, focus.column)
}

/** The nearest place that exists. */
function place(rows: readonly Row[], row: number, column: number): Focus {
  const r = clamp(row, rows.length)
  return { row: r, column: clamp(column, rows[r]?.tiles.length ?? 0) }
}

/** Where the focus stands after the rows changed: with its camera in the same row, else anywhere, else nearby. */
export function keep(rows: readonly Row[], before: Focus, rowKey: string | null, id: string | null): Focus {
  if (id !== null) {
    const row = rows.findIndex(({ key }) => key === rowKey)
    const column = row < 0 ? -1 : rows[row]!.tiles.findIndex((tile) => tile.id === id)
    if (column >= 0) return { row, column }
    const elsewhere = find(rows, (tile) => tile.id === id)
    if (elsewhere) return elsewhere
  }
  return place(rows, before.row, before.column)
}

/**
 * Where the camera with this number stands, the household's own before one of elsewhere; its area's row before the box's
 * own choice, which may change.
 */
export function findNumber(rows: readonly Row[], number: number): Focus | null {
  return find(rows, (tile) => tile.number === number)
}

/** Every number on the screen, also of cameras that are closed now: one may want to know until when. */
export function numbersOf(rows: readonly Row[]): number[] {
  const numbers: number[] = []
  for (const { tiles } of rows) for (const { number } of tiles) numbers.push(number)
  return numbers
}

function find(rows: readonly Row[], wanted: (tile: TileModel) => boolean): Focus | null {
  let chosen: Focus | null = null
  for (let row = 0; row < rows.length; row++) {
    const column = rows[row]!.tiles.findIndex(wanted)
    if (column < 0) continue
    if (rows[row]!.title !== 'favourites' && rows[row]!.title !== 'recent') return { row, column }
    chosen = chosen ?? { row, column }
  }
  return chosen
}

/** The first visible index so that `index` can be seen, moved as little as possible. */
export function scrollTo(index: number, first: number, visible: number, count: number): number {
  const least = Math.max(index - visible + 1, 0)
  return Math.max(0, Math.min(Math.max(first, least), index, Math.max(0, count - visible)))
}

const clamp = (index: number, count: number) => Math.max(0, Math.min(index, count - 1))
