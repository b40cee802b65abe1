import { Component } from '@lightningjs/core'
import { complete, type Digits, typed } from '../cameras/digits'
import { readHabits, toggleFavourite } from '../cameras/habits'
import { NumberBox } from '../cameras/NumberBox'
import { loadHousehold } from '../household'
import type { KeyPress } from '../remote/keys'
import type { Route } from '../routes'
import type { ScreenProps } from '../screen'
import { margin, stage } from '../theme/tokens'
import { Pill } from '../widgets/Pill'
import { Cover } from './Cover'
import { InfoBanner } from './InfoBanner'
import { LiveBadge } from './LiveBadge'
import { MiniList } from './MiniList'
import { bannerStays } from './model'
import { NoticeCard } from './NoticeCard'
import { badgeNow, bannerContent, noticeOf } from './sentences'
import { Viewing } from './viewing'
import { Watermark } from './Watermark'

interface WatchSpec extends Component.TemplateSpec {
  Cover: typeof Cover
  Watermark: typeof Watermark
  Badge: typeof LiveBadge
  Notice: typeof NoticeCard
  Said: typeof Pill
  Banner: typeof InfoBanner
  Number: typeof NumberBox
  List: typeof MiniList
}

/** A number that is complete is still shown this long before it is gone to. */
const completeStays = 250

