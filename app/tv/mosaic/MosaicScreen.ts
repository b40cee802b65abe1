import { Component } from '@lightningjs/core'
import type { KeyPress } from '../remote/keys'
import type { Route } from '../routes'
import { make, type ScreenProps } from '../screen'
import { colour, margin, space, stage } from '../theme/tokens'
import { placesOf } from '../watch/model'
import { NoticeCard } from '../watch/NoticeCard'
import { capHeight, Legend, type LegendItem } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { householdWords } from '../words/household'
import { sentenceOf } from '../words/words'
import { MosaicTile } from './MosaicTile'
import { around, type Box, boxesOf, decodersOf, type Size, stepFocus, turnWindow, windowFrom } from './model'
import { layOut, pictureAt } from './pictures'
import { Play } from './play'
import { noteDecoders, roomOf } from './room'
import { tileSentence } from './sentences'

interface MosaicSpec extends Component.TemplateSpec {
  Frame: object
  Tiles: object
  Message: typeof Message
  Notice: typeof NoticeCard
  Legend: typeof Legend
}

/** Two or four cameras beside each other, in their low renditions and without sound. */
export class MosaicScreen extends Component<MosaicSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare route: Extract<Route, { screen: 'mosaic' }>
  declare private plays: Play[]
  declare private size: Size
  declare private focus: number
  declare private stops: (() => void)[]

  static override _template(): Component.Template<MosaicSpec> {
    return { w: stage.w, h: stage.h, Frame: {}, Tiles: {}, Message: { type: Message }, Notice: { type: NoticeCard } }
  }

  override _construct(): void {
    this.plays = []
    this.size = 1
    this.focus = 0
    this.stops = []
  }

  override _setup(): void {
    const { services } = this
    const words = householdWords(services)
    this.childList.add(make(Legend, this.stage, { ref: 'Legend', words, profile: services.remote.profile.name }))
  }

  override _enable(): void {
    const { cameras, remote } = this.services
    this.shell.showGround(false)
    const timer = window.setInterval(() => this.second(), 1_000)
    this.stops = [
      () => window.clearInterval(timer),
      cameras.onChange(() => this.listed()),
      remote.listen((press) => {
        if (press.phase === 'press') for (const play of this.plays) play.pressed()
      }),
    ]
    this.begin()
  }

  override _disable(): void {
    for (const stop of this.stops) stop()
    this.stops = []
    this.end()
    this.shell.showGround(true)
  }

  /** Other cameras on the same screen. */
  arrive(route: Route): void {
    if (route.screen !== 'mosaic') return
    this.route = route
    this.begin()
  }

  /** What is read out: which picture has the focus, and what stands in its place. */
  announce(): string[] {
    const { mosaic } = householdWords(this.services)
    const { words, clock } = this.services
    const play = this.plays[this.focus]
    if (this.asked !== null) return [words.watch.stillThere]
    if (!play) return [this.empty]
    const { pictured } = play.picture.player.view()
    const said = pictured ? '' : tileSentence(play.facts, this.services, clock.now())
    return [mosaic.title(this.plays.length), `${play.place?.number ?? ''} ${play.place?.name ?? ''}`, said]
  }

  override _captureAny(press: KeyPress): boolean {
    // The key that answers "are you still watching?" does nothing else.
    return press.phase === 'press' && this.asked !== null
  }
  override _handleUp(press: KeyPress): void {
    this.move(press, 'up')
  }
  override _handleDown(press: KeyPress): void {
    this.move(press, 'down')
  }
  override _handleLeft(press: KeyPress): void {
    this.move(press, 'left')
  }
  override _handleRight(press: KeyPress): void {
    this.move(press, 'right')
  }
  override _handleChannelUp(press: KeyPress): void {
    this.turn(press, 1)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.turn(press, -1)
  }
  override _handleEnter(press: KeyPress): void {
    const play = this.plays[this.focus]
    if (press.phase !== 'press' || !play) return
    if (play.resumable) for (const each of this.plays) each.begin()
    else if (play.place) {
      const { id, number } = play.place
      this.shell.open({ screen: 'watch', number, id, from: 'mosaic' })
    }
  }

  private move(press: KeyPress, way: Parameters<typeof stepFocus>[1]): void {
    if (press.phase === 'release') return
    this.focus = stepFocus(this.focus, way, this.plays.length)
    this.draw()
  }

  private turn(press: KeyPress, by: 1 | -1): void {
    const list = this.services.cameras.value
    if (press.phase !== 'press' || list === null) return
    const id = turnWindow(placesOf(list), this.route.id, this.size, by)
    // Opened by the shell, so that a restart comes back to these.
    if (id !== null) this.shell.open({ screen: 'mosaic', id })
  }

  private begin(): void {
    this.end()
    const { services } = this
    const { cameras } = services
    this.size = roomOf(services).size
    const boxes = boxesOf(this.size, margin.y, stage.h - margin.y - capHeight() - space.near)
    const places = cameras.value === null ? [] : windowFrom(placesOf(cameras.value), this.route.id, this.size)
    this.tag('Frame')!.children = around(boxes.slice(0, places.length)).map((box) => ({
      rect: true,
      ...box,
      color: colour.night,
    })) as never
    this.plays = places.map(({ id }, at) => {
      const picture = pictureAt(services, at)
      layOut(picture, boxes[at] as Box)
      return new Play(services, picture, id, () => this.draw())
    })
    this.tag('Tiles')!.children = places.map((_place, at) =>
      make(MosaicTile, this.stage, { services, box: boxes[at] as Box }),
    )
    this.focus = Math.min(this.focus, Math.max(0, places.length - 1))
    this.draw()
  }

  private end(): void {
    const left = this.plays
    this.plays = []
    for (const play of left) play.close()
  }

  private listed(): void {
    if (this.plays.length === 0) this.begin()
    for (const play of this.plays) play.listed()
    this.draw()
  }

  private second(): void {
    for (const play of this.plays) play.second()
    const holds = decodersOf(
      this.plays.map(({ picture, place }) => ({
        phase: picture.player.view().phase,
        online: place?.camera?.status === 'online',
      })),
    )
    if (holds !== null) this.fallBack(holds)
    else this.draw()
  }

  /** This box cannot decode so many: it says so, and shows as many as it can. */
  private fallBack(holds: Size): void {
    const { mosaic } = householdWords(this.services)
    noteDecoders(this.services, holds)
    this.shell.say(holds === 1 ? mosaic.onlyOne : mosaic.fewer(holds))
    if (holds === 1) this.shell.back()
    else this.begin()
  }

  /** The least time that any picture has left without a key; null where nobody has to be asked. */
  private get asked(): number | null {
    let least: number | null = null
    for (const { presence } of this.plays)
      if (presence.is === 'asked' && (least === null || presence.left < least)) least = presence.left
    return least
  }

  private get empty(): string {
    const { words, cameras } = this.services
    if (cameras.value !== null) return householdWords(this.services).mosaic.none
    return cameras.failure === null ? words.watch.looking : sentenceOf(words, cameras.failure)
  }

  private draw(): void {
    const { words } = this.services
    const tiles = this.tag('Tiles')!.children as MosaicTile[]
    this.plays.forEach((play, at) => {
      tiles[at]?.show(play, at === this.focus)
    })
    const left = this.asked
    const detail = left === null ? '' : words.watch.stillThereLeft(Math.ceil(left / 1_000))
    this.tag('Notice')!.say(left === null ? null : { sentence: words.watch.stillThere, detail })
    this.tag('Message')!.sentence = this.plays.length === 0 ? this.empty : ''
    this.tag('Legend')!.show(this.legend())
  }

  private legend(): LegendItem[] {
    const { mosaic, legend } = householdWords(this.services)
    const play = this.plays[this.focus]
    const items: LegendItem[] = []
    if (this.plays.length > 1) items.push({ key: 'arrows', word: mosaic.move })
    if (play) items.push({ key: 'ok', word: play.resumable ? mosaic.resume : mosaic.full })
    const { value } = this.services.cameras
    if (value !== null && value.cameras.length > this.size) items.push({ key: 'channel', word: mosaic.others })
    return items.concat({ key: 'back', word: legend.leave })
  }
}
