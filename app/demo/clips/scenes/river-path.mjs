/** The path along the stream: lamps in the water, willows, those who walk and one who runs. */
import { ellipse, layer, mix, night, passage, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { glitter, ridge, sky, stars, willow } from '../nature.mjs'
import { sitter, walker } from '../people.mjs'
import { bench, flats, lampHead, lampPost, windows } from '../street.mjs'

const farBank = 318
const bank = 470

export default function riverPath() {
  const posts = [170, 560, 950, 1290]
  const light = night('#42538a', [
    ...posts.map((x) => ({ x: x + 30, y: 560, rx: 270, ry: 150, power: 0.85 })),
    ...posts.map((x) => ({ x: x + 30, y: 380, rx: 160, ry: 180, power: 0.4 })),
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0b1432', '#5b5f97', 320)
    stars(g, 71, 60, 170)
    ridge(g, 322, 150, '#2d386b', 14)
    ridge(g, 326, 80, '#222d5a', 19)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, 120, farBank, 120, 130, { wall: '#7d88ab', columns: 4, rows: 4, lit: 0.5, seed: 71 }),
        ...flats(g, 260, farBank, 90, 96, { wall: '#8791b2', columns: 3, rows: 3, lit: 0.5, seed: 72 }),
        ...flats(g, 690, farBank, 110, 150, { wall: '#7985a8', columns: 4, rows: 5, lit: 0.45, seed: 73 }),
        ...flats(g, 820, farBank, 150, 100, { wall: '#8590b0', columns: 5, rows: 3, lit: 0.5, seed: 74 }),
        ...flats(g, 1120, farBank, 130, 140, { wall: '#7b86a9', columns: 4, rows: 4, lit: 0.45, seed: 76 }),
      ]
      for (let x = 0; x < 1300; x += 26) ellipse(g, x, farBank - 2, 24, 13 + ((x * 7) % 10), '#4c6e62')
    },
    (g) => windows(g, shining, false),
  )
  const shore = stack(above, far)
  const river = layer((g) => {
    g.save()
    g.beginPath()
    g.rect(0, farBank, 1280, bank - farBank + 6)
    g.clip()
    g.translate(0, farBank * 2)
    g.scale(1, -1)
    g.drawImage(shore, 0, 0)
    g.restore()
    const fall = g.createLinearGradient(0, farBank, 0, bank)
    fall.addColorStop(0, 'rgba(20,36,74,0.35)')
    fall.addColorStop(1, 'rgba(12,24,52,0.8)')
    g.fillStyle = fall
    g.fillRect(0, farBank, 1280, bank - farBank + 6)
  })
  const path = light.lit((g) => {
    shape(g, [[0, bank], [1280, bank], [1280, 720], [0, 720]], '#5f8466')
    shape(g, [[0, 500], [1280, 500], [1280, 652], [0, 652]], '#b0a698')
    for (let x = -20; x < 1300; x += 64) stroke(g, [[x + 22, 502], [x - 22, 650]], 1.6, '#a19788')
    g.fillStyle = '#c6beb2'
    g.fillRect(0, 496, 1280, 8)
    g.fillRect(0, 648, 1280, 9)
    for (let x = 0; x < 1300; x += 38) ellipse(g, x, 712, 34, 16 + ((x * 3) % 14), '#47705a')
    // posts and two bars along the water
    for (let x = 20; x < 1280; x += 92) {
      g.fillStyle = '#c2bdb6'
      g.fillRect(x, 436, 12, 54)
      ellipse(g, x + 6, 434, 8, 7, '#cfcac2')
    }
    stroke(g, [[0, 450], [1280, 450]], 4, '#8f8b88')
    stroke(g, [[0, 470], [1280, 470]], 4, '#8f8b88')
  })
  const lamps = light.lit(
    (g) => {
      for (const x of posts) lampPost(g, x, 502, 250, { arm: 30 })
      bench(g, 770, 520, 1)
    },
    (g) => {
      for (const x of posts) lampHead(g, x + 30, 243, 0.95, 120)
    },
  )
  const duck = (g, x, y, s) => {
    stroke(g, [[x - 60 * s, y + 5], [x - 18 * s, y + 2]], 1.5, 'rgba(150,175,215,0.45)')
    ellipse(g, x, y, 19 * s, 8 * s, '#93836d')
    shape(g, [[x - 16 * s, y - 3], [x - 26 * s, y - 9 * s], [x - 10 * s, y - 6 * s]], '#7d6e5b')
    ellipse(g, x + 15 * s, y - 11 * s, 6.5 * s, 6 * s, '#3f6f5f')
    shape(g, [[x + 20 * s, y - 12 * s], [x + 28 * s, y - 9 * s], [x + 20 * s, y - 8 * s]], '#e0a33f')
  }
  return (g, t) => {
    g.drawImage(shore, 0, 0)
    g.drawImage(river, 0, 0)
    for (let band = 0; band < 9; band++) {
      const y = farBank + 8 + band * 16
      g.drawImage(river, 0, y, 1280, 5, wave(t, 2, band * 0.19) * (2 + band * 0.6), y, 1280, 5)
    }
    for (const [index, [x, , , , tone]] of shining.entries()) if (index % 3 === 0) glitter(g, t, x + 8, farBank + 8, farBank + 74, 7, mix(tone, '#3a2a1c', 0.45), index + 3, 6)
    const swim = turn(t, 1, 0.1)
    for (const [dx, dy, s] of [[0, 0, 1], [-52, 12, 0.7], [-88, 5, 0.62]]) duck(g, -140 + swim * 1640 + dx, 408 + dy + wave(t, 5, dx) * 1.5, s)
    g.drawImage(path, 0, 0)
    g.drawImage(lamps, 0, 0)
    sitter(g, 750, 520, 0.96, light.shade(770, 530), { coat: '#7a8470', legs: '#40465a', hair: '#c4c6cc', nod: wave(t, 3) * 1.6 })
    sitter(g, 792, 520, 0.92, light.shade(790, 530), { coat: '#b0705a', legs: '#3c4256', bun: true, hair: '#9a9a9e', nod: wave(t, 2, 0.4) * 1.6 })
    const walkers = [
      [0, 15.5, 1, 556, 1.12, { coat: '#6d8db5', legs: '#363f57', scarf: '#d8a24a' }],
      [0.35, 15.5, 1, 566, 1.06, { coat: '#b5756a', legs: '#41405a', skirt: true, plait: true }],
      [6, 15, -1, 600, 1.24, { coat: '#8a7f6a', legs: '#3f4558', stick: true, hair: '#c9c9cc', cap: '#5b6470' }],
    ]
    for (const [start, duration, dir, y, s, looks] of walkers) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const x = dir > 0 ? -60 + along * 1400 : 1340 - along * 1400
      walker(g, x, y, s * dir, (along * 1400) / (75 * s), light.shade(x, y), looks)
    }
    const run = passage(t, 9, 5.5)
    if (run !== null) {
      const x = 1360 - run * 1460
      walker(g, x, 636 - Math.abs(Math.sin(run * 42)) * 8, -1.36, run * 13.4, light.shade(x, 636), { coat: '#e0b45c', legs: '#2f3a56', shoe: '#e9e4da' })
    }
    const dog = passage(t, 6, 15)
    if (dog !== null) {
      const x = 1340 - dog * 1400 - 82
      const tone = light.shade(x, 606)
      const step = Math.sin(dog * 140) * 8
      stroke(g, [[x + 66, 540], [x - 18, 574]], 1.6, tone('#c9a15a'))
      for (const [lx, sign] of [[-16, 1], [-10, -1], [16, -1], [22, 1]]) stroke(g, [[x + lx, 588], [x + lx + step * sign, 607]], 5, tone('#8a6239'))
      ellipse(g, x + 4, 584, 27, 11, tone('#a97b48'))
      ellipse(g, x - 26, 570, 11, 10, tone('#a97b48'))
      shape(g, [[x - 22, 574], [x - 14, 562], [x - 18, 582]], tone('#6f4c2c'))
      stroke(g, [[x + 28, 580], [x + 40, 564 + step * 0.5]], 5, tone('#a97b48'))
    }
    willow(g, 1222, 706, 1.9, t, { leaf: '#38594c', bark: '#2b2a35', seed: 8 })
  }
}
