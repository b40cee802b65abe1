import { noteWatched, readHabits } from '../cameras/habits'
import type { Services } from '../service/services'
import {
  type CameraAt,
  numbered,
  type Place,
  type Presence,
  placesOf,
  presence,
  type TourOf,
  type Trail,
  tourNext,
  tourRound,
  tourStays,
  watchedUntil,
  went,
  zapTo,
} from './model'
import { openPlaybacks, type Playbacks, type Standing } from './playbacks'
import { keepStill } from './still'

/** While a zap key is held the name runs along; the picture is asked for when it comes to rest. */
const restMs = 250
/**
 * A picture is kept as the camera's preview this often, the first soon after it appeared. Never on the way to another
 * camera: reading a picture takes a weak box longer than all else that a zap does.
 */
const stillEvery = 10_000
const firstStillAfter = 600
/**
 * So long after a key nothing is drawn but the new name, unless the picture is there before: what stands around a
 * picture takes a weak box longer to draw than the picture takes to come.
 */
const hurryMs = 300

/** What the screen is told. */
export interface ViewingHooks {
  /** something that is drawn may have changed */
  changed(): void
  /** another camera was asked for: its name is drawn in this very frame, and what was shown of the one before goes */
  went(): void
  /** the first frame of the camera is about to be painted: what covers it goes in the same frame */
  pictured(): void
  /** its picture is being asked for: the key came to rest */
  rests(at: CameraAt): void
}

/** Which camera is watched and how one goes from one to another. Draws nothing. */
export class Viewing {
  /** What was asked for, and with the list which camera that is. */
  at: CameraAt = { number: 0 }
  standing: Standing = { is: 'nothing' }
  trail: Trail | null = null
  private readonly playbacks: Playbacks
  private readonly deaf: (() => void)[]
  private touringSince: number | null = null
  private pressedAt: number
  private stillAt = 0
  private rest = 0
  private firstStill = 0
  private hurry = 0
  private telling = 0
  private untold: (() => void)[] = []

  constructor(
    private readonly services: Services,
    private readonly hooks: ViewingHooks,
  ) {
    const { player, cameras, remote } = services
    this.pressedAt = services.clock.now()
    this.playbacks = openPlaybacks(services, (standing) => {
      this.standing = standing
      // What no picture follows on is said at once.
      if (standing.is === 'ended' || standing.is === 'refused' || standing.is === 'unable') this.calm()
      else this.changed()
    })
    this.deaf = [
      player.listen({
        changed: () => this.playerChanged(),
        firstFrame: (id) => this.arrived(id),
        refused: () => {},
      }),
      cameras.onChange(() => this.listed()),
      remote.listen((press) => {
        if (press.phase !== 'press') return
        const at = services.clock.now()
        // After the screen, which must still see that it had asked: that key does nothing else.
        window.setTimeout(() => {
          this.pressedAt = at
        }, 0)
        this.playbacks.pressed()
      }),
    ]
  }

  /** Leaves the camera; nothing is heard or watched afterwards. */
  close(): void {
    this.keepPicture(0)
    window.clearTimeout(this.rest)
    window.clearTimeout(this.firstStill)
    window.clearTimeout(this.telling)
    window.clearTimeout(this.hurry)
    this.deaf.forEach((stop) => {
      stop()
    })
    this.playbacks.close()
  }

  /** Goes to a camera; `atOnce`, or when the key that leads on and on is let go. */
  go(to: CameraAt, atOnce: boolean): void {
    window.clearTimeout(this.firstStill)
    this.at = to
    this.standing = { is: 'nothing' }
    window.clearTimeout(this.rest)
    this.hurryUp()
    if (atOnce) this.watch()
    else {
      this.playbacks.leave()
      this.rest = window.setTimeout(() => {
        this.hurryUp()
        this.watch()
      }, restMs)
    }
    this.hooks.went()
  }

  /** The next camera in watching order, round and round; false where there is none. */
  zap(by: 1 | -1, atOnce: boolean): boolean {
    this.stopTour()
    const next = zapTo(this.places, this.at, by)
    if (next) this.go(next, atOnce)
    return next !== null
  }

  /** Once a second: what time alone changes. */
  second(): void {
    const now = performance.now()
    if (this.presence.is === 'over') {
      this.stopTour()
      this.playbacks.end('watch_limit')
    }
    if (this.services.player.view().phase === 'playing') this.keepPicture(stillEvery)
    if (this.touringSince === null || now - this.touringSince <= tourStays) return
    const next = this.nextOfTour
    this.touringSince = next === null ? null : now
    if (next !== null) this.go(next, true)
  }

