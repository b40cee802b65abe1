/** The arch at the village entrance, between rice fields full of fireflies. */
import { dice, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { moon, ridge, sky, stars, tree, walkingCat } from '../nature.mjs'
import { cyclist, walker } from '../people.mjs'
import { flats, lantern, lettering, tiledRoof, windows } from '../street.mjs'

export default function villageArch() {
  const light = night('#495c90', [
    { x: 640, y: 360, rx: 420, ry: 250, power: 0.75 },
    { x: 640, y: 560, rx: 420, ry: 140, power: 0.6 },
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0a1330', '#4c5f9a', 430)
    stars(g, 121, 110, 320)
    // the milky way, faint
    for (let index = 0; index < 9; index++) glow(g, 200 + index * 100, 250 - index * 26, 150, '#2f4580', 0.28)
    glow(g, 1080, 110, 150, '#e9e3cd', 0.35)
    moon(g, 1080, 110, 42)
    ridge(g, 420, 240, '#2b3b70', 51)
    ridge(g, 430, 150, '#22305f', 54)
    ridge(g, 440, 70, '#1b2750', 57)
  })
  const far = light.lit(
    (g) => {
      shining = []
      for (const [x, w, h, seed] of [[560, 60, 50, 1], [630, 46, 38, 2], [682, 70, 58, 3], [500, 50, 36, 4]]) {
        shining.push(...flats(g, x, 446, w, h, { wall: '#b9bcc2', columns: 3, rows: 2, lit: 0.7, seed: 120 + seed, roof: false }))
        tiledRoof(g, x, 446 - h, w, 16, { over: 8, lift: 5, tile: '#46526c' })
      }
      for (let x = 420; x < 880; x += 22) ellipse(g, x, 446, 20, 9 + ((x * 7) % 8), '#45695c')
    },
    (g) => windows(g, shining),
  )
  const fields = light.lit((g) => {
    shape(g, [[0, 440], [1280, 440], [1280, 720], [0, 720]], '#5f8a5c')
    const roll = dice(33)
    for (let row = 0; row < 12; row++) {
      const y = 450 + row * row * 1.6 + row * 6
      for (let x = -10; x < 1290; x += 15 + row * 1.2) {
        const tall = 7 + row * 1.7
        stroke(g, [[x + roll() * 8, y + tall], [x + roll() * 8 + 3, y]], 2 + row * 0.18, row % 2 ? '#7ba365' : '#6b975f')
      }
    }
    for (const y of [462, 500, 566]) shape(g, [[0, y], [1280, y - 6], [1280, y], [0, y + 8]], '#4f7358')
    shape(g, [[606, 440], [674, 440], [950, 720], [330, 720]], '#b0a595')
    shape(g, [[598, 440], [606, 440], [330, 720], [296, 720]], '#8d9a72')
    shape(g, [[674, 440], [682, 440], [984, 720], [950, 720]], '#8d9a72')
    for (let row = 0; row < 7; row++) {
      const y = 470 + row * row * 6
      stroke(g, [[606 - (y - 440) * 0.98, y], [674 + (y - 440) * 0.98, y]], 1.6, '#a2978a')
    }
    tree(g, 130, 500, 1.7, { seed: 3, leaf: '#4f7d62' })
    tree(g, 1190, 490, 1.5, { seed: 5, leaf: '#557f5c' })
  })
  const arch = light.lit(
    (g) => {
      const stone = '#c2bbb0'
      const dark = '#a69f95'
      for (const [x, top] of [[330, 300], [478, 196], [766, 196], [914, 300]]) {
        g.fillStyle = stone
        g.fillRect(x, top, 36, 556 - top)
        g.fillStyle = dark
        g.fillRect(x + 25, top, 11, 556 - top)
        shape(g, [[x - 18, 560], [x - 10, 508], [x + 46, 508], [x + 54, 560]], dark)
        shape(g, [[x - 12, 508], [x - 4, 486], [x + 40, 486], [x + 48, 508]], stone)
      }
      g.fillStyle = dark
      g.fillRect(324, 308, 200, 22)
      g.fillRect(756, 308, 200, 22)
      g.fillStyle = stone
      g.fillRect(340, 270, 160, 40)
      g.fillRect(780, 270, 160, 40)
      g.fillStyle = dark
      g.fillRect(470, 256, 340, 24)
      g.fillStyle = stone
      g.fillRect(500, 186, 280, 72)
      g.fillStyle = '#2f4a63'
      g.fillRect(536, 192, 208, 60)
      for (const x of [340, 780]) for (let index = 0; index < 4; index++) ellipse(g, x + 24 + index * 38, 290, 13, 9, dark)
      for (const x of [520, 760]) ellipse(g, x, 222, 9, 22, dark)
      tiledRoof(g, 334, 268, 166, 44, { over: 34, lift: 28, tile: '#5f6f88' })
      tiledRoof(g, 780, 268, 166, 44, { over: 34, lift: 28, tile: '#5f6f88' })
      tiledRoof(g, 484, 186, 312, 66, { over: 50, lift: 38, tile: '#687890' })
    },
    (g) => {
      lettering(g, '西 塘 村', 640, 223, 40, '#ffdf9e')
      glow(g, 640, 223, 170, '#ffb547', 0.3)
    },
  )
  const back = stack(above, far, fields)
  const roll = dice(77)
  const flies = Array.from({ length: 34 }, () => ({ x: roll() * 1280, y: 430 + roll() * 270, phase: roll(), times: 2 + Math.floor(roll() * 3) }))
  return (g, t) => {
    g.drawImage(back, 0, 0)
    const homeward = passage(t, 6, 9)
    if (homeward !== null && homeward < 0.55) {
      const near = (1 - homeward) ** 1.4
      const [x, y, s] = [640 + near * 40, 452 + near * 150, 0.16 + near * 0.86]
      walker(g, x, y, s, homeward * 14, light.shade(x, y), { coat: '#8c6fa0', legs: '#3a3f55', bag: '#d8a24a' })
    }
    g.drawImage(arch, 0, 0)
    for (const [x, s, phase] of [[430, 0.9, 0], [850, 0.9, 0.4], [560, 0.8, 0.2], [720, 0.8, 0.6]]) lantern(g, x, s > 0.85 ? 330 : 280, s, wave(t, 4, phase))
    const ride = passage(t, 1, 7)
    if (ride !== null) {
      const x = -120 + ride * 1540
      const tone = light.shade(x, 610)
      glow(g, x + 70, 560, 60, '#ffe9bd', 0.7)
      cyclist(g, x, 634, 1.28, ride * 8, tone, { coat: '#c2863f', legs: '#3d4761', hat: '#c9a566' })
    }
    const elder = passage(t, 4, 15.5)
    if (elder !== null) {
      const x = 1350 - elder * 1430
      walker(g, x, 676, -1.35, elder * 14.4, light.shade(x, 640), { coat: '#6f8a78', legs: '#40465a', hair: '#c9c9cc', stick: true })
      walker(g, x - 78, 682, -0.86, elder * 22, light.shade(x, 640), { coat: '#e0a33f', legs: '#3f5c86', lantern: '#ffd27a', plait: true })
      glow(g, x - 84, 652, 90, '#ffb547', 0.45)
    }
    const prowl = passage(t, 11, 9)
    if (prowl !== null) walkingCat(g, -80 + prowl * 1440, 710, 0.9, prowl * 28, { fur: '#8a7a68', dark: '#5f5347' })
    for (const { x, y, phase, times } of flies) {
      const bright = Math.max(0, wave(t, times, phase))
      if (bright < 0.08) continue
      const [fx, fy] = [x + wave(t, 1, phase) * 50, y + wave(t, 2, phase * 3) * 26]
      glow(g, fx, fy, 17, '#d9e97a', bright * 0.65)
      ellipse(g, fx, fy, 2.1, 2.1, mix('#5a6a3a', '#f3f7b0', bright))
    }
  }
}
