/** What people built: houses, roofs, lamps, signs, cars. */
import { fileURLToPath } from 'node:url'
import { GlobalFonts } from '@napi-rs/canvas'
import { at, dice, ellipse, glow, mix, shape, stroke } from './stage.mjs'

GlobalFonts.registerFromPath(fileURLToPath(new URL('../../../static/fonts/porchlight-sans.woff2', import.meta.url)), 'Sign')

/** Words on a board, `size` pixels high, centred. */
export function lettering(g, text, x, y, size, color) {
  g.font = `700 ${size}px Sign`
  g.textAlign = 'center'
  g.textBaseline = 'middle'
  g.fillStyle = color
  g.fillText(text, x, y)
}

export const windowTones = ['#ffc86b', '#ffb547', '#f2a03d', '#ffd995', '#8fb4d9']

/**
 * A block of flats. Gives its lit windows `[x, y, w, h, tone]`, which shine by themselves.
 */
export function flats(g, x, base, w, h, { wall = '#8792a6', columns = 4, rows = 5, lit = 0.4, seed = 1, roof = true, side = 0 } = {}) {
  const roll = dice(seed)
  const shining = []
  g.fillStyle = wall
  g.fillRect(x, base - h, w, h)
  if (side) {
    g.fillStyle = mix(wall, '#000000', 0.3)
    g.fillRect(side > 0 ? x + w : x + side, base - h, Math.abs(side), h)
  }
  if (roof) {
    g.fillStyle = mix(wall, '#000000', 0.25)
    g.fillRect(x - 5, base - h - 7, w + 10, 9)
    g.fillRect(x + w * 0.62, base - h - 24, w * 0.2, 20)
  }
  const [cw, ch] = [w / columns, h / rows]
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const box = [x + column * cw + cw * 0.22, base - h + row * ch + ch * 0.24, cw * 0.56, ch * 0.5]
      g.fillStyle = mix(wall, '#1a2438', 0.62)
      g.fillRect(...box)
      g.fillStyle = mix(wall, '#ffffff', 0.14)
      g.fillRect(box[0] - 2, box[1] + box[3], box[2] + 4, 3)
      const luck = roll()
      if (luck < lit) shining.push([...box, windowTones[Math.floor(roll() * windowTones.length)]])
    }
  return shining
}

/** Lit windows with their cross and a curtain here and there. */
export function windows(g, boxes, haze = true) {
  for (const [x, y, w, h, tone] of boxes) {
    if (haze) glow(g, x + w / 2, y + h / 2, Math.max(w, h) * 1.5, tone, 0.22)
    g.fillStyle = tone
    g.fillRect(x, y, w, h)
    g.fillStyle = mix(tone, '#7a4a1c', 0.35)
    g.fillRect(x, y, w * 0.2, h)
    g.fillStyle = mix(tone, '#2a1c10', 0.6)
    g.fillRect(x + w / 2 - 1, y, 2, h)
  }
}

/** A tiled roof with eaves that rise at the ends, over a wall from `x` to `x + w`; `y` is where wall and roof meet. */
export function tiledRoof(g, x, y, w, h, { tile = '#5f6b7d', over = 26, lift = 16 } = {}) {
  const mid = x + w / 2
  g.beginPath()
  g.moveTo(x - over, y - lift)
  g.quadraticCurveTo(x + w * 0.1, y - h * 0.34 - 4, x + w * 0.2, y - h)
  g.lineTo(x + w * 0.8, y - h)
  g.quadraticCurveTo(x + w * 0.9, y - h * 0.34 - 4, x + w + over, y - lift)
  g.quadraticCurveTo(x + w * 0.9, y + 6, mid, y + 6)
  g.quadraticCurveTo(x + w * 0.1, y + 6, x - over, y - lift)
  g.fillStyle = tile
  g.fill()
  g.save()
  g.clip()
  const columns = Math.max(8, Math.round(w / 20))
  for (let index = 0; index <= columns; index++) {
    const part = index / columns
    stroke(g, [[x + w * (0.2 + part * 0.6), y - h], [x - over + (w + over * 2) * part, y + 6]], 2, mix(tile, '#000000', 0.22))
  }
  g.restore()
  stroke(g, [[x + w * 0.18, y - h - 3], [x + w * 0.82, y - h - 3]], 8, mix(tile, '#000000', 0.3))
  for (const side of [0, 1])
    stroke(g, [[x + w * (side ? 0.82 : 0.18), y - h - 3], [x + w * (side ? 0.85 : 0.15), y - h - 11]], 6, mix(tile, '#000000', 0.3))
}

/** A street lamp: its pole, and by `lampHead` its light. */
export function lampPost(g, x, base, h, { arm = 40, tone = '#49546a' } = {}) {
  g.fillStyle = tone
  g.fillRect(x - 3, base - h, 6, h)
  g.fillRect(x - 6, base - 12, 12, 12)
  g.beginPath()
  g.moveTo(x, base - h + 4)
  g.quadraticCurveTo(x + arm * 0.2, base - h - 12, x + arm, base - h - 10)
  g.lineWidth = 5
  g.strokeStyle = tone
  g.stroke()
}

