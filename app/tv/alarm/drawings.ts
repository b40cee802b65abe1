import { StageUtils, Tools } from '@lightningjs/core'
import type { AlarmKind } from '../../contract/alarms'

type Context = CanvasRenderingContext2D

function drawn(key: string, w: number, h: number, draw: (c: Context) => void) {
  const factory = (done: (error: null, canvas: HTMLCanvasElement) => void) => {
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const c = canvas.getContext('2d')
    if (c) draw(c)
    done(null, canvas)
  }
  return Tools.getCanvasTexture(factory as never, key)
}

function path(c: Context, points: readonly number[], close = false): void {
  c.beginPath()
  for (let i = 0; i < points.length; i += 2) c.lineTo(points[i]!, points[i + 1]!)
  if (close) c.closePath()
  c.stroke()
}

/** Drawn with a round pen in a box of 100 × 100. A picture for every word. */
const signs: Record<AlarmKind, (c: Context) => void> = {
  // a raised hand, calling
  help(c) {
    path(c, [32, 92, 32, 78, 16, 56, 22, 50, 34, 58, 34, 24])
    path(c, [34, 50, 34, 20, 42, 20, 42, 46])
    path(c, [42, 20, 42, 12, 51, 12, 51, 46])
    path(c, [51, 18, 60, 18, 60, 48])
    path(c, [60, 26, 69, 26, 69, 68, 62, 80, 62, 92])
  },
  fire(c) {
    c.beginPath()
    c.moveTo(52, 8)
    c.bezierCurveTo(58, 30, 82, 38, 80, 64)
    c.bezierCurveTo(79, 84, 64, 94, 50, 94)
    c.bezierCurveTo(34, 94, 20, 82, 20, 64)
    c.bezierCurveTo(20, 50, 30, 44, 34, 32)
    c.bezierCurveTo(40, 38, 42, 44, 43, 48)
    c.bezierCurveTo(52, 36, 54, 22, 52, 8)
    c.stroke()
    c.beginPath()
    c.moveTo(50, 94)
    c.bezierCurveTo(38, 90, 36, 74, 50, 62)
    c.bezierCurveTo(64, 74, 62, 90, 50, 94)
    c.stroke()
  },
  // a heart with its beat
  medical(c) {
    c.beginPath()
    c.moveTo(50, 90)
    c.bezierCurveTo(4, 58, 8, 16, 34, 16)
    c.bezierCurveTo(44, 16, 50, 26, 50, 30)
    c.bezierCurveTo(50, 26, 56, 16, 66, 16)
    c.bezierCurveTo(92, 16, 96, 58, 50, 90)
    c.stroke()
    path(c, [14, 52, 36, 52, 44, 38, 54, 66, 62, 52, 86, 52])
  },
  // an open door and somebody in it
  intruder(c) {
    path(c, [14, 92, 14, 10, 66, 10, 66, 24])
    path(c, [8, 92, 44, 92])
    c.beginPath()
    c.arc(70, 42, 11, 0, 2 * Math.PI)
    c.stroke()
    path(c, [50, 92, 52, 70, 62, 60, 78, 60, 88, 70, 90, 92])
    c.beginPath()
    c.arc(28, 54, 2, 0, 2 * Math.PI)
    c.stroke()
  },
}

/** The sign of a kind of alarm, `size` units square. */
export function signTexture(kind: AlarmKind, size: number, tone: number) {
  return drawn(`alarm-sign-${kind}-${size}-${tone}`, size, size, (c) => {
    c.scale(size / 100, size / 100)
    c.strokeStyle = StageUtils.getRgbaString(tone)
    c.lineWidth = 5
    c.lineCap = c.lineJoin = 'round'
    signs[kind](c)
  })
}

/** Half a ring, open to the left or right; the two together fill like a clock hand. */
export function halfRingTexture(side: 'left' | 'right', radius: number, line: number, tone: number) {
  return drawn(`alarm-ring-${side}-${radius}-${line}-${tone}`, radius, radius * 2, (c) => {
    c.strokeStyle = StageUtils.getRgbaString(tone)
    c.lineWidth = line
    c.beginPath()
    const middle = side === 'right' ? 0 : radius
    const from = side === 'right' ? -Math.PI / 2 : Math.PI / 2
    c.arc(middle, radius, radius - line / 2, from, from + Math.PI)
    c.stroke()
  })
}

/** A band of slanted stripes: what is not real looks so from the door of the room. */
export function hatchTexture(w: number, h: number, tone: number, ground: number) {
  return drawn(`alarm-hatch-${w}-${h}-${tone}`, w, h, (c) => {
    c.fillStyle = StageUtils.getRgbaString(ground)
    c.fillRect(0, 0, w, h)
    c.fillStyle = StageUtils.getRgbaString(tone)
    for (let x = -h; x < w; x += h * 1.5) {
      c.beginPath()
      c.moveTo(x, h)
      c.lineTo(x + h, 0)
      c.lineTo(x + h * 1.75, 0)
      c.lineTo(x + h * 0.75, h)
      c.fill()
    }
  })
}

/** The mark before a line of the ladder: a tick, a filled disc, an empty ring or an exclamation. */
export function markTexture(mark: 'done' | 'answered' | 'waiting' | 'failed', size: number, tone: number) {
  return drawn(`alarm-mark-${mark}-${size}-${tone}`, size, size, (c) => {
    c.scale(size / 100, size / 100)
    c.strokeStyle = c.fillStyle = StageUtils.getRgbaString(tone)
    c.lineWidth = 11
    c.lineCap = c.lineJoin = 'round'
    if (mark === 'done') return path(c, [18, 52, 42, 76, 84, 26])
    c.beginPath()
    c.arc(50, 50, 40, 0, 2 * Math.PI)
    if (mark === 'answered') {
      c.fill()
      c.globalCompositeOperation = 'destination-out'
      return path(c, [30, 52, 45, 67, 72, 36])
    }
    c.stroke()
    if (mark === 'waiting') return path(c, [50, 28, 50, 52, 66, 60])
    path(c, [50, 28, 50, 56])
    path(c, [50, 74, 50, 74.1])
  })
}
