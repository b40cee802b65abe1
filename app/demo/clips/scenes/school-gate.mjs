/** The school gate when the evening class ends: those who wait, those who come out. */
import { ellipse, glow, layer, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { leaves, ridge, sky, tree } from '../nature.mjs'
import { stander, walker } from '../people.mjs'
import { lampHead, lampPost, lettering, windows } from '../street.mjs'

export default function schoolGate() {
  const light = night('#6a74a6', [
    { x: 640, y: 520, rx: 520, ry: 220, power: 0.6 },
    { x: 200, y: 560, rx: 260, ry: 200, power: 0.55 },
    { x: 1100, y: 560, rx: 260, ry: 200, power: 0.55 },
  ])
  const above = layer((g) => {
    sky(g, '#25346c', '#e0986a', 430)
    ridge(g, 430, 120, '#5a4f7c', 22)
    ridge(g, 440, 70, '#42416e', 25)
  })
  const shining = []
  const school = light.lit(
    (g) => {
      g.fillStyle = '#d8cdbd'
      g.fillRect(180, 190, 920, 262)
      g.fillStyle = '#b8654c'
      g.fillRect(580, 150, 120, 302)
      g.fillStyle = '#9a5440'
      g.fillRect(170, 180, 940, 16)
      for (let floor = 0; floor < 3; floor++) {
        const y = 208 + floor * 84
        g.fillStyle = '#c2b6a5'
        g.fillRect(180, y + 58, 920, 10)
        for (let room = 0; room < 12; room++) {
          const x = 200 + room * 76
          if (x > 550 && x < 700) continue
          g.fillStyle = '#4d607d'
          g.fillRect(x, y, 50, 44)
          if ((room * 5 + floor * 3) % 7 < 4) shining.push([x, y, 50, 44, floor === 1 ? '#fff0c9' : '#ffd995'])
        }
      }
      ellipse(g, 640, 196, 27, 27, '#efe9dc')
      stroke(g, [[640, 196], [640, 178]], 3, '#3b3a46')
      stroke(g, [[640, 196], [652, 201]], 3, '#3b3a46')
      for (const [x, s, seed] of [[110, 1.4, 1], [1170, 1.45, 2], [420, 0.9, 3], [870, 0.9, 4]]) tree(g, x, 462, s, { seed, leaf: seed % 2 ? '#7a9160' : '#b0904e' })
    },
    (g) => windows(g, shining, false),
  )
  const gate = light.lit(
    (g) => {
      shape(g, [[0, 448], [1280, 448], [1280, 560], [0, 560]], '#b9b2a8')
      shape(g, [[0, 556], [1280, 556], [1280, 720], [0, 720]], '#7b8090')
      g.fillStyle = '#d8d2c6'
      g.fillRect(0, 552, 1280, 8)
      for (let x = 330; x < 960; x += 74) shape(g, [[x + 8, 566], [x + 46, 566], [x + 40, 720], [x - 14, 720]], '#dcd8cf')
      for (const [from, to] of [[0, 392], [888, 1280]]) {
        g.fillStyle = '#e0d3bf'
        g.fillRect(from, 384, to - from, 110)
        g.fillStyle = '#a6705a'
        g.fillRect(from, 374, to - from, 14)
        g.fillStyle = '#b3a692'
        g.fillRect(from, 474, to - from, 20)
      }
      // what the children painted on the wall
      for (const [x, tone] of [[60, '#7fb0b8'], [150, '#e0a33f'], [240, '#8fae84'], [330, '#c98aa0'], [950, '#e0a33f'], [1040, '#7fa3c7'], [1130, '#c77b5a'], [1220, '#8fae84']]) {
        ellipse(g, x, 430, 24, 24, tone)
        for (let petal = 0; petal < 6; petal++) ellipse(g, x + Math.cos(petal) * 26, 430 + Math.sin(petal) * 26, 8, 8, tone)
        ellipse(g, x, 430, 10, 10, '#f3e6d3')
      }
      for (const x of [392, 852]) {
        g.fillStyle = '#b8654c'
        g.fillRect(x, 318, 40, 182)
        g.fillStyle = '#dcd2c2'
        g.fillRect(x - 6, 308, 52, 14)
      }
      shape(g, [[386, 312], [894, 312], [894, 296], [640, 250], [386, 296]], '#3f6a8c')
      stroke(g, [[386, 296], [640, 250], [894, 296]], 6, '#dcd2c2')
      for (const [x, arm] of [[150, 40], [1130, -40]]) lampPost(g, x, 560, 330, { arm })
    },
    (g) => {
      lettering(g, '东里小学', 640, 289, 30, '#fff1cf')
      lampHead(g, 190, 220, 1.1, 110)
      lampHead(g, 1090, 220, 1.1, 110)
      glow(g, 640, 300, 220, '#ffb547', 0.2)
    },
  )
  const back = stack(above, school, gate)
  // the folding gate, half open
  const fold = light.lit((g) => {
    for (let index = 0; index < 9; index++) {
      const x = 434 + index * 13
      stroke(g, [[x, 440], [x + 13, 496]], 3, '#c3c9d2')
      stroke(g, [[x + 13, 440], [x, 496]], 3, '#aab2be')
      ellipse(g, x + 6, 498, 3.4, 3.4, '#3a4050')
    }
    g.fillStyle = '#d98a4a'
    g.fillRect(548, 436, 12, 62)
  })
  const bags = ['#d77b46', '#6fa3a0', '#e0b45c', '#b5655a', '#7f9fd0', '#8fae84']
  const coats = ['#5f86b5', '#4f7aa8', '#5b80b0', '#547fae', '#5f86b5', '#4f7aa8']
  return (g, t) => {
    g.drawImage(back, 0, 0)
    g.drawImage(fold, 0, 0)
    stander(g, 590, 512, 0.98, light.shade(590, 510), { coat: '#3f4f74', legs: '#2f3850', cap: '#33406a', right: 0.34 + wave(t, 6) * 0.08 })
    for (const [x, y, s, looks] of [
      [250, 596, 1.1, { coat: '#b0705a', legs: '#3c4256', skirt: true, bun: true, left: 0.12 }],
      [318, 588, 1.1, { coat: '#7a8470', legs: '#40465a', hair: '#bfc0c6', right: 0.3 }],
      [1010, 592, 1.14, { coat: '#6b7fa5', legs: '#363f57', left: 0.42 + wave(t, 8) * 0.12, hair: '#2d2724' }],
      [1076, 600, 1.1, { coat: '#c2923f', legs: '#40405a', skirt: true, hair: '#3a2f2a', right: 0.16 }],
    ])
      stander(g, x, y, s, light.shade(x, y), { ...looks, lean: wave(t, 2, x / 500) * 0.08 })
    // children come out one after the other, to the left and to the right
    for (let index = 0; index < 6; index++) {
      const along = passage(t, index * 2.6, 7.4)
      if (along === null) continue
      const side = index % 2 ? 1 : -1
      const out = Math.min(1, along / 0.34)
      const x = 690 + (index % 3) * 30 - 30 + side * Math.max(0, along - 0.24) * 960
      const y = 492 + out * (74 + (index % 3) * 22)
      const s = (0.6 + out * 0.22) * side
      g.globalAlpha = Math.min(1, along * 10)
      walker(g, x, y, s, along * 15, light.shade(x, y), { coat: coats[index], legs: '#38435e', backpack: bags[index], hair: '#262220', scarf: '#d77b46', plait: index % 3 === 1 })
      g.globalAlpha = 1
    }
    const pair = passage(t, 4, 12)
    if (pair !== null) {
      const x = 1350 - pair * 1480
      walker(g, x, 664, -1.38, pair * 14.3, light.shade(x, 640), { coat: '#8c6fa0', legs: '#3a3f55', bag: '#d8a24a', bun: true })
      walker(g, x - 64, 668, -0.9, pair * 21.9, light.shade(x, 640), { coat: '#5f86b5', legs: '#38435e', backpack: '#e0b45c', scarf: '#d77b46' })
    }
    leaves(g, t, 23, 14, { from: 300, to: 700, tone: '#d69a45' })
  }
}
