import { Component, Tools } from '@lightningjs/core'
import type { Preview, Services } from '../service/services'
import { colour, margin, stage } from '../theme/tokens'
import { Pill } from '../widgets/Pill'
import type { Place } from './model'
import type { Standing } from './playbacks'

interface CoverSpec extends Component.TemplateSpec {
  Ground: object
  Picture: object
  Says: typeof Pill
}

/**
 * Lies over the video until the camera's first frame, so that no old picture stands under a new name: the ground, or
 * the last picture of this camera, dimmed and marked as what it is.
 */
export class Cover extends Component<CoverSpec> {
  static override _template(): Component.Template<CoverSpec> {
    return {
      w: stage.w,
      h: stage.h,
      Ground: { rect: true, w: stage.w, h: stage.h, color: colour.night },
      Picture: { w: stage.w, h: stage.h, alpha: 0.35, visible: false },
      Says: { type: Pill, x: margin.x, y: margin.y },
    }
  }

  /** Over the video as long as it is not this camera's picture. */
  follow({ player, previews, words }: Services, place: Place | null, standing: Standing): void {
    const { pictured, cameraId } = player.view()
    this.visible = !pictured || cameraId !== place?.id
    if (!this.visible) return
    const preview = place === null || standing.is === 'ended' ? null : previews.get(place.id)
    const taken = preview === null ? '' : words.watch.lastPicture(words.time.ofDaySeconds(preview.takenAt))
    this.show(preview, place?.id ?? '', taken)
  }

  /** Shows this picture with its words; without one the ground alone. */
  private show(preview: Preview | null, id: string, words: string): void {
    const picture = this.tag('Picture')!
    picture.visible = preview !== null
    if (preview !== null) {
      const { picture: still, takenAt } = preview
      const key = `still-${id}-${takenAt}`
      picture.texture = Tools.getCanvasTexture((done) => done(null, drawn(still)), key) as never
    }
    this.tag('Says')!.say(preview === null ? '' : words, colour.calm)
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
