/** The car park under the flats: one comes home, lights in the windows come and go. */
import { ellipse, glow, layer, night, passage, shape, stack, turn } from '../stage.mjs'
import { leaves, ridge, sky, stars, tree, walkingCat } from '../nature.mjs'
import { walker } from '../people.mjs'
import { car, flats, lampHead, lampPost, lettering, windows } from '../street.mjs'

const ease = (x) => x * x * (3 - 2 * x)

export default function parking() {
  const light = night('#404f84', [
    { x: 180, y: 520, rx: 330, ry: 190, power: 0.85 },
    { x: 700, y: 520, rx: 360, ry: 190, power: 0.85 },
    { x: 1180, y: 520, rx: 320, ry: 190, power: 0.85 },
    { x: 440, y: 360, rx: 120, ry: 110, power: 0.7 },
    { x: 960, y: 360, rx: 120, ry: 110, power: 0.7 },
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0c1533', '#38487f', 430)
    stars(g, 41, 50, 120)
    ridge(g, 440, 120, '#222f58', 4)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, 30, 412, 400, 372, { wall: '#8a95b3', columns: 9, rows: 8, lit: 0.32, seed: 41 }),
        ...flats(g, 466, 412, 380, 330, { wall: '#98a2bc', columns: 9, rows: 7, lit: 0.34, seed: 42 }),
        ...flats(g, 884, 412, 400, 390, { wall: '#818cab', columns: 9, rows: 8, lit: 0.3, seed: 44 }),
      ]
    },
    (g) => windows(g, shining, false),
  )
  const near = light.lit(
    (g) => {
      for (const x of [420, 940]) {
        g.fillStyle = '#5c6880'
        g.fillRect(x, 346, 44, 66)
        g.fillStyle = '#6f7b93'
        g.fillRect(x - 10, 336, 64, 12)
      }
      g.fillStyle = '#6d8a68'
      g.fillRect(0, 408, 1280, 30)
      for (let x = 0; x < 1300; x += 34) ellipse(g, x, 416, 26, 15 + ((x * 5) % 8), '#5b7d5c')
      shape(g, [[0, 432], [1280, 432], [1280, 720], [0, 720]], '#828795')
      g.fillStyle = '#b3b4b8'
      g.fillRect(0, 430, 1280, 8)
      for (let index = 0; index <= 6; index++) {
        const x = index * 266 - 383
        shape(g, [[x + (640 - x) * 0.04, 440], [x + 8 + (640 - x) * 0.04, 440], [x + 8 - (640 - x) * 0.02, 556], [x - (640 - x) * 0.02, 556]], '#d9d6c8')
      }
      for (let x = 40; x < 1280; x += 170) {
        g.fillStyle = '#b7b6ae'
        g.fillRect(x, 648, 96, 7)
      }
      for (const [x, s, seed] of [[330, 1, 1], [880, 1.05, 2]]) tree(g, x, 428, s, { seed, leaf: '#5d8766' })
    },
    (g) => {
      for (const x of [442, 962]) {
        g.fillStyle = '#ffd692'
        g.fillRect(x - 14, 356, 28, 56)
        glow(g, x, 372, 90, '#ffb547', 0.5)
      }
    },
  )
  const back = stack(above, far, near)
  const posts = light.lit((g) => {
    for (const x of [150, 670, 1150]) lampPost(g, x, 556, 330, { arm: 36 })
    g.fillStyle = '#2f6aa0'
    g.fillRect(596, 300, 54, 54)
  }, (g) => {
    for (const x of [150, 670, 1150]) lampHead(g, x + 36, 217, 1, 120)
    lettering(g, 'P', 623, 329, 40, '#eef3fa')
  })
  const parked = [[16, '#a8b4c6'], [282, '#8f5d55'], [814, '#d6d2c6'], [1080, '#6c8b7b']]
  const still = light.lit((g) => {
    for (const [x, body] of parked) car(g, x, 548, 1.5, 0, (color) => color, { body, lights: false })
  })
  // windows that go on and off: block (left, wide, tall, rows), column and row
  const blocks = [[30, 400, 372, 8], [466, 380, 330, 7], [884, 400, 390, 8]]
  const blinking = [[0, 1, 2], [1, 4, 1], [2, 3, 2], [2, 7, 4], [0, 6, 3], [1, 7, 4]].map(([block, column, row]) => {
    const [x, w, h, rows] = blocks[block]
    return [x + (column + 0.22) * (w / 9), 412 - h + (row + 0.24) * (h / rows), (w / 9) * 0.56, (h / rows) * 0.5]
  })
  return (g, t) => {
    g.drawImage(back, 0, 0)
    windows(g, blinking.filter((_, index) => turn(t, 1, index * 0.23) > 0.5).map((box) => [...box, '#ffc86b']), false)
    g.drawImage(still, 0, 0)
    // one leaves its place on the right, one passes, and a van comes home later
    const pass = passage(t, 0.5, 5)
    const back2 = passage(t, 8, 6)
    const person = passage(t, 4, 12)
    if (person !== null) {
      const x = 1330 - person * 1420
      walker(g, x, 596, -1.2, (person * 1420) / 90, light.shade(x, 570), { coat: '#c47a52', legs: '#3b4258', bag: '#e4c98e', bun: true })
    }
    g.drawImage(posts, 0, 0)
    if (pass !== null) car(g, -260 + pass * 1900, 694, 1.9, pass * 20, light.shade(-260 + pass * 1900, 600), { body: '#8fa6c6' })
    if (back2 !== null) {
      const x = 1560 - ease(back2) * 1900
      car(g, x, 668, -1.75, back2 * 20, light.shade(x, 600), { body: '#c08a4e' })
    }
    const prowl = passage(t, 13.2, 8)
    if (prowl !== null) walkingCat(g, 1340 - prowl * 1440, 708, -0.95, prowl * 27, { fur: '#7c6a58', dark: '#54473b' })
    leaves(g, t, 17, 8, { from: 260, to: 640 })
  }
}
