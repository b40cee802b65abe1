import { Component } from '@lightningjs/core'
import { scrollTo } from '../cameras/model'
import type { KeyPress } from '../remote/keys'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, outline, radius, space, stage } from '../theme/tokens'
import { capHeight, keysRow, type LegendItem } from '../widgets/Legend'
import { filled, outlined } from '../widgets/shapes'
import type { Words } from '../words/words'
import { nameOf, type Place } from './model'

interface ListSpec extends Component.TemplateSpec {
  Ground: object
  Title: object
  Position: object
  Ring: object
  Rows: object
  Keys: object
}

const width = 680
const inner = width - 2 * space.wide

/** The cameras over the picture: a few rows that are filled anew, never as many as there are cameras. */
export class MiniList extends Component<ListSpec> {
  declare words: Words
  declare profile: string
  /** a camera was chosen */
  declare chosen: (place: Place) => void
  /** Back: the list goes */
  declare closed: () => void
  declare private places: readonly Place[]
  declare private index: number
  declare private first: number

  static override _template(): Component.Template<ListSpec> {
    const top = margin.y + lineOf('strong') + space.near
    return {
      visible: false,
      Ground: { rect: true, w: margin.x + width, h: stage.h, color: colour.shade },
      Title: { x: margin.x + space.near, y: margin.y, text: textStyle('strong', { fontStyle: 'bold' }) },
      Position: {
        x: margin.x + width - space.wide,
        y: margin.y + 6,
        mountX: 1,
        text: textStyle('small', { textColor: colour.calm }),
      },
      Rows: { x: margin.x, y: top },
      Keys: {
        x: margin.x + space.near,
        y: stage.h - margin.y - capHeight(),
        flex: { direction: 'row', alignItems: 'center' },
      },
      Ring: {
        x: margin.x - outline / 2,
        texture: outlined(width - space.near, rowHeight(), radius, outline, colour.amber),
      },
    }
  }

  override _construct(): void {
    this.places = []
    this.index = 0
    this.first = 0
  }

  override _setup(): void {
    const { keys } = this.words.watch
    const items: LegendItem[] = [
      { key: 'ok', word: keys.watch },
      { key: 'back', word: keys.close },
    ]
    this.tag('Keys')!.children = keysRow(items, this.words, this.profile)
    this.tag('Title')!.patch({ text: { text: this.words.watch.list } })
    this.tag('Rows')!.children = Array.from({ length: visibleRows() }, (_each, row) => ({
      y: row * rowHeight(),
      Card: { texture: filled(width - space.near, rowHeight() - space.hair, radius, colour.raised), visible: false },
      Number: { x: 96, y: space.small, mountX: 1, text: textStyle('body', { fontStyle: 'bold' }) },
      Name: { x: 96 + space.gap, y: space.small, text: oneLine('body', inner - 96 - space.gap) },
    }))
  }

  /** Opens on the camera with this id. */
  open(places: readonly Place[], id: string | undefined): void {
    this.places = places
    this.index = Math.max(
      0,
      places.findIndex((each) => each.id === id),
    )
    this.first = this.index - Math.floor(visibleRows() / 2)
    this.visible = true
    this.draw()
  }

  /** The list changed under it: the focus stays on its camera, else near its place. */
  update(places: readonly Place[]): void {
    const focused = this.places[this.index]?.id
    this.places = places
    const at = places.findIndex(({ id }) => id === focused)
    this.index = at >= 0 ? at : Math.max(0, Math.min(this.index, places.length - 1))
    this.draw()
  }

  close(): void {
    this.visible = false
  }

  /** What is read out: the list, which camera of how many, how it is. */
  announce(): string[] {
    const { watch } = this.words
    const place = this.places[this.index]
    const position = watch.position(this.index + 1, this.places.length)
    return [watch.list, place ? `${place.number} ${this.label(place)}` : '', position]
  }

  override _handleUp(press: KeyPress): void {
    this.move(press, -1)
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 1)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.move(press, -visibleRows())
  }
  override _handleChannelDown(press: KeyPress): void {
    this.move(press, visibleRows())
  }
  override _handleLeft(): void {}
  override _handleRight(): void {}
  override _handleEnter(press: KeyPress): void {
    const place = this.places[this.index]
    if (press.phase === 'press' && place) this.chosen(place)
  }
  override _handleBack(press: KeyPress): void {
    if (press.phase === 'press') this.closed()
  }

  /** One step goes round the ends on a press and stops there while held; a page stops there. */
  private move(press: KeyPress, by: number): void {
    const count = this.places.length
    if (press.phase === 'release' || count === 0) return
    const next = this.index + by
    const round = press.phase === 'press' && Math.abs(by) === 1
    this.index = round ? (next + count) % count : Math.max(0, Math.min(next, count - 1))
    this.draw()
  }

  private draw(): void {
    this.first = scrollTo(this.index, this.first, visibleRows(), this.places.length)
    this.tag('Rows')!.children.forEach((row, at) => {
      const place = this.places[this.first + at]
      const focused = this.first + at === this.index
      const tone = place?.camera && place.camera.status !== 'offline' ? colour.text : colour.calm
      row.patch({
        visible: place !== undefined,
        Card: { visible: focused },
        Number: { color: focused ? colour.amber : tone, text: { text: String(place?.number ?? '') } },
        Name: { color: tone, text: { text: this.label(place) } },
      } as never)
    })
    this.tag('Ring')!.patch({ y: this.tag('Rows')!.y + (this.index - this.first) * rowHeight() - outline / 2 })
    this.tag('Position')!.patch({ text: { text: this.words.watch.position(this.index + 1, this.places.length) } })
  }

  private label(place: Place | undefined): string {
    if (!place) return ''
    if (place.closed) return `${this.words.cameras.reasons[place.closed.reason]} · ${place.name}`
    const name = nameOf(place)
    return place.camera?.status === 'offline' ? `${this.words.cameras.offline} · ${name}` : name
  }
}

const rowHeight = (): number => lineOf('body') + 2 * space.small + space.hair
const visibleRows = (): number =>
  Math.floor((stage.h - 2 * margin.y - lineOf('strong') - capHeight() - 2 * space.near) / rowHeight())
