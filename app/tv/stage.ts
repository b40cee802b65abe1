import { type Element, TextTexture, TextTokenizer } from '@lightningjs/core'
import { App } from './App'
import { linesOf } from './box/thrift'
import type { Services } from './service/services'
import { chineseTokenizer } from './theme/chinese'
import { readTemplatesForTheLook } from './theme/templates'
import { fontStack } from './theme/text'
import { stage } from './theme/tokens'

/** Makes the canvas and the app on it, 720 or 1080 lines; without WebGL it is drawn by the 2D canvas. */
export function raiseStage(services: Services): App {
  const wanted = services.settings.stage
  const h = linesOf(wanted.height, window.innerHeight, services.thrift.lines)
  const w = (h * stage.w) / stage.h
  const canvas = canvasOf(w, h)
  TextTokenizer.setCustomTokenizer(chineseTokenizer)
  readTemplatesForTheLook()
  const app = new App(
    {
      stage: {
        w,
        h,
        canvas: canvas as never,
        precision: h / stage.h,
        clearColor: 0x00000000,
        canvas2d: wanted.canvas2d || !hasWebgl(canvas),
        memoryPressure: services.thrift.textures,
        bufferMemory: quadBytes,
        readPixelsBeforeDraw: wanted.read_pixels_before_draw,
        // A text goes to the graphics memory as the canvas it is; reading its pixels first takes several times as long,
        // and only some old boxes need that.
        forceTxCanvasSource: !wanted.copy_text_pixels,
        // Blob workers need a hole in the content security policy and refuse relative addresses.
        useImageWorker: false,
        pauseRafLoopOnIdle: true,
      },
      // The remote feeds the focus path itself.
      keys: null as never,
    },
    { services } as never,
  )
  canvas.id = 'stage'
  document.body.appendChild(canvas)
  return app
}

/** Five thousand rectangles of 80 bytes, several times what any screen draws; engines hold all of it from the start. */
const quadBytes = 400_000

/** Of its full size before it is drawn into, so that no memory of another size is made and left. */
function canvasOf(w: number, h: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = w
  canvas.height = h
  return canvas
}

/**
 * Whether WebGL can really be had: an engine may know the word and refuse the context. Lightning finds the context that
 * is made here: its own asks for a stencil, and so gets a depth, of the whole screen that nothing is ever drawn with.
 */
function hasWebgl(canvas: HTMLCanvasElement): boolean {
  const wanted = { alpha: true, premultipliedAlpha: true, antialias: false, depth: false, stencil: false }
  try {
    return !!(canvas.getContext('webgl', wanted) || canvas.getContext('experimental-webgl', wanted))
  } catch {
    return false
  }
}

/** Draws all text again with the fonts that are there now. */
export function redrawText(element: Element): void {
  if (element.texture instanceof TextTexture) element.text!.fontFace = fontStack() as never
  for (const child of element.children) redrawText(child)
}
