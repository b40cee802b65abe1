import { Component, Tools } from '@lightningjs/core'
import type { Preview } from '../service/services'
import { colour, margin, stage } from '../theme/tokens'
import { Pill } from '../widgets/Pill'

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

  /** Shows this picture with its words; without one the ground alone. */
  show(preview: Preview | null, key: string, words: string): void {
    const picture = this.tag('Picture')!
    picture.visible = preview !== null
    if (preview !== null) {
      const { picture: still } = preview
      picture.texture = Tools.getCanvasTexture(
        ((done: (error: Error | null, texture?: object) => void, stage: DrawingStage) => {
          const canvas = stage.platform.getDrawingCanvas()
          canvas.width = still.width
          canvas.height = still.height
          canvas.getContext('2d')?.drawImage(still, 0, 0)
          done(null, stage.platform.getTextureOptionsForDrawingCanvas(canvas))
        }) as never,
        `still-${key}-${preview.takenAt}`,
      ) as never
    }
    this.tag('Says')!.say(preview === null ? '' : words, colour.calm)
  }
}

/** What a texture's factory is given; Lightning does not type it. */
interface DrawingStage {
  platform: {
    getDrawingCanvas(): HTMLCanvasElement
    getTextureOptionsForDrawingCanvas(canvas: HTMLCanvasElement): object
  }
}
