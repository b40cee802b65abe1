import { Component } from '@lightningjs/core'
import { complete, type Digits, typed } from '../cameras/digits'
import { noteWatched, readHabits, toggleFavourite } from '../cameras/habits'
import { NumberBox } from '../cameras/NumberBox'
import type { KeyPress } from '../remote/keys'
import type { Route } from '../routes'
import type { ScreenProps } from '../screen'
import { stage } from '../theme/tokens'
import type { LegendItem } from '../widgets/Legend'
import { Cover } from './Cover'
import { InfoBanner } from './InfoBanner'
import { LiveBadge } from './LiveBadge'
import { MiniList } from './MiniList'
import { bannerStays, type Place, placesOf, presence, type Trail, tourNext, tourStays, went, zapTo } from './model'
import { NoticeCard } from './NoticeCard'
import { openPlaybacks, type Playbacks, type Standing } from './playbacks'
import { badgeNow, bannerLines, noticeOf } from './sentences'
import { keepStill } from './still'
import { Watermark } from './Watermark'

interface WatchSpec extends Component.TemplateSpec {
  Cover: typeof Cover
  Watermark: typeof Watermark
  Badge: typeof LiveBadge
  Notice: typeof NoticeCard
  Banner: typeof InfoBanner
  Number: typeof NumberBox
  List: typeof MiniList
}

/** While a zap key is held the name runs along; the picture is asked for when it comes to rest. */
const restMs = 250
/** A picture is kept as the camera's preview this often, and not more often when one zaps away. */
const stillEvery = 10_000