  get touring(): boolean {
    return this.touringSince !== null
  }
  /** Begins a tour and tells of what; null where there is nothing to go round. */
  startTour(): TourOf | null {
    const tour = tourRound(this.places, this.favourites)
    this.touringSince = tour === null ? null : performance.now()
    // Its limit counts from the key that began it, however long there was none before.
    this.pressedAt = this.services.clock.now()
    return tour === null ? null : tour.of
  }
  stopTour(): void {
    this.touringSince = null
  }

  get places(): Place[] {
    const list = this.services.cameras.value
    return list === null ? [] : placesOf(list)
  }
  get place(): Place | null {
    const { id, number } = this.at
    return id === undefined ? this.numbered(number) : (this.places.filter((place) => place.id === id)[0] ?? null)
  }
  get number(): number {
    return this.place?.number ?? this.at.number
  }
  /** Whom the household means by a number. */
  numbered(number: number): Place | null {
    const { cameras, me } = this.services
    return cameras.value && numbered(cameras.value, me.value?.areas ?? [], number)
  }
  get presence(): Presence {
    const { clock, me } = this.services
    const limit = me.value?.features.watch_limit_s
    const tour = this.touring && limit ? { pressedAt: this.pressedAt, limitMs: limit * 1_000 } : null
    const until = this.standing.is === 'watching' ? this.standing.until : null
    return presence(watchedUntil(until, tour), clock.now())
  }
  /** Ended only because nobody was there, or because another screen took over: OK goes on. */
  get resumable(): boolean {
    const { standing } = this
    return standing.is === 'ended' && (standing.closing.why === 'watch_limit' || standing.closing.why === 'replaced')
  }

  private get nextOfTour(): Place | null {
    return tourNext(this.places, this.favourites, this.at)
  }
  private get favourites(): readonly string[] {
    return readHabits(this.services.store).favourites
  }

  private watch(): void {
    const { place } = this
    if (place) {
      // From here on it is this camera, whichever else comes to have its number.
      this.at = place
      this.trail = went(this.trail, place)
    }
    const { at } = this
    if (place?.camera) this.playbacks.watch(place.camera)
    else {
      this.playbacks.leave()
      this.calm()
    }
    this.tell(() => {
      if (this.at === at) this.hooks.rests(at)
    })
  }

  /** A key led to another camera a moment ago and its picture is not there yet: only the name is drawn meanwhile. */
  get hurrying(): boolean {
    return this.hurry !== 0
  }

  private hurryUp(): void {
    window.clearTimeout(this.hurry)
    this.hurry = window.setTimeout(() => this.calm(), hurryMs)
  }

  private calm(): void {
    window.clearTimeout(this.hurry)
    this.hurry = 0
    this.changed()
  }

  /**
   * Next, not now, and a thing that is drawn once is not drawn twice: the question for the picture, and then the picture
   * itself, go before all that is drawn around it.
   */
  private tell(what: () => void): void {
    if (this.untold.indexOf(what) < 0) this.untold.push(what)
    if (!this.hurrying) this.tellSoon()
  }

  private tellSoon(): void {
    if (this.telling !== 0) return
    this.telling = window.setTimeout(() => {
      this.telling = 0
      this.untold.splice(0).forEach((say) => {
        say()
      })
    }, 0)
  }

  private changed(): void {
    this.tell(this.hooks.changed)
  }

  private playerChanged(): void {
    const { phase } = this.services.player.view()
    // The last picture stands in for the live one while that is being brought back.
    if (phase === 'frozen' || phase === 'offline') this.keepPicture(0)
    this.changed()
  }

  private arrived(id: string): void {
    this.hooks.pictured()
    this.calm()
    window.clearTimeout(this.firstStill)
    this.firstStill = window.setTimeout(() => this.keepPicture(0), firstStillAfter)
    this.tell(() => noteWatched(this.services.store, id))
  }

  /** The list changed: what was closed may be open again, and the other way round. */
  private listed(): void {
    const { place, standing } = this
    const stopped = standing.is === 'nothing' || (standing.is === 'ended' && !this.resumable)
    if (place && stopped && (place.camera || this.at.id === undefined)) this.watch()
    else if (place?.closed && standing.is === 'watching') this.playbacks.end(place.closed.reason)
    this.changed()
  }

  private keepPicture(olderThan: number): void {
    const { player, video, previews, clock } = this.services
    const { cameraId, pictured, takenAt } = player.view()
    const now = performance.now()
    if (cameraId === null || !pictured || now - this.stillAt < olderThan) return
    this.stillAt = now
    keepStill(video, previews, cameraId, takenAt ?? clock.now())
  }
}
