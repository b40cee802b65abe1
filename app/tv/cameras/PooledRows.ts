import { Component, type Element } from '@lightningjs/core'
import { make } from '../screen'
import type { Services } from '../service/services'
import { widthOf } from '../theme/measure'
import { moveTo } from '../theme/motion'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import { CameraTile, type TileSize, tileHeight } from './CameraTile'
import { type Focus, type Row, scrollTo } from './model'
import { rowTitle } from './sentences'

/** A line of the screen: its title and the tiles of which a part is visible. */
interface Line {
  view: Element
  tiles: CameraTile[]
  row: Row | null
}

/** A title and what it stands over: the focus grows into this and leaves the letters free. */
const underTitle = 16
/** No less than `overhang`: nothing of the row before is seen above the first. */
const betweenRows = 22
/** What the focus may grow beyond a tile, and the outline around it. */
export const overhang = 20

/**
 * Rows of tiles of which only the visible ones and their neighbours exist: line `r` is drawn by view `r` modulo their
 * number, and tile `c` likewise, so that a step makes at most one line new. 2,000 cameras cost what 20 do.
 */
export class PooledRows extends Component {
  declare services: Services
  declare size: TileSize
  /** Rows have titles; without, lines stand close. */
  declare titled: boolean
  /** The height that can be seen, in units. */
  declare visibleHeight: number
  declare private lines: Line[]
  declare private content: Element
  declare private rows: readonly Row[]
  declare private focus: Focus
  declare private firstRow: number
  declare private firstColumns: Record<string, number>
  declare private focused: CameraTile | null
  /** The rows before and after those that can be seen, which are told by name. */
  declare private above: Row | null
  declare private below: Row | null

  override _construct(): void {
    this.lines = []
    this.rows = []
    this.focus = { row: 0, column: 0 }
    this.firstRow = 0
    this.firstColumns = {}
    this.focused = null
    this.above = null
    this.below = null
  }

  override _build(): void {
    this.patch({ x: 0, w: stage.w, h: overhang + this.shownHeight, clipping: true, forceZIndexContext: true })
    this.content = this.stage.c({ x: margin.x, y: overhang })
    this.childList.add(this.content)
  }

  /** How many columns and lines fit. */
  get columns(): number {
    return Math.floor((stage.w - 2 * margin.x + this.gap) / (this.size.w + this.gap))
  }
  get visibleLines(): number {
    return Math.max(1, Math.floor((this.visibleHeight + this.gap) / this.pitch))
  }

  /** First visible column of each row, for the step up or down. */
  scrolls(): number[] {
    return this.rows.map((row) => this.firstColumns[row.key] ?? 0)
  }

  /** Shows these rows with this focus. `still`: a key is held, nothing glides. */
  show(rows: readonly Row[], focus: Focus, still: boolean): void {
    this.rows = rows
    this.focus = focus
    const row = rows[focus.row]
    if (row) {
      const first = this.firstColumns[row.key] ?? 0
      this.firstColumns[row.key] = scrollTo(focus.column, first, this.columns, row.tiles.length)
    }
    this.firstRow = scrollTo(focus.row, this.firstRow, this.visibleLines, rows.length)
    const now = this.services.clock.now()
    const count = this.visibleLines + 2
    let focused: CameraTile | null = null
    this.above = rows[this.firstRow - 1] ?? null
    this.below = this.nextTitleFits ? null : (rows[this.firstRow + this.visibleLines] ?? null)
    for (let r = this.firstRow - 1; r < this.firstRow - 1 + count; r++) {
      const tile = this.showLine(r, count, now, still)
      if (r === focus.row) focused = tile
    }
    if (this.focused !== focused) this.focused?.focus(false, still)
    focused?.focus(true, still)
    this.focused = focused
    moveTo(this.content, 'y', overhang - this.firstRow * this.pitch, still)
  }

  /** Pictures and ages of what is visible, anew. */
  refreshPictures(): void {
    const now = this.services.clock.now()
    for (const line of this.lines) for (const tile of line.tiles) if (tile) tile.refresh(now)
  }

