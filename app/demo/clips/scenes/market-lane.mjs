/** Market lane under its lanterns: steam, fruit, and a cat that waits for the fishmonger. */
import { ellipse, glow, layer, mix, night, passage, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { sittingCat, sky, stars } from '../nature.mjs'
import { stander, walker } from '../people.mjs'
import { lantern, lettering, tiledRoof, windows } from '../street.mjs'

const stalls = [
  { x: 30, name: '鲜 果', awning: '#c9653f', goods: ['#e0a33f', '#c9553f', '#8fae5c', '#e9c468'] },
  { x: 290, name: '豆 腐', awning: '#4f7a86', goods: ['#efe9dc', '#e3d7bd', '#d9c39a'] },
  { x: 760, name: '包 子', awning: '#b5853f', goods: ['#f3e9d6', '#efe2c8'] },
  { x: 1020, name: '鱼 鲜', awning: '#3f6a8c', goods: ['#9fb4c6', '#b5c6d3', '#7f97ab'] },
]

export default function marketLane() {
  const light = night('#4a5688', [
    ...stalls.map(({ x }) => ({ x: x + 115, y: 490, rx: 210, ry: 170, power: 0.95, color: '#ffc884' })),
    { x: 640, y: 600, rx: 640, ry: 150, power: 0.55 },
    { x: 640, y: 400, rx: 180, ry: 240, power: 0.7 },
  ])
  const above = layer((g) => {
    sky(g, '#0b1330', '#5b4a78', 430)
    stars(g, 101, 40, 160)
  })
  const shining = []
  const lane = light.lit(
    (g) => {
      // two rows of old houses that close in on the far end
      for (const side of [0, 1]) {
        const flip = (x) => (side ? 1280 - x : x)
        for (const [index, [near, far, top]] of [[0, 300, 150], [300, 430, 220], [430, 520, 268], [520, 575, 300]].entries()) {
          shape(g, [[flip(near), top + 30], [flip(far), top + 56], [flip(far), 480], [flip(near), 500]], mix('#b3a08c', '#6f7794', index * 0.22))
          const x = Math.min(flip(near), flip(far))
          tiledRoof(g, x, top + 40, far - near, 52 - index * 9, { over: 22 - index * 4, lift: 14 - index * 2, tile: mix('#5a6579', '#4a5679', index * 0.25) })
          const count = Math.max(1, Math.round((far - near) / 90))
          for (let slot = 0; slot < count; slot++) {
            const w = 44 - index * 9
            const wx = x + ((far - near) / count) * (slot + 0.5) - w / 2
            g.fillStyle = '#4c3c33'
            g.fillRect(wx - 4, top + 72, w + 8, 62 - index * 8)
            shining.push([wx, top + 76, w, 54 - index * 8, (slot + index + side) % 2 ? '#ffb547' : '#ffd08a'])
          }
        }
      }
      shape(g, [[575, 300], [705, 300], [705, 470], [575, 470]], '#5d6a94')
      tiledRoof(g, 585, 340, 110, 40, { over: 16, lift: 10, tile: '#46527a' })
      shape(g, [[570, 462], [710, 462], [1500, 720], [-220, 720]], '#a3978d')
      shape(g, [[0, 490], [570, 462], [-220, 720], [0, 720]], '#958b84')
      shape(g, [[1280, 490], [710, 462], [1500, 720], [1280, 720]], '#958b84')
      for (let row = 0; row < 9; row++) {
        const y = 466 + row * row * 3 + row * 4
        stroke(g, [[570 - (y - 462) * 3.05, y], [710 + (y - 462) * 3.05, y]], 1.6, '#90857c')
      }
    },
    (g) => {
      windows(g, shining)
      glow(g, 640, 430, 170, '#ffb547', 0.4)
      g.fillStyle = '#ffd692'
      g.beginPath()
      g.roundRect(620, 400, 40, 66, [20, 20, 0, 0])
      g.fill()
    },
  )
  const back = stack(above, lane)
  const booths = light.lit(
    (g) => {
      for (const { x, awning, goods } of stalls) {
        for (const px of [x + 10, x + 220]) {
          g.fillStyle = '#6b5444'
          g.fillRect(px - 4, 356, 8, 264)
        }
        g.fillStyle = '#8a6446'
        g.fillRect(x, 540, 230, 78)
        g.fillStyle = '#a57b56'
        g.fillRect(x - 6, 530, 242, 14)
        for (let plank = 0; plank < 6; plank++) stroke(g, [[x + plank * 40 + 14, 546], [x + plank * 40 + 14, 614]], 1.6, '#765339')
        for (let row = 0; row < 3; row++)
          for (let item = 0; item < 11 - row; item++) {
            const tone = goods[(Math.floor(item / 3) + row) % goods.length]
            ellipse(g, x + 16 + item * 20 + row * 10, 524 - row * 11, 10, 8.5, mix(tone, '#000000', 0.12))
            ellipse(g, x + 14 + item * 20 + row * 10, 522 - row * 11, 8, 6.5, tone)
          }
        for (let stripe = 0; stripe < 8; stripe++) {
          const [a, b] = [x - 18 + stripe * 33.2, x - 18 + (stripe + 1) * 33.2]
          const [ta, tb] = [x + 12 + stripe * 25.8, x + 12 + (stripe + 1) * 25.8]
          const tone = stripe % 2 ? '#e9e0cf' : awning
          shape(g, [[ta, 330], [tb, 330], [b, 388], [a, 388]], tone)
          ellipse(g, (a + b) / 2, 388, 16.6, 10, tone)
        }
      }
    },
    (g) => {
      for (const { x, name, awning } of stalls) {
        ellipse(g, x + 115, 414, 9, 11, '#fff1cf')
        glow(g, x + 115, 414, 150, '#ffc477', 0.55)
        g.fillStyle = mix(awning, '#000000', 0.35)
        g.fillRect(x + 66, 554, 98, 42)
        lettering(g, name, x + 115, 576, 26, '#ffe9bd')
      }
    },
  )
  return (g, t) => {
    g.drawImage(back, 0, 0)
    // people far down the lane
    for (const [start, duration, x0, x1, y0, y1, s0, s1, looks] of [
      [1, 13, 626, 560, 476, 640, 0.34, 1.22, { coat: '#6d8db5', legs: '#363f57', bag: '#d8a24a' }],
      [8, 14, 660, 736, 474, 656, 0.32, 1.28, { coat: '#b5756a', legs: '#41405a', skirt: true, bun: true, bag: '#8fae84' }],
    ]) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const near = along ** 1.5
      const [x, y, s] = [x0 + (x1 - x0) * near, y0 + (y1 - y0) * near, s0 + (s1 - s0) * near]
      g.globalAlpha = Math.min(1, along * 8, (1 - along) * 8)
      walker(g, x, y, s, along * 15, light.shade(x, y - 40), looks)
      g.globalAlpha = 1
    }
    for (const [x, looks] of [
      [110, { coat: '#7a8470', hair: '#bfc0c6', right: 0.34 + wave(t, 5) * 0.12 }],
      [404, { coat: '#e9e4da', cap: '#f3efe6', left: 0.36 + wave(t, 6, 0.3) * 0.12 }],
      [876, { coat: '#e9e4da', cap: '#f3efe6', right: 0.4 + wave(t, 8) * 0.14 }],
      [1130, { coat: '#4d6a80', cap: '#3a4a60', left: 0.34 + wave(t, 4) * 0.14 }],
    ])
      stander(g, x, 590, 1.3, light.shade(x, 500), looks)
    g.drawImage(booths, 0, 0)
    // steamers and their steam
    for (let basket = 0; basket < 2; basket++)
      for (let tier = 0; tier < 3; tier++) {
        const [x, y] = [806 + basket * 128, 520 - tier * 15]
        ellipse(g, x, y + 8, 34, 8, '#8a6a42')
        g.fillStyle = '#c9a467'
        g.fillRect(x - 34, y - 3, 68, 11)
        ellipse(g, x, y - 3, 34, 8, tier === 2 ? '#e3c68f' : '#a8844f')
      }
    for (let puff = 0; puff < 9; puff++) {
      const rise = turn(t, 4, puff / 9)
      const x = (puff % 2 ? 806 : 934) + Math.sin(rise * 5 + puff) * 16
      ellipse(g, x, 484 - rise * 130, 14 + rise * 30, 10 + rise * 22, `rgba(246,232,208,${(0.24 * (1 - rise)).toFixed(3)})`)
    }
    stander(g, 210, 668, 1.4, light.shade(210, 560), { coat: '#b0705a', legs: '#3c4256', skirt: true, bun: true, left: 0.32 + wave(t, 4) * 0.06, lean: wave(t, 2) * 0.1 })
    stander(g, 452, 672, 1.4, light.shade(452, 560), { coat: '#5f7f9f', legs: '#384158', left: 0.1, hair: '#a9a9ae', lean: wave(t, 2, 0.4) * 0.1 })
    stander(g, 508, 676, 0.96, light.shade(508, 560), { coat: '#e0b45c', legs: '#a0574a', right: 0.5 + wave(t, 6) * 0.2, plait: true })
    stander(g, 824, 672, 1.4, light.shade(824, 560), { coat: '#8a7fa8', legs: '#40405a', right: 0.3 })
    const pass = passage(t, 4, 12)
    if (pass !== null) {
      const x = -90 + pass * 1460
      walker(g, x, 704, 1.5, pass * 13, light.shade(x, 620), { coat: '#c2863f', legs: '#3a4258', hat: '#c9a566', bag: '#8a6a42' })
    }
    sittingCat(g, 1180, 700, 1.05, t, { fur: '#e9e2d6', dark: '#b58a5c', look: wave(t, 2), blink: wave(t, 4, 0.3) > 0.94 })
    for (const [line, [y, s, count]] of [[168, 1.05, 7], [262, 0.72, 7], [322, 0.46, 7]].entries()) {
      const half = [620, 360, 200][line]
      for (let index = 0; index < count; index++) {
        const part = index / (count - 1)
        const x = 640 - half + part * half * 2
        const sag = Math.sin(part * Math.PI) * 34 * s
        if (index < count - 1) {
          const next = (index + 1) / (count - 1)
          stroke(g, [[x, y + sag], [640 - half + next * half * 2, y + Math.sin(next * Math.PI) * 34 * s]], 1.5, '#2a2438')
        }
        lantern(g, x, y + sag, s, wave(t, 4, index * 0.13 + line * 0.3))
      }
    }
  }
}
