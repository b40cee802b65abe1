import type { Services } from '../service/services'
import { type Place, type Presence, placesOf, presence } from '../watch/model'
import { openPlaybacks, type Playbacks, type Standing } from '../watch/playbacks'
import { badgeNow, type Facts } from '../watch/sentences'
import { keepStill } from '../watch/still'
import { lowSession } from './lowSession'
import type { Picture } from './pictures'

/** One of several pictures: its own playback with the service, its own player. Draws nothing. */
export class Play {
  standing: Standing = { is: 'nothing' }
  private readonly playbacks: Playbacks
  private readonly deaf: () => void

  constructor(
    private readonly services: Services,
    readonly picture: Picture,
    readonly cameraId: string,
    changed: () => void,
  ) {
    const { api, clock, events, session } = services
    const { player } = picture
    const needs = { api, clock, events, player, session: lowSession(session) }
    this.playbacks = openPlaybacks(needs, (standing) => {
      this.standing = standing
      changed()
    })
    this.deaf = player.listen({ changed, firstFrame: changed, refused: () => {} })
    this.begin()
  }

  /** Watches, from the start or on again. */
  begin(): void {
    const { place } = this
    if (place?.camera) this.playbacks.watch(place.camera)
    else this.playbacks.leave()
  }

  /** The list changed: what was closed may be open again, and the other way round. */
  listed(): void {
    const { place, standing } = this
    const stopped = standing.is === 'nothing' || (standing.is === 'ended' && !this.resumable)
    if (place?.camera && stopped) this.playbacks.watch(place.camera)
    else if (place?.closed && standing.is === 'watching') this.playbacks.end(place.closed.reason)
  }

  pressed(): void {
    this.playbacks.pressed()
  }

  /** Once a second: nobody answered in time. */
  second(): void {
    if (this.presence.is === 'over') this.playbacks.end('watch_limit')
  }

  close(): void {
    const { player, video } = this.picture
    const { pictured, takenAt } = player.view()
    const { previews, clock } = this.services
    if (pictured) keepStill(video, previews, this.cameraId, takenAt ?? clock.now())
    this.deaf()
    this.playbacks.close()
    video.style.visibility = 'hidden'
  }

  get place(): Place | null {
    const list = this.services.cameras.value
    return list === null ? null : (placesOf(list).filter(({ id }) => id === this.cameraId)[0] ?? null)
  }
  get presence(): Presence {
    return presence(this.standing.is === 'watching' ? this.standing.until : null, this.services.clock.now())
  }
  /** Ended only because nobody was there, or because another screen took over. */
  get resumable(): boolean {
    const { standing } = this
    return standing.is === 'ended' && (standing.closing.why === 'watch_limit' || standing.closing.why === 'replaced')
  }
  get facts(): Facts {
    const { place, standing } = this
    const view = this.picture.player.view()
    return { number: place?.number ?? 0, place, standing, view, list: 'there', presence: { is: 'there' } }
  }
  get badge() {
    return badgeNow(this.facts, this.picture.player.view(), this.services.clock.now())
  }
}
