/** Sky, hills, trees, water, rain and animals. */
import { at, dice, ellipse, height, mix, shape, stroke, turn, wave, width } from './stage.mjs'

export function sky(g, top, bottom, horizon) {
  const fall = g.createLinearGradient(0, 0, 0, horizon)
  fall.addColorStop(0, top)
  fall.addColorStop(1, bottom)
  g.fillStyle = fall
  g.fillRect(0, 0, width, horizon + 2)
}

export function stars(g, seed, count, lowest) {
  const roll = dice(seed)
  for (let index = 0; index < count; index++) {
    const size = 0.8 + roll() * 1.2
    ellipse(g, roll() * width, roll() * lowest, size, size, `rgba(214,226,246,${(0.25 + roll() * 0.5).toFixed(2)})`)
  }
}

export function moon(g, x, y, r) {
  ellipse(g, x, y, r, r, '#e9e3cd')
  ellipse(g, x - r * 0.3, y - r * 0.2, r * 0.2, r * 0.16, '#d9d2ba')
  ellipse(g, x + r * 0.25, y + r * 0.3, r * 0.26, r * 0.2, '#d9d2ba')
}

/** A waning moon: the outer curve, and an inner one that cuts it. */
export function crescent(g, x, y, r) {
  g.beginPath()
  g.arc(x, y, r, Math.PI * 0.32, Math.PI * 1.68)
  g.arc(x + r * 0.55, y, r * 0.87, Math.PI * 1.62, Math.PI * 0.38, true)
  g.fillStyle = '#e9e3cd'
  g.fill()
}

/** A ridge across the picture; hills of a slow and a faster wave. */
export function ridge(g, y, rise, fill, seed, until = height) {
  const roll = dice(seed)
  const [a, b, c] = [roll() * 9, roll() * 9, roll() * 9]
  const points = [[0, until]]
  for (let x = 0; x <= width; x += 16)
    points.push([x, y - rise * (0.5 + 0.32 * Math.sin(x / 210 + a) + 0.14 * Math.sin(x / 83 + b) + 0.05 * Math.sin(x / 31 + c))])
  shape(g, [...points, [width, until]], fill)
}

/** A round-headed tree; its crown leans by `sway` pixels. */
export function tree(g, x, y, s, { leaf = '#4f7a5c', bark = '#6b5546', sway = 0, seed = 1 } = {}) {
  const roll = dice(seed)
  at(g, x, y, s, () => {
    shape(g, [[-7, 2], [-4, -90], [4, -90], [8, 2]], bark)
    stroke(g, [[0, -60], [-26 + sway, -104]], 5, bark)
    stroke(g, [[0, -70], [28 + sway, -112]], 5, bark)
    const crown = [[0, -128, 46], [-38, -108, 32], [40, -112, 34], [-18, -156, 32], [24, -150, 32]]
    for (const [cx, cy, r] of crown) ellipse(g, cx + sway * (-cy / 110), cy + 6, r, r * 0.9, mix(leaf, '#000000', 0.22))
    for (const [cx, cy, r] of crown) ellipse(g, cx + sway * (-cy / 110) - 4, cy - 4, r * 0.84, r * 0.72, leaf)
    for (let index = 0; index < 9; index++) {
      const cx = (roll() - 0.5) * 92
      ellipse(g, cx + sway, -116 - roll() * 50 + Math.abs(cx) * 0.3, 9, 6, mix(leaf, '#ffffff', 0.1))
    }
  })
}

/** A willow: strands that hang and swing one after the other. */
export function willow(g, x, y, s, t, { leaf = '#5b8a5e', bark = '#5d4c40', seed = 3 } = {}) {
  const roll = dice(seed)
  at(g, x, y, s, () => {
    g.beginPath()
    g.moveTo(-12, 4)
    g.quadraticCurveTo(-2, -70, -22, -150)
    g.lineTo(2, -150)
    g.quadraticCurveTo(12, -70, 14, 4)
    g.fillStyle = bark
    g.fill()
    for (const [cx, cy, rx, ry, dim] of [[-10, -168, 66, 34, 0.34], [-58, -152, 40, 28, 0.26], [46, -156, 44, 30, 0.24], [-24, -188, 44, 24, 0.12], [26, -184, 40, 22, 0.16]])
      ellipse(g, cx, cy, rx, ry, mix(leaf, '#000000', dim))
    for (let index = 0; index < 44; index++) {
      const part = ((index * 17) % 44) / 43
      const sx = -98 + part * 184
      const top = -158 - Math.sin(part * Math.PI) * 34 + roll() * 22
      const length = 46 + roll() * 92 + Math.sin(part * Math.PI) * 14
      const swing = wave(t, 3, part * 0.8 + roll() * 0.1) * 9
      g.beginPath()
      g.moveTo(sx, top)
      g.quadraticCurveTo(sx - 3, top + length * 0.5, sx + swing, top + length)
      g.lineWidth = 2 + roll() * 2.6
      g.lineCap = 'round'
      g.strokeStyle = mix(leaf, index % 4 ? '#000000' : '#ffffff', 0.03 + roll() * (index % 4 ? 0.3 : 0.09))
      g.stroke()
    }
  })
}