/** One camera, full screen: draws what `Viewing` knows, and hears the keys. */
export class WatchScreen extends Component<WatchSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare route: Route
  declare private viewing: Viewing
  declare private digits: Digits | null
  declare private digitsTimer: number
  declare private clockTimer: number
  declare private bannerUntil: number
  declare private guarded: object | null

  static override _template(): Component.Template<WatchSpec> {
    return {
      w: stage.w,
      h: stage.h,
      Cover: { type: Cover },
      Watermark: { type: Watermark },
      Badge: { type: LiveBadge },
      Notice: { type: NoticeCard },
      Said: { type: Pill, x: stage.w / 2, y: margin.y, mountX: 0.5 },
    }
  }

  override _construct(): void {
    this.digits = null
    this.digitsTimer = 0
    this.clockTimer = 0
    this.bannerUntil = 0
    this.guarded = null
  }

  override _setup(): void {
    const { words, remote } = this.services
    const profile = remote.profile.name
    const chosen = (number: number) => {
      this.closeList()
      this.goTo(number)
    }
    this.patch({
      Banner: { type: InfoBanner, words, profile },
      Number: { type: NumberBox, services: this.services },
      List: { type: MiniList, words, profile, chosen, closed: () => this.closeList() },
    } as never)
  }

  override _enable(): void {
    this.shell.showGround(false)
    this.services.video.style.visibility = 'visible'
    this.viewing = new Viewing(this.services, {
      changed: () => {
        this.draw()
        this.guardByPin()
      },
      went: () => this.showBanner(),
      rests: (number) => this.rests(number),
    })
    this.clockTimer = window.setInterval(() => {
      this.viewing.second()
      // Without a picture the banner alone says which camera this is.
      if (performance.now() > this.bannerUntil && this.services.player.view().pictured) this.hideBanner()
      this.draw()
    }, 1_000)
    if (this.route.screen === 'watch') this.viewing.go(this.route.number, true)
  }

  override _disable(): void {
    window.clearInterval(this.clockTimer)
    this.dropDigits()
    this.closeList()
    this.viewing.close()
    this.services.video.style.visibility = 'hidden'
    this.services.video.muted = true
    this.shell.showGround(true)
  }

  /** Another camera on the same screen. */
  arrive(route: Route): void {
    if (route.screen === 'watch' && route.number !== this.viewing.number) this.goTo(route.number)
  }

  override _getFocused(): Component {
    const list = this.tag('List')
    return list?.visible ? list : this
  }

  /** What is read out: which camera, and what stands in the place of its picture. */
  announce(): string[] {
    const { words, clock, player, cameras } = this.services
    const { number, place, standing, presence } = this.viewing
    const facts = { number, place, standing, presence, view: player.view(), listed: cameras.value !== null }
    const notice = noticeOf(facts, words, clock.now())
    return [`${number} ${place?.name ?? ''}`, notice?.sentence ?? '', notice?.detail ?? '']
  }

  override _captureAny(press: KeyPress): boolean {
    // The key that answers "are you still watching?" does nothing else; that it was pressed is told elsewhere.
    return press.phase === 'press' && this.viewing.presence.is === 'asked'
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
    const before = this.viewing.trail?.before
    if (press.phase !== 'press') return
    if (before) this.goTo(before)
    else this.showBanner()
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
    else if (this.pinNeeded) this.askForPin()
    else if (this.viewing.resumable) this.goTo(this.viewing.number)
    else this.openList()
  }
  override _handleBack(press: KeyPress): boolean {
    if (press.phase !== 'press' || !this.digits) return false
    this.dropDigits()
    return true
  }
  override _handleDigit(press: KeyPress): void {
    if (press.phase !== 'press' || press.digit === undefined) return
    this.viewing.stopTour()
    const digits = typed(this.digits, press.digit, press.at)
    const places = this.viewing.places
    const place = places.filter(({ number }) => String(number) === digits.text)[0]
    const numbers = places.map(({ number }) => number)
    this.digits = digits
    this.tag('Number')!.show(digits.text, place?.name ?? null)
    window.clearTimeout(this.digitsTimer)
    const wait = complete(digits, numbers) ? completeStays : digits.until - press.at
    this.digitsTimer = window.setTimeout(() => this.jump(), wait)
  }
  override _handleYellow(press: KeyPress): void {
    const { place } = this.viewing
    if (press.phase !== 'press' || !place) return
    const { watch } = this.services.words
    const is = toggleFavourite(this.services.store, place.id)
    this.say(is ? watch.favouriteAdded(place.name) : watch.favouriteRemoved(place.name))
  }
  override _handleGreen(press: KeyPress): void {
    if (press.phase !== 'press') return
    const { video, player, words } = this.services
    video.muted = !video.muted
    const silent = player.view().sound === false
    this.say(silent ? words.watch.noSound : video.muted ? words.watch.soundOff : words.watch.soundOn)
  }
  override _handleBlue(press: KeyPress): void {
    if (press.phase !== 'press') return
    const { watch } = this.services.words
    const pausing = this.viewing.touring
    if (pausing) this.viewing.stopTour()
    this.say(pausing ? watch.tourPaused : this.viewing.startTour() ? watch.tourOn : watch.tourNothing)
  }

  override _handleMenu(press: KeyPress): boolean {
    const { place } = this.viewing
    if (press.phase !== 'press' || !place?.camera) return false
    void loadHousehold().then(({ askReport }) => askReport(place.id, place.name, this.services, this.shell, this.stage))
    return true
  }

  private get pinNeeded(): boolean {
    const { standing } = this.viewing
    return standing.is === 'refused' && standing.failure === 'pin-needed'
  }

  /** Asked for by itself once for each refusal; whoever goes back from it has OK. */
  private guardByPin(): void {
    if (!this.pinNeeded || this.viewing.standing === this.guarded) return
    this.guarded = this.viewing.standing
    this.askForPin()
  }

  private askForPin(): void {
    const again = () => this.attached && this.goTo(this.viewing.number)
    void loadHousehold().then(({ askPin }) => askPin('enter', this.services, this.shell, this.stage, again))
  }

  private zap(press: KeyPress, by: 1 | -1): void {
    if (press.phase === 'release') return
    this.dropDigits()
    if (!this.viewing.zap(by, press.phase === 'press')) this.showBanner()
  }

  private goTo(number: number): void {
    this.dropDigits()
    this.viewing.stopTour()
    this.viewing.go(number, true)
  }

  private jump(): void {
    const number = Number(this.digits?.text)
    this.dropDigits()
    if (this.viewing.places.some((place) => place.number === number)) this.goTo(number)
    else this.say(this.services.words.cameras.noSuchNumber(number))
  }

  private dropDigits(): void {
    window.clearTimeout(this.digitsTimer)
    this.digits = null
    this.tag('Number')!.hide()
  }

  /** The address follows, so that a restart comes back here. */
  private rests(number: number): void {
    if (this.route.screen === 'watch' && this.route.number === number) return
    this.route = { screen: 'watch', number }
    this.shell.open(this.route)
  }

  private draw(): void {
    const { words, clock, player, cameras, me } = this.services
    const { number, place, standing, presence } = this.viewing
    const now = clock.now()
    const view = player.view()
    const facts = { number, place, standing, presence, view, listed: cameras.value !== null }
    this.drawCover()
    // The list lies where the notice stands; the badge goes on telling what is so.
    this.tag('Notice')!.say(this.tag('List')!.visible ? null : noticeOf(facts, words, now))
    this.tag('Badge')!.say(badgeNow(facts, view, now), words, now)
    this.tag('Watermark')!.visible = view.pictured
    this.tag('Watermark')!.say(me.value?.household.code ?? '', words.time.ofDay(now), performance.now())
    if (this.bannerShown) this.drawBanner()
    if (this.tag('List')!.visible) this.tag('List')!.update(this.viewing.places)
  }

  /** Over the video as long as it is not this camera's picture. */
  private drawCover(): void {
    const { player, previews, words } = this.services
    const { place, standing } = this.viewing
    const { pictured, cameraId } = player.view()
    const cover = this.tag('Cover')!
    cover.visible = !pictured || cameraId !== place?.id
    if (!cover.visible) return
    const preview = place === null || standing.is === 'ended' ? null : previews.get(place.id)
    const taken = preview === null ? '' : words.watch.lastPicture(words.time.ofDaySeconds(preview.takenAt))
    cover.show(preview, place?.id ?? '', taken)
  }

  private drawBanner(): void {
    const { words, clock, store, video } = this.services
    const { number, place, touring } = this.viewing
    const favourite = place !== null && readHabits(store).favourites.indexOf(place.id) >= 0
    const state = { favourite, touring, muted: video.muted }
    this.tag('Banner')!.say(bannerContent(number, place, state, words, clock.now()))
  }

  private showBanner(): void {
    this.bannerUntil = performance.now() + bannerStays
    this.tag('Said')!.say('')
    this.tag('Banner')!.visible = !this.tag('List')!.visible
    this.draw()
  }

  private hideBanner(): void {
    this.tag('Banner')!.visible = false
    this.tag('Said')!.say('')
  }

  private get bannerShown(): boolean {
    return this.tag('Banner')?.visible ?? false
  }

  /** A sentence that comes and goes with the banner. */
  private say(sentence: string): void {
    this.showBanner()
    this.tag('Said')!.say(sentence)
  }

  private openList(): void {
    const { places, number } = this.viewing
    if (places.length === 0) return
    this.viewing.stopTour()
    this.hideBanner()
    this.tag('List')!.open(places, number)
    this.draw()
    this._refocus()
  }

  private closeList(): void {
    this.tag('List')!.close()
    this._refocus()
  }
}
