import { Component, type Element } from '@lightningjs/core'
import type { Services } from '../service/services'
import { widthOf } from '../theme/measure'
import { moveTo, thereAndBack } from '../theme/motion'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, outline, radius, space } from '../theme/tokens'
import { Pill, pillHeight, pillWidth } from '../widgets/Pill'
import { filled, outlined } from '../widgets/shapes'
import { kindTexture, pictureTexture } from './drawings'
import type { TileModel } from './model'
import { ageLine, stateLine, whyClosed, withStar } from './sentences'

/** How large tiles are: those of the rows, and the denser ones of the wall. */
export interface TileSize {
  w: number
  picture: number
  /** what stands on the picture is so far from its edges */
  edge: number
  compact: boolean
}
export const tileSizes = {
  row: { w: 408, picture: 230, edge: 10, compact: false },
  wall: { w: 272, picture: 153, edge: 6, compact: true },
} as const satisfies Record<string, TileSize>

const bandOf = (size: TileSize) => lineOf(size.compact ? 'small' : 'body') + 20
/** So much of the picture the state in words takes at its top. */
const headOf = (size: TileSize) => size.edge + pillHeight()
/** Height of a whole tile at the present text size. */
export const tileHeight = (size: TileSize): number => size.picture + bandOf(size)

interface TileSpec extends Component.TemplateSpec {
  Card: object
  Picture: object
  Why: object
  Band: { Number: object; NameBox: { Name: object } }
  State: typeof Pill
  Star: typeof Pill
  Age: typeof Pill
  Ring: object
}

const grown = 1.06
const star = '★'

/** One camera in a list: number, name, state in words, and the last honest picture or a drawing of the kind of place. */
export class CameraTile extends Component<TileSpec> {
  declare services: Services
  declare size: TileSize
  declare private tile: TileModel | null
  declare private pictureKey: string
  declare private scrolling: { stopNow(): void } | null

  override _construct(): void {
    this.tile = null
    this.pictureKey = ''
    this.scrolling = null
  }

  override _build(): void {
    const { w, picture, edge, compact } = this.size
    const h = tileHeight(this.size)
    const text = compact ? 'small' : 'body'
    const line = lineOf(text)
    this.patch({
      w,
      h,
      pivot: 0.5,
      Card: { x: -1, y: -1, texture: filled(w, h, radius, colour.card) },
      Picture: { w, h: picture },
      Why: {
        x: w / 2,
        y: (headOf(this.size) + picture) / 2,
        mount: 0.5,
        text: oneLine(text, w - 24, { textColor: colour.calm }),
      },
      Band: {
        y: picture + 10,
        Number: { x: 16, text: textStyle(text, { fontStyle: 'bold' }) },
        NameBox: { clipping: true, h: line, Name: { text: oneLine(text, w) } },
      },
      State: { type: Pill, x: edge, y: edge },
      Star: { type: Pill, y: edge },
      Age: { type: Pill, x: edge, y: picture - pillHeight() - edge },
      Ring: {
        x: -outline - 1,
        y: -outline - 1,
        visible: false,
        texture: outlined(w + outline, h + outline, radius + outline / 2, outline, colour.amber),
      },
    } as never)
  }

  /** Shows this camera. The same model again is the same picture: a step of the focus asks forty tiles. */
  show(tile: TileModel, now: number): void {
    const before = this.tile
    if (tile === before) return
    this.tile = tile
    if (!before || before.number !== tile.number || before.name !== tile.name) this.showName()
    this.refresh(now)
  }

  /** What time changes: since when, how old, the last picture. */
  refresh(now: number): void {
    const { tile } = this
    if (!tile) return
    const words = this.services.words
    const { w, edge, compact } = this.size
    const dark = tile.state === 'offline' || tile.state === 'closed'
    this.tag('Picture')!.alpha = dark ? 0.35 : 1
    this.tag('Band')!.alpha = dark ? 0.75 : 1
    const line = stateLine(tile, words, now, compact)
    const room = w - 2 * edge
    const beside = !compact && pillWidth(line) + space.hair + pillWidth(star) <= room
    const state = tile.favourite && !beside ? withStar(line) : line
    this.tag('State')!.say(state, dark ? colour.text : colour.calm, room)
    this.tag('Star')!.say(tile.favourite && beside ? star : '')
    this.tag('Star')!.x = w - pillWidth(star) - edge
    this.tag('Why')!.patch({ text: { text: whyClosed(tile, words) } })
    this.showPicture(now)
  }

  /** The last picture, if there is one that may be shown, and how old it is by now. */
  private showPicture(now: number): void {
    const tile = this.tile
    if (!tile) return
    const { w, picture, edge, compact } = this.size
    const preview = tile.state === 'closed' ? null : this.services.previews.get(tile.id)
    const key = preview ? `${tile.id}-${preview.takenAt}` : `kind-${tile.kind}-${colour.drawing}`
    if (key !== this.pictureKey) {
      this.pictureKey = key
      this.tag('Picture')!.texture = (
        preview
          ? pictureTexture(preview.picture, key, w, picture)
          : kindTexture(tile.kind, w, picture, headOf(this.size))
      ) as never
    }
    this.tag('Age')!.say(
      preview ? ageLine(preview.takenAt, this.services.words, now, compact) : '',
      colour.calm,
      w - 2 * edge,
    )
  }

  /** With the focus the tile grows, has an outline and tells its whole name. `still` while a key is held. */
  focus(focused: boolean, still: boolean): void {
    const ring = this.tag('Ring')!
    if (ring.visible === focused) return
    ring.visible = focused
    this.zIndex = focused ? 1 : 0
    moveTo(this, 'scale', focused ? grown : 1, still)
    this.showName()
  }

  private showName(): void {
    const tile = this.tile
    if (!tile) return
    this.scrolling?.stopNow()
    this.scrolling = null
    const { w, compact } = this.size
    const text = compact ? 'small' : 'body'
    const number = this.tag('Band.Number') as Element
    number.patch({ text: { text: String(tile.number) } })
    const x = 16 + widthOf(String(tile.number), text, true) + space.near
    const room = w - x - 14
    const box = this.tag('Band.NameBox') as Element
    box.patch({ x, w: room })
    const name = this.tag('Band.NameBox.Name') as Element
    const wide = widthOf(tile.name, text)
    const scrolls = this.tag('Ring')!.visible && wide > room
    name.patch({
      x: 0,
      text: {
        ...(scrolls ? textStyle(text, { wordWrap: false, textOverflow: '' }) : oneLine(text, room)),
        text: tile.name,
      },
    } as never)
    if (scrolls) this.scrollName(name, wide - room + 8)
  }

  private scrollName(name: Element, distance: number): void {
    const { duration, places } = thereAndBack(distance)
    const scrolling = name.animation({ duration, repeat: -1, actions: [{ p: 'x', v: places }] } as never)
    scrolling.start()
    this.scrolling = scrolling
  }
}
