import { StageUtils, Tools } from '@lightningjs/core'
import type { CameraKind } from '../../contract/cameras'
import { colour, radius } from '../theme/tokens'

type Context = CanvasRenderingContext2D
/** Drawn in a box of 160 × 120 with the context's fill and stroke already chosen. */
type Draw = (c: Context) => void

/** Flat signs of what kind of place it is; they stand where no picture is, and never look like one. */
const drawings: Record<CameraKind, Draw> = {
  gate(c) {
    c.fillRect(14, 34, 22, 86)
    c.fillRect(124, 34, 22, 86)
    disc(c, 25, 20, 11)
    disc(c, 135, 20, 11)
    for (let x = 46; x <= 114; x += 17) c.fillRect(x - 3, 56, 6, 64)
    c.fillRect(36, 66, 88, 6)
    c.fillRect(36, 104, 88, 6)
  },
  street(c) {
    shape(c, [62, 10, 98, 10, 156, 120, 4, 120])
    c.globalCompositeOperation = 'destination-out'
    shape(c, [77, 20, 83, 20, 84, 38, 76, 38])
    shape(c, [75, 50, 85, 50, 87, 74, 73, 74])
    shape(c, [72, 88, 88, 88, 90, 116, 70, 116])
    c.globalCompositeOperation = 'source-over'
  },
  parking(c) {
    shape(c, [30, 64, 50, 28, 110, 28, 130, 64])
    c.fillRect(16, 62, 128, 36)
    disc(c, 42, 100, 15)
    disc(c, 118, 100, 15)
    c.globalCompositeOperation = 'destination-out'
    shape(c, [44, 62, 57, 38, 76, 38, 76, 62])
    shape(c, [84, 62, 84, 38, 103, 38, 116, 62])
    disc(c, 42, 100, 6)
    disc(c, 118, 100, 6)
    c.globalCompositeOperation = 'source-over'
  },
  square(c) {
    disc(c, 46, 44, 30)
    c.fillRect(42, 60, 8, 50)
    disc(c, 118, 56, 24)
    c.fillRect(114, 70, 8, 40)
    c.fillRect(4, 108, 152, 8)
    c.fillRect(66, 88, 34, 6)
    c.fillRect(70, 94, 5, 14)
    c.fillRect(91, 94, 5, 14)
  },
  playground(c) {
    c.lineWidth = 8
    path(c, [20, 116, 44, 18, 68, 116])
    path(c, [44, 18, 124, 18])
    path(c, [100, 116, 124, 18, 148, 116])
    c.lineWidth = 5
    path(c, [70, 20, 62, 84])
    path(c, [92, 20, 98, 84])
    c.fillRect(56, 84, 48, 8)
  },
  water(c) {
    c.lineWidth = 9
    for (const y of [42, 72, 102]) {
      c.beginPath()
      c.moveTo(6, y)
      for (let x = 6; x < 154; x += 37) {
        c.quadraticCurveTo(x + 9, y - 16, x + 18.5, y)
        c.quadraticCurveTo(x + 28, y + 16, x + 37, y)
      }
      c.stroke()
    }
  },
  other(c) {
    c.fillRect(76, 26, 8, 90)
    c.fillRect(54, 110, 52, 8)
    shape(c, [54, 42, 106, 42, 94, 12, 66, 12])
    disc(c, 80, 46, 12)
  },
}

function disc(c: Context, x: number, y: number, r: number): void {
  c.beginPath()
  c.arc(x, y, r, 0, 2 * Math.PI)
  c.fill()
}

function trace(c: Context, points: readonly number[]): void {
  c.beginPath()
  for (let i = 0; i < points.length; i += 2) c.lineTo(points[i]!, points[i + 1]!)
}

function shape(c: Context, points: readonly number[]): void {
  trace(c, points)
  c.closePath()
  c.fill()
}

function path(c: Context, points: readonly number[]): void {
  trace(c, points)
  c.stroke()
}

/**
 * The drawing of a kind on the ground of a tile's picture, clear of what stands in its upper `head` units; one texture
 * for all tiles of the kind and size.
 */
export function kindTexture(kind: CameraKind | null, w: number, h: number, head: number) {
  return Tools.getCanvasTexture((done) => {
    const canvas = document.createElement('canvas')
    const c = roundedTop(canvas, w, h)
    c.fillStyle = StageUtils.getRgbaString(colour.raised)
    c.fillRect(0, 0, w, h)
    if (kind) drawKind(c, kind, w, h, head)
    done(null, canvas)
  }, `kind-${kind}-${w}-${h}-${head}-${colour.drawing}`)
}

function drawKind(c: Context, kind: CameraKind, w: number, h: number, head: number): void {
  const sign = document.createElement('canvas')
  sign.width = 160
  sign.height = 120
  const context = sign.getContext('2d')
  if (!context) return
  context.fillStyle = context.strokeStyle = StageUtils.getRgbaString(colour.drawing)
  context.lineCap = context.lineJoin = 'round'
  drawings[kind](context)
  const scale = (h * 0.46) / 120
  const y = Math.max((h - 120 * scale) / 2 + h * 0.06, head + 6)
  c.drawImage(sign, (w - 160 * scale) / 2, y, 160 * scale, 120 * scale)
}

/** A picture cut to a tile's shape; `key` must change whenever the picture does. */
export function pictureTexture(picture: CanvasImageSource, key: string, w: number, h: number) {
  return Tools.getCanvasTexture((done) => {
    const canvas = document.createElement('canvas')
    roundedTop(canvas, w, h).drawImage(picture, 0, 0, w, h)
    done(null, canvas)
  }, `preview-${key}-${w}-${h}`)
}

function roundedTop(canvas: HTMLCanvasElement, w: number, h: number): Context {
  canvas.width = w
  canvas.height = h
  const c = canvas.getContext('2d')!
  c.beginPath()
  c.moveTo(0, h)
  c.arcTo(0, 0, w, 0, radius)
  c.arcTo(w, 0, w, h, radius)
  c.lineTo(w, h)
  c.closePath()
  c.clip()
  return c
}