/** One camera, full screen. What is true of it comes from `playbacks` and the player; this draws it and hears the keys. */
export class WatchScreen extends Component<WatchSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare route: Route
  declare private playbacks: Playbacks
  declare private standing: Standing
  declare private number: number
  declare private trail: Trail | null
  declare private digits: Digits | null
  declare private touring: number | null
  declare private bannerUntil: number
  declare private stillAt: number
  declare private timers: { second: number; rest: number; digits: number }
  declare private deaf: (() => void)[]

  static override _template(): Component.Template<WatchSpec> {
    return {
      w: stage.w,
      h: stage.h,
      Cover: { type: Cover },
      Watermark: { type: Watermark },
      Badge: { type: LiveBadge },
      Notice: { type: NoticeCard },
    }
  }

  override _construct(): void {
    this.standing = { is: 'nothing' }
    this.number = 0
    this.trail = null
    this.digits = null
    this.touring = null
    this.bannerUntil = 0
    this.stillAt = 0
    this.timers = { second: 0, rest: 0, digits: 0 }
    this.deaf = []
  }

  override _setup(): void {
    const { words, remote } = this.services
    this.patch({
      Banner: { type: InfoBanner, words, profile: remote.profile.name },
      Number: { type: NumberBox, services: this.services },
      List: {
        type: MiniList,
        words,
        chosen: (number: number) => this.choose(number),
        closed: () => this.closeList(),
      },
    } as never)
  }

  override _enable(): void {
    const { services, shell } = this
    const { player, cameras, remote, clock } = services
    this.playbacks = openPlaybacks(services, (standing) => this.stands(standing))
    shell.showGround(false)
    services.video.style.visibility = 'visible'
    this.deaf = [
      () => this.playbacks.close(),
      player.listen({
        changed: () => this.changed(),
        firstFrame: (id) => this.arrived(id),
        refused: () => {},
      }),
      cameras.onChange(() => this.listed()),
      remote.listen((press) => press.phase === 'press' && this.playbacks.pressed()),
    ]
    this.timers.second = window.setInterval(() => this.second(), 1_000)
    if (this.route.screen === 'watch') this.go(this.route.number, true)
    void clock
  }

  override _disable(): void {
    this.keepPicture(0)
    Object.values(this.timers).forEach(window.clearTimeout)
    this.deaf.forEach((stop) => {
      stop()
    })
    this.deaf = []
    this.services.video.style.visibility = 'hidden'
    this.services.video.muted = true
    this.shell.showGround(true)
  }

  /** Another camera on the same screen. */
  arrive(route: Route): void {
    if (route.screen === 'watch' && route.number !== this.number) this.go(route.number, true)
  }

  override _getFocused(): Component {
    const list = this.tag('List')
    return list?.visible ? list : this
  }

  // Keys

  override _captureAny(press: KeyPress): boolean {
    // The key that answers "are you still watching?" does nothing else; `remote.listen` has told that it was pressed.
    return press.phase === 'press' && this.asked()
  }
  override _handleUp(press: KeyPress): void {
    this.zap(press, 1)
  }
  override _handleDown(press: KeyPress): void {
    this.zap(press, -1)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.zap(press, 1)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.zap(press, -1)
  }
  override _handleLeft(press: KeyPress): void {
    if (press.phase === 'press' && this.trail?.before) this.choose(this.trail.before)
  }
  override _handleRight(press: KeyPress): void {
    if (press.phase === 'press') this.showBanner()
  }
  override _handleInfo(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.bannerShown) this.hideBanner()
    else this.showBanner()
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.digits) this.jump()
    else if (this.resumable) this.go(this.number, true)
    else this.openList()
  }
  override _handleDigit(press: KeyPress): void {
    if (press.phase !== 'press' || press.digit === undefined) return
    this.stopTour()
    this.digits = typed(this.digits, press.digit, press.at)
    const numbers = this.places.map(({ number }) => number)
    const place = this.places.filter(({ number }) => String(number) === this.digits?.text)[0]
    this.tag('Number')!.show(this.digits.text, place?.name ?? null)
    window.clearTimeout(this.timers.digits)
    const wait = complete(this.digits, numbers) ? restMs : this.digits.until - press.at
    this.timers.digits = window.setTimeout(() => this.jump(), wait)
  }
  override _handleYellow(press: KeyPress): void {
    const place = this.place
    if (press.phase !== 'press' || !place) return
    const { watch } = this.services.words
    const is = toggleFavourite(this.services.store, place.id)
    this.shell.say(is ? watch.favouriteAdded(place.name) : watch.favouriteRemoved(place.name))
    this.showBanner()
  }
  override _handleGreen(press: KeyPress): void {
    if (press.phase !== 'press') return
    const { video, player, words } = this.services
    video.muted = !video.muted
    const silent = player.view().sound === false
    this.shell.say(silent ? words.watch.noSound : video.muted ? words.watch.soundOff : words.watch.soundOn)
    this.showBanner()
  }
  override _handleBlue(press: KeyPress): void {
    if (press.phase !== 'press') return
    const { watch } = this.services.words
    if (this.touring !== null) {
      this.stopTour()
      this.shell.say(watch.tourPaused)
    } else if (this.nextOfTour === null) this.shell.say(watch.tourNothing)
    else {
      this.touring = performance.now()
      this.shell.say(watch.tourOn)
    }
    this.showBanner()
  }
  override _handleBack(press: KeyPress): boolean {
    if (press.phase !== 'press' || !this.digits) return false
    this.dropDigits()
    return true
  }

  // Going from camera to camera

  private zap(press: KeyPress, by: 1 | -1): void {
    if (press.phase === 'release') return
    this.stopTour()
    const next = zapTo(this.places, this.number, by)
    if (next) this.go(next.number, press.phase === 'press')
    else this.showBanner()
  }

  private choose(number: number): void {
    this.closeList()
    this.stopTour()
    this.go(number, true)
  }

  private jump(): void {
    const number = Number(this.digits?.text)
    const there = this.places.some((place) => place.number === number)
    this.dropDigits()
    if (there) this.go(number, true)
    else this.shell.say(this.services.words.cameras.noSuchNumber(number))
  }

  private dropDigits(): void {
    window.clearTimeout(this.timers.digits)
    this.digits = null
    this.tag('Number')!.hide()
  }

  /** The number and name change in this very frame; the picture follows, `at once` or when the key comes to rest. */
  private go(number: number, atOnce: boolean): void {
    this.keepPicture(stillEvery / 2)
    this.dropDigits()
    this.number = number
    this.standing = { is: 'nothing' }
    window.clearTimeout(this.timers.rest)
    if (atOnce) this.watch()
    else {
      this.services.player.stop()
      this.timers.rest = window.setTimeout(() => this.watch(), restMs)
    }
    this.showBanner()
    this.cover()
    this.draw()
  }

  private watch(): void {
    const { place, number } = this
    if (this.trail?.now !== number) this.trail = went(this.trail, number)
    // The address follows, so that a restart comes back here.
    if (this.route.screen === 'watch' && this.route.number !== number) {
      this.route = { screen: 'watch', number }
      this.shell.open(this.route)
    }
    if (place?.camera) this.playbacks.watch(place.camera)
    else this.playbacks.leave()
  }

  // What happens by itself

  private stands(standing: Standing): void {
    this.standing = standing
    this.draw()
  }

  private changed(): void {
    const { phase } = this.services.player.view()
    if (phase === 'frozen' || phase === 'offline') this.keepPicture(0)
    this.cover()
    this.draw()
  }

  private arrived(id: string): void {
    noteWatched(this.services.store, id)
    this.stillAt = performance.now() - stillEvery + 2_000
    this.cover()
    this.draw()
  }

  /** The list changed: what was closed may be open again, and the other way round. */
  private listed(): void {
    const { place, standing } = this
    if (this.tag('List')?.visible) this.tag('List')!.update(this.places)
    const stopped = standing.is === 'nothing' || (standing.is === 'ended' && !this.resumable)
    if (place?.camera && stopped) this.playbacks.watch(place.camera)
    else if (place?.closed && standing.is === 'watching') this.playbacks.end(place.closed.reason)
    this.draw()
  }

  private second(): void {
    const now = performance.now()
    if (this.presence.is === 'over') this.playbacks.end('watch_limit')
    if (this.bannerShown && now > this.bannerUntil) this.hideBanner()
    if (this.services.player.view().phase === 'playing') this.keepPicture(stillEvery)
    if (this.touring !== null && now - this.touring > tourStays) this.goOnTour(now)
    this.draw()
  }

  private goOnTour(now: number): void {
    const next = this.nextOfTour
    this.touring = next === null ? null : now
    if (next !== null) this.go(next.number, true)
  }

  private stopTour(): void {
    this.touring = null
  }

  private keepPicture(notYoungerThan: number): void {
    const { player, video, previews, clock } = this.services
    const { cameraId, pictured, takenAt, phase } = player.view()
    const now = performance.now()
    if (cameraId === null || !pictured || phase === 'recovering' || now - this.stillAt < notYoungerThan) return
    this.stillAt = now
    keepStill(video, previews, cameraId, takenAt ?? clock.now())
  }

  // Drawing

  private cover(): void {
    const { player, previews, words } = this.services
    const cover = this.tag('Cover')!
    const { pictured, cameraId } = player.view()
    const id = this.place?.id
    cover.visible = !pictured || cameraId !== id
    if (!cover.visible) return
    const preview = id === undefined || this.standing.is === 'ended' ? null : previews.get(id)
    cover.show(
      preview,
      id ?? '',
      preview === null ? '' : words.watch.lastPicture(words.time.ofDaySeconds(preview.takenAt)),
    )
  }

  private draw(): void {
    const { services, standing, place } = this
    const { words, clock, player, cameras, me } = services
    const now = clock.now()
    const view = player.view()
    const listed = cameras.value !== null
    const facts = { number: this.number, place, listed, standing, view, presence: this.presence }
    this.tag('Notice')!.say(noticeOf(facts, words, now))
    this.tag('Badge')!.say(badgeNow(standing, view, now), words, now)
    this.tag('Watermark')!.say(me.value?.household.code ?? '', words.time.ofDay(now), performance.now())
    if (this.bannerShown) this.sayBanner()
  }

  private sayBanner(): void {
    const { words, clock, store, video } = this.services
    const { place } = this
    const { keys } = words.watch
    const favourite = place !== null && readHabits(store).favourites.indexOf(place.id) >= 0
    const marks = [
      this.touring === null ? '' : words.watch.keys.tour,
      favourite ? `★ ${words.watch.favourite}` : '',
      video.muted ? words.watch.soundOff : words.watch.soundOn,
    ]
    const legend: LegendItem[] = [
      { key: 'channel', word: keys.zap },
      { key: 'ok', word: keys.list },
      { key: 'left', word: keys.last },
      { key: 'yellow', word: keys.favourite },
      { key: 'green', word: keys.sound },
      { key: 'blue', word: keys.tour },
      { key: 'info', word: keys.info },
    ]
    this.tag('Banner')!.say({
      number: this.number,
      name: place?.name ?? '',
      marks: marks.filter(Boolean).join(' · '),
      lines: place?.camera ? bannerLines(place.camera, words, clock.now()) : [place?.closed?.area.name ?? '', ''],
      keys: legend,
    })
  }

  private showBanner(): void {
    this.bannerUntil = performance.now() + bannerStays
    this.tag('Banner')!.visible = true
    this.sayBanner()
  }

  private hideBanner(): void {
    this.tag('Banner')!.visible = false
  }

  private openList(): void {
    if (this.places.length === 0) return
    this.hideBanner()
    this.stopTour()
    this.tag('List')!.open(this.places, this.number)
    this._refocus()
  }

  private closeList(): void {
    this.tag('List')!.close()
    this._refocus()
  }

  // What is so

  private get places(): Place[] {
    const list = this.services.cameras.value
    return list === null ? [] : placesOf(list)
  }
  private get place(): Place | null {
    return this.places.filter((place) => place.number === this.number)[0] ?? null
  }
  private get presence() {
    const until = this.standing.is === 'watching' ? this.standing.until : null
    return presence(until, this.services.clock.now())
  }
  private asked(): boolean {
    return this.presence.is === 'asked'
  }
  /** Ended only because nobody was there, or because another screen took over: OK goes on. */
  private get resumable(): boolean {
    const { standing } = this
    return standing.is === 'ended' && (standing.closing.why === 'watch_limit' || standing.closing.why === 'replaced')
  }
  private get bannerShown(): boolean {
    return this.tag('Banner')?.visible ?? false
  }
  private get nextOfTour(): Place | null {
    return tourNext(this.places, readHabits(this.services.store).favourites, this.number)
  }
}