/** Bamboo behind a wall: stems and leaves, leaning by a slow wind. */
export function bamboo(g, x, y, s, t, { leaf = '#5c8562', seed = 5, stems = 7 } = {}) {
  const roll = dice(seed)
  for (let index = 0; index < stems; index++) {
    const bx = x + index * 17 * s + roll() * 8
    const tall = (150 + roll() * 90) * s
    const lean = (roll() - 0.5) * 36 * s + wave(t, 2, index * 0.13) * 5 * s
    const tone = mix(leaf, '#000000', roll() * 0.3)
    stroke(g, [[bx, y], [bx + lean * 0.4, y - tall * 0.55], [bx + lean, y - tall]], 4 * s, tone)
    for (let leafAt = 0; leafAt < 7; leafAt++) {
      const up = 0.4 + leafAt * 0.09
      const side = leafAt % 2 ? 1 : -1
      ellipse(g, bx + lean * up + side * 13 * s, y - tall * up, 15 * s, 3.6 * s, tone, side * (0.5 + roll() * 0.4))
    }
  }
}

/** Leaves that fall and drift. */
export function leaves(g, t, seed, count, { from = 80, to = 640, left = 0, right = width, tone = '#c98a3c' } = {}) {
  const roll = dice(seed)
  for (let index = 0; index < count; index++) {
    const [x, phase, big] = [left + roll() * (right - left), roll(), 3 + roll() * 3]
    const fall = turn(t, 1, phase)
    const px = x + Math.sin(fall * 14 + phase * 9) * 26 + fall * 60
    ellipse(g, px, from + fall * (to - from), big * 1.5, big * 0.7, tone, Math.sin(fall * 20 + phase * 5))
  }
}

/** Slanting rain; each drop falls a whole number of times in a loop. */
export function rain(g, t, seed, count, { tone = 'rgba(168,192,226,0.34)', until = height } = {}) {
  const roll = dice(seed)
  for (let index = 0; index < count; index++) {
    const [x, phase, near] = [roll() * (width + 160), roll(), roll()]
    const fall = turn(t, 10 + Math.floor(near * 6), phase)
    const y = -40 + fall * (until + 60)
    stroke(g, [[x - fall * 90, y], [x - fall * 90 - 3 - near * 4, y + 16 + near * 18]], 1 + near * 0.9, tone)
  }
}

/** Rings where drops meet water or wet ground. */
export function rings(g, t, seed, count, { left = 0, right = width, top, bottom, tone = '#9db8d8' }) {
  const roll = dice(seed)
  for (let index = 0; index < count; index++) {
    const [x, y, phase] = [left + roll() * (right - left), top + roll() * (bottom - top), roll()]
    const age = turn(t, 12, phase)
    if (age > 0.75) continue
    g.beginPath()
    g.ellipse(x, y, 3 + age * 22, 1 + age * 7, 0, 0, Math.PI * 2)
    g.lineWidth = 1.6
    g.strokeStyle = tone
    g.globalAlpha = 0.5 * (1 - age / 0.75)
    g.stroke()
  }
  g.globalAlpha = 1
}

/** Short bright lines on water under a light, as wide as the light is near. */
export function glitter(g, t, x, top, bottom, spread, tone, seed = 1, count = 16) {
  const roll = dice(seed)
  g.save()
  g.globalCompositeOperation = 'screen'
  for (let index = 0; index < count; index++) {
    const part = index / (count - 1)
    const y = top + part * (bottom - top)
    const half = spread * (0.35 + roll() * 0.65) * (0.5 + part * 0.7) + wave(t, 3, roll()) * spread * 0.25
    const shift = wave(t, 2, roll()) * spread * 0.3
    g.globalAlpha = 0.75 - part * 0.5
    stroke(g, [[x + shift - half, y], [x + shift + half, y]], 2 + part * 2.4, tone)
  }
  g.restore()
}