export function lampHead(g, x, y, s = 1, haze = 90) {
  glow(g, x, y, haze * s, '#ffb85c', 0.75)
  shape(g, [[x - 15 * s, y], [x - 9 * s, y - 7 * s], [x + 9 * s, y - 7 * s], [x + 15 * s, y]], '#5a5347')
  ellipse(g, x, y + 1, 13 * s, 4.4 * s, '#fff0c9')
}

/** A round paper lantern on its string. */
export function lantern(g, x, y, s, swing = 0, tone = '#e8743b') {
  at(g, x, y, s, () => {
    g.rotate(swing * 0.09)
    stroke(g, [[0, 0], [0, 14]], 1.6, '#3a3330')
    glow(g, 0, 30, 62, tone, 0.5)
    ellipse(g, 0, 30, 19, 16, tone)
    ellipse(g, 0, 30, 11, 16, mix(tone, '#ffe0a0', 0.35))
    ellipse(g, 0, 30, 4, 16, mix(tone, '#ffe9bd', 0.7))
    for (const ly of [14, 46]) shape(g, [[-8, ly - 2], [8, ly - 2], [8, ly + 2], [-8, ly + 2]], '#c98a2c')
    stroke(g, [[0, 48], [0, 62]], 2.4, '#c98a2c')
  })
}

/** A car from the side, 150 long, driving right; `s` negative drives left. */
export function car(g, x, y, s, step, tone, { body = '#7d93b5', lights = true } = {}) {
  const size = Math.abs(s)
  ellipse(g, x, y + 1, 84 * size, 7 * size, 'rgba(3,6,12,0.5)')
  at(g, x, y, s, () => {
    g.beginPath()
    g.moveTo(-76, -12)
    g.lineTo(-76, -30)
    g.quadraticCurveTo(-74, -38, -54, -40)
    g.quadraticCurveTo(-38, -62, -16, -62)
    g.lineTo(8, -62)
    g.quadraticCurveTo(28, -62, 42, -41)
    g.quadraticCurveTo(72, -38, 76, -28)
    g.lineTo(76, -12)
    g.closePath()
    g.fillStyle = tone(body)
    g.fill()
    shape(g, [[-46, -41], [-33, -56], [-14, -57], [-14, -41]], tone('#2c3a52'))
    shape(g, [[-8, -41], [-8, -57], [8, -57], [22, -54], [33, -41]], tone('#2c3a52'))
    g.fillStyle = tone(mix(body, '#000000', 0.35))
    g.fillRect(-76, -18, 152, 8)
    for (const wx of [-45, 46]) {
      ellipse(g, wx, -11, 14, 14, '#10141c')
      ellipse(g, wx, -11, 7, 7, tone('#8a94a6'))
      const angle = step * Math.PI * 2
      stroke(g, [[wx - Math.cos(angle) * 6, -11 - Math.sin(angle) * 6], [wx + Math.cos(angle) * 6, -11 + Math.sin(angle) * 6]], 2, '#2b303b')
    }
    if (lights) {
      ellipse(g, 73, -29, 4, 5, '#fff3d1')
      g.fillStyle = '#e0573f'
      g.fillRect(-77, -32, 4, 8)
    }
  })
  if (lights) {
    beam(g, x + 74 * s, y - 29 * size, s, 330)
    glow(g, x + 74 * s, y - 29 * size, 46 * size, '#ffe9bd', 0.8)
    glow(g, x - 77 * s, y - 28 * size, 26 * size, '#e0573f', 0.6)
  }
}

/** A headlight's cone to one side. */
export function beam(g, x, y, s, reach) {
  const size = Math.abs(s)
  const end = x + reach * s
  const fall = g.createLinearGradient(x, 0, end, 0)
  fall.addColorStop(0, 'rgba(255,228,170,0.15)')
  fall.addColorStop(0.5, 'rgba(255,218,150,0.05)')
  fall.addColorStop(1, 'rgba(255,218,150,0)')
  g.save()
  g.globalCompositeOperation = 'screen'
  // three cones, so that the edge is soft
  for (const wide of [0.35, 0.7, 1.05])
    shape(g, [[x, y - 4 * size], [end, y - 22 * size * wide], [end, y + 44 * size * wide], [x, y + 6 * size]], fall)
  g.restore()
}

/** A bench seen from the front, 120 wide. */
export function bench(g, x, y, s, tone = (color) => color) {
  at(g, x, y, s, () => {
    for (const lx of [-50, 50]) stroke(g, [[lx, -28], [lx, 0]], 6, tone('#4a5163'))
    g.fillStyle = tone('#9a7753')
    g.fillRect(-62, -34, 124, 8)
    g.fillRect(-62, -58, 124, 6)
    g.fillRect(-62, -47, 124, 6)
  })
}

/** A path on the ground between two lines, far to near. */
export function ground(g, farY, farLeft, farRight, nearLeft, nearRight, fill, nearY = 720) {
  shape(g, [[farLeft, farY], [farRight, farY], [nearRight, nearY], [nearLeft, nearY]], fill)
}

