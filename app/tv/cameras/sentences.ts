import type { Words } from '../words/words'
import type { Row, TileModel } from './model'

/** A camera's state in words, with a mark that tells the same without colour. `short` where there is little room. */
export function stateLine(tile: TileModel, words: Words, now: number, short: boolean): string {
  const { cameras, time } = words
  switch (tile.state) {
    case 'online':
      return `● ${cameras.online}${tile.clarity === 'low' && !short ? ` · ${cameras.lowClarity}` : ''}`
    case 'unknown':
      return `○ ${cameras.unknown}`
    case 'offline':
      if (short || tile.at === null) return `○ ${cameras.offline}`
      return `○ ${cameras.offlineSince(time.since(tile.at, now))}`
    case 'closed':
      return short || tile.at === null ? cameras.closed : cameras.closedUntil(time.until(tile.at, now))
  }
}

/** The same of a favourite where there is no room beside it: its star stands in the place of the mark. */
export function withStar(line: string): string {
  return `★ ${line.replace(/^[●○] /, '')}`
}

/** Why a closed camera is closed; empty for others. */
export function whyClosed(tile: TileModel, { cameras }: Words): string {
  return tile.closed ? cameras.reasons[tile.closed] : ''
}

/** How old a preview is. */
export function ageLine(takenAt: number, { cameras, time }: Words, now: number, short: boolean): string {
  const age = time.span((now - takenAt) / 1000)
  return short ? cameras.previewAgeShort(age) : cameras.previewAge(age)
}

/** A row's title: whose cameras these are, the area's own name, how many. */
export function rowTitle(row: Row, { cameras }: Words): { title: string; detail: string } {
  const title = cameras.rows[row.title]
  return { title, detail: [row.name, cameras.count(row.tiles.length)].filter((part) => part !== '').join(' · ') }
}
