/** The main street after a shower: shops, headlights, and all of it again in the wet road. */
import { ellipse, glow, layer, mix, night, passage, shape, stack, wave } from '../stage.mjs'
import { ridge, sky, stars, tree } from '../nature.mjs'
import { cyclist, stander, walker } from '../people.mjs'
import { car, flats, lampHead, lampPost, lettering, windows } from '../street.mjs'

const kerb = 520
const shops = [
  ['面 馆', '#ffb547', '#c9653f'],
  ['药 店', '#8fd0b0', '#4d7d6e'],
  ['小 卖 部', '#ffd08a', '#a5703f'],
  ['书 店', '#ffc36b', '#4f6f92'],
  ['茶 庄', '#f2c47a', '#5d7a58'],
  ['理 发', '#9fc0ef', '#7a6a9a'],
]

export default function mainStreet() {
  const light = night('#3f4e84', [
    ...shops.map((_, index) => ({ x: 105 + index * 214, y: 440, rx: 170, ry: 150, power: 0.75 })),
    { x: 320, y: 560, rx: 300, ry: 120, power: 0.5 },
    { x: 960, y: 560, rx: 300, ry: 120, power: 0.5 },
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0b1432', '#3e4a82', 340)
    stars(g, 81, 30, 110)
    ridge(g, 340, 130, '#232e5c', 28)
  })
  const far = light.lit(
    (g) => {
      shining = []
      for (const [index] of shops.entries()) {
        const x = index * 214 - 2
        shining.push(...flats(g, x, 340, 212, [230, 190, 250, 206, 238, 180][index], { wall: ['#8b95b4', '#9a938e', '#7f8bac', '#948d9e', '#8791b0', '#9c968f'][index], columns: 4, rows: 3 + (index % 2), lit: 0.42, seed: 81 + index, roof: index % 2 === 0 }))
      }
    },
    (g) => windows(g, shining),
  )
  const front = light.lit(
    (g) => {
      for (const [index, [, , tone]] of shops.entries()) {
        const x = index * 214
        g.fillStyle = '#8a8d98'
        g.fillRect(x - 2, 330, 216, 190)
        g.fillStyle = tone
        g.fillRect(x + 8, 338, 194, 46)
        g.fillStyle = '#39435a'
        g.fillRect(x + 14, 394, 182, 122)
        for (let stripe = 0; stripe < 8; stripe++) shape(g, [[x + 8 + stripe * 24.5, 384], [x + 32 + stripe * 24.5, 384], [x + 33 + stripe * 25.2, 406], [x + 5 + stripe * 25.2, 406]], stripe % 2 ? mix(tone, '#ffffff', 0.55) : tone)
      }
      shape(g, [[0, 516], [1280, 516], [1280, 556], [0, 556]], '#a3a2a6')
      g.fillStyle = '#bdbbba'
      g.fillRect(0, 552, 1280, 9)
      shape(g, [[0, 560], [1280, 560], [1280, 720], [0, 720]], '#5d6478')
    },
    (g) => {
      for (const [index, [name, tone]] of shops.entries()) {
        const x = index * 214
        lettering(g, name, x + 105, 362, 27, mix(tone, '#ffffff', 0.5))
        glow(g, x + 105, 362, 90, tone, 0.28)
        g.fillStyle = tone
        g.fillRect(x + 22, 412, 108, 76)
        g.fillRect(x + 140, 412, 48, 104)
        g.fillStyle = mix(tone, '#5a3416', 0.45)
        g.fillRect(x + 22, 462, 108, 26)
        for (let item = 0; item < 6; item++) {
          g.fillStyle = ['#c9653f', '#6d8db5', '#8fae84', '#e9dcc0'][(item + index) % 4]
          g.fillRect(x + 28 + item * 17, 446 - ((item * 5 + index * 3) % 9), 11, 18 + ((item * 5 + index * 3) % 9))
        }
        glow(g, x + 90, 470, 130, tone, 0.3)
      }
    },
  )
  const still = stack(above, far, front)
  const wet = layer((g) => {
    g.save()
    g.beginPath()
    g.rect(0, 562, 1280, 158)
    g.clip()
    g.translate(0, kerb + 560)
    g.scale(1, -1)
    g.globalAlpha = 0.34
    g.drawImage(still, 0, 0)
    g.restore()
    g.globalAlpha = 1
    for (let x = 30; x < 1280; x += 190) {
      g.fillStyle = 'rgba(214,214,206,0.5)'
      g.fillRect(x, 634, 100, 6)
    }
  })
  const trees = light.lit(
    (g) => {
      for (const [x, seed] of [[212, 1], [640, 2], [1068, 3]]) tree(g, x, 552, 0.92, { seed, leaf: '#4f7a60' })
      for (const x of [424, 856]) lampPost(g, x, 552, 330, { arm: 36 })
    },
    (g) => {
      for (const x of [424, 856]) lampHead(g, x + 36, 213, 1, 120)
    },
  )
  return (g, t) => {
    g.drawImage(still, 0, 0)
    g.drawImage(wet, 0, 0)
    for (let band = 0; band < 8; band++) g.drawImage(wet, 0, 570 + band * 19, 1280, 5, wave(t, 2, band * 0.2) * 4, 570 + band * 19, 1280, 5)
    stander(g, 120, 536, 0.9, light.shade(120, 470), { coat: '#e9e4da', legs: '#3a4258', cap: '#f3efe6', right: 0.4 + wave(t, 8) * 0.1 })
    // steam from the noodle pot
    for (let puff = 0; puff < 4; puff++) {
      const rise = ((t / 4 + puff / 4) % 1 + 1) % 1
      ellipse(g, 62 + Math.sin(rise * 6 + puff) * 8, 470 - rise * 70, 8 + rise * 16, 7 + rise * 12, `rgba(240,232,214,${(0.26 * (1 - rise)).toFixed(3)})`)
    }
    for (const [start, duration, dir, y, s, looks] of [
      [0, 15, 1, 548, 0.96, { coat: '#c47a52', legs: '#3b4258', bag: '#e4c98e', bun: true }],
      [3, 14, -1, 544, 0.94, { coat: '#6d8db5', legs: '#363f57', backpack: '#c9a15a' }],
      [9, 15.5, 1, 551, 0.98, { coat: '#8a7fa8', legs: '#40405a', skirt: true, plait: true }],
    ]) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const x = dir > 0 ? -50 + along * 1380 : 1330 - along * 1380
      walker(g, x, y, s * dir, (along * 1380) / (75 * s), light.shade(x, 500), looks)
    }
    g.drawImage(trees, 0, 0)
    const ride = passage(t, 7.5, 6.5)
    if (ride !== null) {
      const x = 1360 - ride * 1480
      cyclist(g, x, 606, -1.12, ride * 8.2, light.shade(x, 580), { coat: '#e0b45c', legs: '#3a4258', cap: '#e0b45c' })
      glow(g, x - 54, 544, 34, '#ffe9bd', 0.7)
    }
    for (const [start, duration, dir, y, s, body] of [
      [2, 4.4, -1, 628, 1.5, '#a8b4c6'],
      [10.5, 4.6, -1, 628, 1.5, '#b5614c'],
      [5.4, 4, 1, 700, 1.9, '#5f86b0'],
      [13, 4.2, 1, 700, 1.9, '#d6b06a'],
    ]) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const x = dir > 0 ? -420 + along * 2120 : 1700 - along * 2120
      car(g, x, y, s * dir, along * 22, light.shade(x, y - 30), { body })
      glow(g, x + 130 * dir * s, y + 8, 110, '#ffe0a0', 0.2)
    }
  }
}