  /** Of the line below the last only its whole title may be seen: it says that there is more; half of it is no use. */
  private get shownHeight(): number {
    const lines = this.visibleLines * this.pitch
    if (!this.titled) return this.visibleHeight
    return this.nextTitleFits ? lines + this.titleHeight : lines
  }
  private get nextTitleFits(): boolean {
    return this.visibleLines * this.pitch + this.titleHeight <= this.visibleHeight
  }
  private get gap(): number {
    return this.size.compact ? 19 : 32
  }
  private get titleHeight(): number {
    return this.titled ? lineOf('strong') + underTitle : 0
  }
  private get pitch(): number {
    return this.titleHeight + tileHeight(this.size) + (this.titled ? betweenRows : 26)
  }

  private showLine(r: number, count: number, now: number, still: boolean): CameraTile | null {
    const line = this.lineAt(((r % count) + count) % count)
    const row = this.rows[r]
    line.view.visible = row !== undefined
    if (!row) return null
    line.view.y = r * this.pitch
    if (line.row !== row && this.titled) this.showTitle(line.view, row)
    if (this.titled) this.showWhere(line.view, r, row)
    const changed = line.row?.key !== row.key
    line.row = row
    const first = this.firstColumns[row.key] ?? 0
    moveTo(line.view.tag('Tiles')!, 'x', -first * (this.size.w + this.gap), still || changed)
    const width = this.columns + 2
    let focused: CameraTile | null = null
    for (let c = first - 1; c < first - 1 + width; c++) {
      const tile = this.tileAt(line, ((c % width) + width) % width)
      const model = row.tiles[c]
      tile.visible = model !== undefined
      if (!model) continue
      tile.x = c * (this.size.w + this.gap)
      tile.show(model, now)
      if (r === this.focus.row && c === this.focus.column) focused = tile
    }
    return focused
  }

  private showTitle(view: Element, row: Row): void {
    const { title, detail } = rowTitle(row, this.services.words)
    const x = widthOf(title, 'strong', true) + space.gap
    view.tag('Title')!.patch({ text: { text: title } })
    view.tag('Detail')!.patch({ x, text: { text: detail } })
  }

  /** At the right end: which place of how many has the focus, and what lies above the first line and below the last. */
  private showWhere(view: Element, r: number, row: Row): void {
    const { watch } = this.services.words
    const parts: string[] = []
    if (r === this.focus.row && row.tiles.length > this.columns) {
      parts.push(watch.position(this.focus.column + 1, row.tiles.length))
    }
    const { above, below } = this
    if (r === this.firstRow && above) parts.push(`▲ ${rowTitle(above, this.services.words).title}`)
    if (r === this.firstRow + this.visibleLines - 1 && below) {
      parts.push(`▼ ${rowTitle(below, this.services.words).title}`)
    }
    const where = view.tag('Where')!
    const text = parts.join('    ')
    if (where.text!.text !== text) where.patch({ text: { text } })
  }

  private lineAt(slot: number): Line {
    const found = this.lines[slot]
    if (found) return found
    const view = this.stage.c({
      Title: { text: textStyle('strong', { fontStyle: 'bold' }) },
      Detail: { y: lineOf('strong') - lineOf('small') - 2, text: oneLine('small', 1000, { textColor: colour.calm }) },
      Where: {
        x: stage.w - 2 * margin.x,
        mountX: 1,
        y: lineOf('strong') - lineOf('small') - 2,
        text: textStyle('small', { textColor: colour.calm }),
      },
      Tiles: { y: this.titleHeight },
    })
    for (const part of ['Title', 'Detail', 'Where']) view.tag(part)!.visible = this.titled
    this.content.childList.add(view)
    const line: Line = { view, tiles: [], row: null }
    this.lines[slot] = line
    return line
  }

  private tileAt(line: Line, slot: number): CameraTile {
    const found = line.tiles[slot]
    if (found) return found
    const tile = make(CameraTile, this.stage, { services: this.services, size: this.size })
    line.view.tag('Tiles')!.childList.add(tile)
    line.tiles[slot] = tile
    return tile
  }
}
