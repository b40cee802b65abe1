import { Component } from '@lightningjs/core'
import { lineOf, oneLine } from '../theme/text'
import { colour, outline, radius, space } from '../theme/tokens'
import { filled, outlined } from './shapes'

/** A line of a list: a heading between others, a choice of values, something to open or do, or only a fact. */
export interface Row {
  key: string
  kind: 'heading' | 'choice' | 'act' | 'fact'
  title: string
  /** Below the title, where the list has two lines. */
  detail?: string
  /** At the right. */
  value?: string
  /** What is said of it while it has the focus. */
  hint?: string
}

interface RowsSpec extends Component.TemplateSpec {
  Pool: object
  Ring: object
}

/** A list of rows: a few drawn ones that are filled anew, with the focus as an amber outline. */
export class Rows extends Component<RowsSpec> {
  declare width: number
  declare room: number
  declare twoLines: boolean
  declare private first: number

  override _construct(): void {
    this.first = 0
    this.twoLines = this.twoLines === true
  }

  override _setup(): void {
    const { width } = this
    const h = this.rowHeight - space.small
    this.patch({
      Pool: {
        children: Array.from({ length: this.visibleRows }, (_each, at) => ({
          y: at * this.rowHeight,
          Card: { x: -1, y: -1, texture: filled(width, h, radius, colour.card) },
          Title: { x: space.gap, text: oneLine('body', width) },
          Detail: { x: space.gap, y: h / 2 - 2, text: oneLine('small', width - 2 * space.gap) },
          Value: { x: width - space.gap, mountX: 1, text: oneLine('body', width / 2) },
        })),
      },
      Ring: {
        x: -outline / 2 - 1,
        visible: false,
        texture: outlined(width + outline, h + outline, radius + outline / 2, outline, colour.amber),
      },
    } as never)
  }

  /** How many rows can be seen at once. */
  get visibleRows(): number {
    return Math.max(1, Math.floor(this.room / this.rowHeight))
  }

  /** Shows these rows, with the focus on one of them; -1 for none. */
  show(rows: readonly Row[], index: number): void {
    this.first = scrolled(rows, index, this.first, this.visibleRows)
    this.tag('Pool')!.children.forEach((slot, at) => {
      const row = rows[this.first + at]
      // A heading with nothing under it says nothing.
      const bare = row?.kind === 'heading' && at === this.visibleRows - 1
      slot.visible = row !== undefined && !bare
      if (row) slot.patch(this.slot(row, this.first + at === index) as never)
    })
    this.tag('Ring')!.patch({
      visible: index >= 0 && rows.length > 0,
      y: (index - this.first) * this.rowHeight - outline / 2 - 1,
    })
  }

  private slot(row: Row, focused: boolean): object {
    const { width } = this
    const h = this.rowHeight - space.small
    const heading = row.kind === 'heading'
    const detail = this.twoLines && row.detail ? row.detail : ''
    const value = row.value ?? ''
    const shown = row.kind === 'choice' && focused ? `◀  ${value}  ▶` : value
    // The words of a fact are longer than its name.
    const share = row.kind === 'fact' && !this.twoLines ? 0.62 : 0.4
    const pressable = row.kind === 'choice' || row.kind === 'act'
    const middle = (size: 'body' | 'small') => Math.round((h - lineOf(size)) / 2)
    return {
      Card: { visible: !heading, texture: filled(width, h, radius, focused ? colour.raised : colour.card) },
      Title: {
        x: heading ? 0 : space.gap,
        y: detail ? space.small : heading ? h - lineOf('small') - space.small : middle('body'),
        color: heading ? colour.calm : colour.text,
        text: {
          ...oneLine(
            heading ? 'small' : 'body',
            value ? Math.round(width * (1 - share)) - 2 * space.gap : width - 2 * space.gap,
          ),
          text: row.title,
        },
      },
      Detail: {
        visible: detail !== '',
        y: space.small + lineOf('body'),
        color: colour.calm,
        text: { text: detail },
      },
      Value: {
        visible: shown !== '',
        y: detail ? space.small : middle('body'),
        color: pressable && focused ? colour.amber : colour.calm,
        text: { text: shown, wordWrapWidth: Math.round(width * share) },
      },
    }
  }

  private get rowHeight(): number {
    const lines = lineOf('body') + (this.twoLines ? lineOf('small') : 0)
    return lines + 2 * space.small + space.small + (this.twoLines ? 0 : space.near)
  }
}

/** The first row to draw: as little moved as possible, with a heading above the focus in sight. */
export function scrolled(rows: readonly Row[], index: number, first: number, visible: number): number {
  const top = index > 0 && rows[index - 1]?.kind === 'heading' ? index - 1 : index
  const least = Math.max(0, index - visible + 1)
  const most = Math.max(0, rows.length - visible)
  return Math.max(0, Math.min(Math.max(first, least), Math.max(0, top), most))
}

/** The next row that can have the focus, `by` rows away; the same where there is none. */
export function stepRow(rows: readonly Row[], index: number, by: number): number {
  const way = by < 0 ? -1 : 1
  let at = Math.max(0, Math.min(index + by, rows.length - 1))
  while (rows[at]?.kind === 'heading' && at + way >= 0 && at + way < rows.length) at += way
  return rows[at] && rows[at]?.kind !== 'heading' ? at : index
}

/** Where the focus is after the rows changed: on the same key, else near its place, never on a heading. */
export function keepRow(rows: readonly Row[], key: string | null, index: number): number {
  const same = rows.findIndex((row) => row.key === key)
  if (same >= 0) return same
  const near = Math.max(0, Math.min(index, rows.length - 1))
  return rows[near]?.kind === 'heading' ? stepRow(rows, near, 1) : near
}
