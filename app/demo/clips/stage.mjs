/**
 * The stage of every scene: its size, its time and its light. A scene is painted in daylight colours; night is an
 * ambient tone and lamps, by which still layers are multiplied and moving figures are shaded where they stand.
 */
import { createCanvas } from '@napi-rs/canvas'

export const width = 1280
export const height = 720
/** seconds until a scene repeats; everything that moves must be as it was then */
export const loopSeconds = 16

/** A still layer, painted once. */
export function layer(paint) {
  const canvas = createCanvas(width, height)
  const g = canvas.getContext('2d')
  paint(g)
  return canvas
}

/** Still layers, one over the other. */
export const stack = (...layers) => layer((g) => layers.forEach((each) => g.drawImage(each, 0, 0)))

/** -1 to 1 and back, `times` in a loop. */
export const wave = (t, times = 1, phase = 0) => Math.sin(((t / loopSeconds) * times + phase) * Math.PI * 2)

/** 0 to 1, `times` in a loop, starting anew. */
export const turn = (t, times = 1, phase = 0) => {
  const at = (t / loopSeconds) * times + phase
  return at - Math.floor(at)
}

/** 0 to 1 while something that starts at `start` and lasts `duration` seconds goes on, else null. */
export function passage(t, start, duration) {
  const since = (((t - start) % loopSeconds) + loopSeconds) % loopSeconds
  return since < duration ? since / duration : null
}

/** Numbers from 0 to 1 that are the same in every run. */
export function dice(seed) {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** of `#rrggbb`, or of what `css` wrote */
const channels = (tone) =>
  tone.startsWith('#') ? [1, 3, 5].map((at) => Number.parseInt(tone.slice(at, at + 2), 16)) : tone.match(/\d+/g).map(Number)
const css = (rgb) => `rgb(${rgb.map((value) => Math.round(Math.max(0, Math.min(255, value)))).join(',')})`

/** A tone between two. */
export function mix(from, to, part) {
  const [a, b] = [channels(from), channels(to)]
  return `#${a
    .map((value, at) => Math.round(value + (b[at] - value) * part).toString(16).padStart(2, '0'))
    .join('')}`
}

/** How a lamp's light falls off from its middle (0) to its edge (1). */
const falloff = [1, 0.62, 0.3, 0.1, 0]
const lightAt = (d) => {
  if (d >= 1) return 0
  const at = d * 4
  const index = Math.floor(at)
  return falloff[index] + (falloff[index + 1] - falloff[index]) * (at - index)
}

/**
 * Night: `ambient` is what is left of daylight; lights are ellipses `{x, y, rx, ry, color, power}`.
 */
export function night(ambient, lights) {
  const map = layer((g) => {
    g.fillStyle = ambient
    g.fillRect(0, 0, width, height)
    g.globalCompositeOperation = 'lighter'
    for (const { x, y, rx, ry = rx, color = '#ffbe6e', power = 0.8 } of lights) {
      g.save()
      g.translate(x, y)
      g.scale(1, ry / rx)
      const fall = g.createRadialGradient(0, 0, 0, 0, 0, rx)
      for (const [index, part] of falloff.entries())
        fall.addColorStop(index / 4, css(channels(color).map((value) => value * part * power)))
      g.fillStyle = fall
      g.fillRect(-rx, -rx, rx * 2, rx * 2)
      g.restore()
    }
  })
  return {
    /** A still layer as it looks at night; `glowing` paints on top what shines by itself. */
    lit(paint, glowing = () => {}) {
      return layer((g) => {
        paint(g)
        const unlit = createCanvas(width, height)
        unlit.getContext('2d').drawImage(g.canvas, 0, 0)
        g.globalCompositeOperation = 'multiply'
        g.drawImage(map, 0, 0)
        // multiplying also paints where there was nothing: keep the layer's own outline
        g.globalCompositeOperation = 'destination-in'
        g.drawImage(unlit, 0, 0)
        g.globalCompositeOperation = 'source-over'
        glowing(g)
      })
    },
    /** A function that gives a figure's tones where it stands. */
    shade(x, y) {
      const sum = channels(ambient).map((value) => value / 255)
      for (const { x: lx, y: ly, rx, ry = rx, color = '#ffbe6e', power = 0.8 } of lights) {
        const light = lightAt(Math.hypot((x - lx) / rx, (y - ly) / ry)) * power
        for (const [at, value] of channels(color).entries()) sum[at] += (value / 255) * light
      }
      return (tone) => css(channels(tone).map((value, at) => value * Math.min(1.15, sum[at])))
    },
  }
}

/** A soft light that lies over everything, such as the haze round a lamp. */
export function glow(g, x, y, radius, color = '#ffb547', strength = 0.5) {
  const fall = g.createRadialGradient(x, y, 0, x, y, radius)
  const [r, gr, b] = channels(color)
  for (const [index, part] of falloff.entries())
    fall.addColorStop(index / 4, `rgba(${r},${gr},${b},${(part * strength).toFixed(3)})`)
  g.save()
  g.globalCompositeOperation = 'screen'
  g.fillStyle = fall
  g.fillRect(x - radius, y - radius, radius * 2, radius * 2)
  g.restore()
}

/** A closed shape through points `[[x, y], …]`. */
export function shape(g, points, fill) {
  g.beginPath()
  for (const [x, y] of points) g.lineTo(x, y)
  g.closePath()
  g.fillStyle = fill
  g.fill()
}

export function ellipse(g, x, y, rx, ry, fill, angle = 0) {
  g.beginPath()
  g.ellipse(x, y, rx, ry, angle, 0, Math.PI * 2)
  g.fillStyle = fill
  g.fill()
}

/** A line with round ends through points. */
export function stroke(g, points, line, color) {
  g.beginPath()
  for (const [x, y] of points) g.lineTo(x, y)
  g.lineWidth = line
  g.lineCap = 'round'
  g.lineJoin = 'round'
  g.strokeStyle = color
  g.stroke()
}

/** Calls `draw` with its own origin and scale; a negative `sx` mirrors. */
export function at(g, x, y, sx, draw, sy = Math.abs(sx)) {
  g.save()
  g.translate(x, y)
  g.scale(sx, sy)
  draw()
  g.restore()
}
