import type { Preview } from '../service/services'
import { colour } from '../theme/tokens'

/**
 * Lies over the video until the camera's first frame, so that no old picture stands under a new name: the ground, or
 * the last picture of this camera, dimmed. An element of the page below the stage: it goes in the very frame that
 * brings the picture, while the stage takes a weak box several frames to draw.
 */
export class Cover {
  private readonly ground = document.createElement('div')
  private still: HTMLCanvasElement | null = null

  constructor(private readonly video: HTMLVideoElement) {
    this.ground.id = 'cover'
  }

  /** Covers the video with the ground, at once. */
  lay(): void {
    this.show(null)
    this.ground.style.backgroundColor = `#${(colour.night & 0xffffff).toString(16).padStart(6, '0')}`
    if (this.ground.parentNode === null) this.video.parentNode?.insertBefore(this.ground, this.video.nextSibling)
  }

  /** Shows the last picture of the camera on the ground; whoever calls says beside it what it is. */
  show(preview: Preview | null): void {
    const still = preview === null ? null : drawn(preview.picture)
    if (still === this.still) return
    if (this.still !== null) this.ground.removeChild(this.still)
    if (still !== null) this.ground.appendChild(still)
    this.still = still
  }

  /** Takes the cover away, at once. */
  lift(): void {
    this.show(null)
    this.ground.parentNode?.removeChild(this.ground)
  }

  get lies(): boolean {
    return this.ground.parentNode !== null
  }
}

function drawn(still: Preview['picture']): HTMLCanvasElement {
  if (still instanceof HTMLCanvasElement) return still
  const canvas = document.createElement('canvas')
  canvas.width = still.width
  canvas.height = still.height
  canvas.getContext('2d')?.drawImage(still, 0, 0)
  return canvas
}
