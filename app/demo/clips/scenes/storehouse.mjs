/** The grain store at midnight: the watchman's round, sparrows asleep, a cat on duty. */
import { at, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { crescent, ridge, sittingCat, sky, stars, tree, walkingCat } from '../nature.mjs'
import { walker } from '../people.mjs'
import { beam, lampHead, lettering, tiledRoof } from '../street.mjs'

export default function storehouse() {
  const light = night('#3f4f80', [
    { x: 640, y: 450, rx: 330, ry: 260, power: 0.85 },
    { x: 640, y: 600, rx: 460, ry: 110, power: 0.5 },
    { x: 200, y: 460, rx: 220, ry: 220, power: 0.5 },
    { x: 1090, y: 460, rx: 220, ry: 220, power: 0.5 },
  ])
  const above = layer((g) => {
    sky(g, '#0a1230', '#37477e', 480)
    stars(g, 141, 110, 300)
    glow(g, 215, 120, 150, '#e9e3cd', 0.35)
    crescent(g, 230, 120, 40)
    ridge(g, 446, 170, '#202c5a', 81)
  })
  const yard = light.lit(
    (g) => {
      for (const [x, s, seed] of [[60, 1.6, 1], [1230, 1.7, 2], [330, 0.9, 3]]) tree(g, x, 480, s, { seed, leaf: '#4d7a5e' })
      shape(g, [[0, 470], [1280, 470], [1280, 720], [0, 720]], '#9a948c')
      for (let row = 0; row < 6; row++) {
        const y = 486 + row * row * 6 + row * 6
        stroke(g, [[0, y], [1280, y]], 1.8, '#8c867f')
      }
      // round bins left and right, the great barn between
      for (const x of [150, 1000]) {
        g.fillStyle = '#cfc2a8'
        g.fillRect(x, 300, 150, 216)
        g.fillStyle = '#b3a58a'
        g.fillRect(x + 104, 300, 46, 216)
        for (let y = 330; y < 510; y += 42) stroke(g, [[x, y], [x + 150, y]], 3, '#a5977c')
        ellipse(g, x + 75, 516, 75, 14, '#b3a58a')
        shape(g, [[x - 20, 306], [x + 75, 232], [x + 170, 306]], '#8f7a54')
        for (let rib = 0; rib < 9; rib++) stroke(g, [[x + 75, 234], [x - 14 + rib * 22, 304]], 2, '#7d6a48')
        ellipse(g, x + 75, 306, 95, 10, '#7d6a48')
        g.fillStyle = '#6b5040'
        g.fillRect(x + 52, 400, 40, 50)
      }
      g.fillStyle = '#d8cdb8'
      g.fillRect(380, 300, 520, 220)
      g.fillStyle = '#a99b84'
      g.fillRect(380, 490, 520, 30)
      tiledRoof(g, 380, 302, 520, 96, { over: 44, lift: 20, tile: '#5d6a82' })
      shape(g, [[540, 330], [740, 330], [740, 516], [540, 516]], '#7d5a42')
      for (let x = 552; x < 740; x += 24) stroke(g, [[x, 334], [x, 512]], 2, '#6a4a35')
      stroke(g, [[640, 330], [640, 516]], 4, '#523826')
      for (const [x0, x1] of [[544, 636], [644, 736]]) {
        stroke(g, [[x0, 360], [x1, 490]], 6, '#93694b')
        stroke(g, [[x0, 336], [x1, 336]], 6, '#93694b')
        stroke(g, [[x0, 508], [x1, 508]], 6, '#93694b')
      }
      ellipse(g, 640, 424, 9, 11, '#c9973f')
      for (const x of [420, 790]) {
        g.fillStyle = '#4a4440'
        g.fillRect(x, 366, 70, 48)
        for (let bar = 0; bar < 5; bar++) stroke(g, [[x + 8 + bar * 14, 366], [x + 8 + bar * 14, 414]], 3, '#8a8078')
      }
      // sacks and a cart
      for (const [x, y, s] of [[420, 540, 1], [466, 544, 1.06], [442, 508, 0.96], [512, 548, 0.9]]) {
        ellipse(g, x, y - 20 * s, 28 * s, 24 * s, '#c4ab7c')
        ellipse(g, x - 4, y - 26 * s, 22 * s, 17 * s, '#d6bf92')
        stroke(g, [[x - 7, y - 44 * s], [x + 7, y - 44 * s]], 5, '#a58d5f')
      }
      stroke(g, [[830, 506], [940, 506], [980, 486]], 7, '#8a6446')
      for (const x of [836, 878, 920]) stroke(g, [[x, 506], [x, 474]], 5, '#8a6446')
      stroke(g, [[836, 476], [924, 476]], 5, '#8a6446')
      for (const x of [880]) {
        ellipse(g, x, 528, 30, 30, '#5a4433')
        ellipse(g, x, 528, 22, 22, '#9a948c')
        for (let spoke = 0; spoke < 4; spoke++) stroke(g, [[x - Math.cos(spoke * 0.785) * 24, 528 - Math.sin(spoke * 0.785) * 24], [x + Math.cos(spoke * 0.785) * 24, 528 + Math.sin(spoke * 0.785) * 24]], 3, '#5a4433')
      }
    },
    (g) => {
      g.fillStyle = '#2f4a63'
      g.fillRect(576, 284, 128, 38)
      lettering(g, '粮 仓', 640, 303, 27, '#ffdf9e')
      lampHead(g, 640, 262, 1, 170)
      for (const x of [312, 968]) lampHead(g, x, 340, 0.7, 110)
      for (const x of [420, 790]) glow(g, x + 35, 390, 50, '#c9762b', 0.3)
    },
  )
  const back = stack(above, yard)
  return (g, t) => {
    g.drawImage(back, 0, 0)
    for (const moth of [0, 1, 2, 3]) ellipse(g, 640 + wave(t, 5 + moth, moth * 0.3) * (30 + moth * 10), 286 + wave(t, 7 - moth, moth * 0.41) * 18, 2.6, 1.7, '#ffe9bd')
    sittingCat(g, 468, 504, 0.7, t, { fur: '#d9a066', look: wave(t, 2), blink: wave(t, 5, 0.4) > 0.94 })
    // the round: over and, further back, home again
    const over = passage(t, 0, 9)
    if (over !== null) {
      const x = -80 + over * 1440
      const swing = wave(t, 6) * 12
      walker(g, x, 640, 1.34, over * 14.3, light.shade(x, 620), { coat: '#4d6a80', legs: '#2f3850', cap: '#33406a' })
      beam(g, x + 24, 570 + swing, 1.1, 320)
      glow(g, x + 26, 570 + swing, 26, '#fff0c9', 0.9)
      at(g, x + 310, 660 + swing * 1.4, 1, () => glow(g, 0, 0, 150, '#ffe2a0', 0.45), 0.26)
    }
    const prowl = passage(t, 8.5, 7)
    if (prowl !== null) walkingCat(g, 1370 - prowl * 1500, 690, -1.25, prowl * 21, { fur: mix('#8d93a6', '#000000', 0.45), dark: '#33353f' })
    for (let index = 0; index < 3; index++) {
      const drift = wave(t, 1, index * 0.33) * 60
      glow(g, 200 + index * 440 + drift, 700, 260, '#34467a', 0.3)
    }
  }
}