/** A cat that sits, its tail's tip moving; `look` turns its head, `blink` closes its eyes. */
export function sittingCat(g, x, y, s, t, { fur = '#d9a066', dark = '#8a5a33', look = 0, blink = false } = {}) {
  at(g, x, y, s, () => {
    const tip = wave(t, 5) * 9
    g.beginPath()
    g.moveTo(22, -6)
    g.quadraticCurveTo(54, -4, 50 + tip * 0.4, -30)
    g.quadraticCurveTo(48 + tip, -46, 58 + tip, -50)
    g.lineWidth = 8
    g.lineCap = 'round'
    g.strokeStyle = dark
    g.stroke()
    shape(g, [[-20, 0], [-19, -24], [-10, -48], [8, -50], [24, -28], [27, 0]], fur)
    ellipse(g, 2, -10, 27, 14, fur)
    ellipse(g, -4, -14, 9, 13, mix(fur, '#ffffff', 0.5))
    for (const fx of [-12, 0]) ellipse(g, fx, -2, 7, 4.5, mix(fur, '#ffffff', 0.5))
    for (const sx of [8, 15]) stroke(g, [[sx + 4, -40 + sx], [sx + 9, -30 + sx]], 3.5, dark)
    const hx = -4 + look * 5
    shape(g, [[hx - 17, -60], [hx - 15, -82], [hx - 3, -70]], fur)
    shape(g, [[hx + 17, -60], [hx + 15, -82], [hx + 3, -70]], fur)
    ellipse(g, hx, -59, 19, 16, fur)
    ellipse(g, hx + look * 3, -53, 8, 6, mix(fur, '#ffffff', 0.5))
    for (const side of [-1, 1])
      if (blink) stroke(g, [[hx + side * 8 + look * 2 - 3, -61], [hx + side * 8 + look * 2 + 3, -61]], 2, dark)
      else {
        ellipse(g, hx + side * 8 + look * 2, -61, 3.6, 4.2, '#f6e27a')
        ellipse(g, hx + side * 8 + look * 3, -61, 1.4, 3.8, '#1d1a18')
      }
    stroke(g, [[hx - 1 + look * 3, -54], [hx + 1 + look * 3, -54]], 2.4, '#b5695c')
  })
}

/** A cat that walks to the right (mirror it by a negative `s`); `step` from 0 to 1. */
export function walkingCat(g, x, y, s, step, { fur = '#40434d', dark = '#2c2e37' } = {}) {
  at(g, x, y, s, () => {
    const swing = (phase) => Math.sin((step + phase) * Math.PI * 2) * 11
    for (const [lx, phase] of [[-26, 0.5], [24, 0]]) stroke(g, [[lx, -20], [lx + swing(phase), -1]], 6, dark)
    stroke(g, [[-34, -30], [-52, -38], [-58, -58 + swing(0.2) * 0.3]], 6, fur)
    ellipse(g, -4, -27, 38, 13, fur)
    for (const [lx, phase] of [[-20, 0], [28, 0.5]]) stroke(g, [[lx, -20], [lx + swing(phase), -1]], 6, fur)
    ellipse(g, 40, -38, 13, 11, fur)
    shape(g, [[31, -44], [32, -57], [40, -48]], fur)
    shape(g, [[42, -48], [48, -57], [50, -44]], fur)
    ellipse(g, 46, -40, 2, 2.4, '#f6e27a')
  })
}

/** A fish seen from above, swimming along `angle`. */
export function fish(g, x, y, s, angle, bend, { body = '#e2703a', patch = '#f3e6d3' } = {}) {
  g.save()
  g.translate(x, y)
  g.rotate(angle)
  g.scale(s, s)
  shape(g, [[-22, 0], [-42, -11 + bend * 9], [-36, bend * 9], [-42, 11 + bend * 9]], mix(body, '#ffffff', 0.25))
  g.beginPath()
  g.moveTo(30, 0)
  g.quadraticCurveTo(12, -13, -26, bend * 3)
  g.quadraticCurveTo(12, 13, 30, 0)
  g.fillStyle = body
  g.fill()
  ellipse(g, 4, -2, 9, 5, patch)
  ellipse(g, -11, 2, 5, 3, patch)
  g.restore()
}
