import { createPlayer, type Player } from '../player/player'
import type { Services } from '../service/services'
import { stage } from '../theme/tokens'
import type { Box } from './model'

/** A video element below the canvas with a player of its own. */
export interface Picture {
  video: HTMLVideoElement
  player: Player
}

/** Made once and used again: a player lives as long as the app. */
const made = new WeakMap<Services, Picture[]>()

/** The picture for this place of the mosaic. */
export function pictureAt(services: Services, at: number): Picture {
  const pictures = made.get(services) ?? []
  made.set(services, pictures)
  pictures[at] ??= makePicture(services)
  return pictures[at] as Picture
}

function makePicture({ clock, thrift, video: live }: Services): Picture {
  const video = document.createElement('video')
  video.setAttribute('playsinline', '')
  video.muted = true
  video.className = 'tile'
  live.insertAdjacentElement('afterend', video)
  return { video, player: createPlayer(video, () => clock.now(), thrift.shortBuffers) }
}

/** Puts it where the canvas leaves a hole: both are laid over the whole page, so parts of it fit on every screen. */
export function layOut({ video }: Picture, { x, y, w, h }: Box): void {
  const part = (length: number, whole: number) => `${(100 * length) / whole}%`
  const { style } = video
  style.left = part(x, stage.w)
  style.top = part(y, stage.h)
  style.width = part(w, stage.w)
  style.height = part(h, stage.h)
  style.visibility = 'visible'
}
