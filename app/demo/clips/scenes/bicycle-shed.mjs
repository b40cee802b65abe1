/** The bicycle shed late in the evening, and the cat that owns it. */
import { at, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { bamboo, ridge, sittingCat, sky, stars, walkingCat } from '../nature.mjs'
import { bicycleFrame, walker } from '../people.mjs'
import { flats, lettering, windows } from '../street.mjs'

export default function bicycleShed() {
  const lamps = [250, 640, 1030]
  const light = night('#3f4e80', [
    ...lamps.map((x) => ({ x, y: 420, rx: 300, ry: 270, power: 0.62 })),
    ...lamps.map((x) => ({ x, y: 590, rx: 330, ry: 110, power: 0.6 })),
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0b1330', '#2b3a70', 400)
    stars(g, 31, 50, 180)
    ridge(g, 400, 130, '#1c2850', 6)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, 40, 560, 210, 480, { wall: '#7f8aac', columns: 5, rows: 11, lit: 0.35, seed: 31 }),
        ...flats(g, 900, 560, 260, 510, { wall: '#7782a4', columns: 6, rows: 12, lit: 0.3, seed: 33 }),
      ]
    },
    (g) => windows(g, shining),
  )
  const near = light.lit(
    (g) => {
      bamboo(g, 420, 330, 0.9, 0, { seed: 9, stems: 9 })
      bamboo(g, 640, 330, 1, 0, { seed: 12, stems: 10 })
      // back wall of the shed
      shape(g, [[0, 430], [1280, 430], [1280, 560], [0, 560]], '#8d93a0')
      shape(g, [[70, 286], [1210, 286], [1210, 560], [70, 560]], '#b9b0a4')
      for (let row = 0; row < 14; row++)
        for (let column = 0; column < 30; column++) {
          if ((row * 7 + column * 5) % 6) continue
          g.fillStyle = '#a9a094'
          g.fillRect(74 + column * 38 + (row % 2) * 19, 292 + row * 19, 34, 15)
        }
      shape(g, [[0, 556], [1280, 556], [1280, 720], [0, 720]], '#8b8d97')
      for (let x = -200; x < 1500; x += 95) stroke(g, [[x + (640 - x) * 0.25, 560], [x, 720]], 2.4, '#d6d2c4')
      // blue board, and the roof above
      g.fillStyle = '#3a6283'
      g.fillRect(566, 306, 148, 50)
      shape(g, [[20, 268], [1260, 268], [1218, 218], [62, 218]], '#6f8094')
      for (let x = 40; x < 1250; x += 22) stroke(g, [[x, 266], [x + (640 - x) * 0.035, 220]], 3, '#5d6d81')
      g.fillStyle = '#566577'
      g.fillRect(20, 266, 1240, 20)
      for (const x of [84, 444, 820, 1184]) {
        g.fillStyle = '#6a788c'
        g.fillRect(x - 7, 286, 14, 300)
      }
      // the rail that the front wheels lean on
      stroke(g, [[100, 520], [1180, 520]], 6, '#7b8798')
    },
    (g) => {
      lettering(g, '车 棚', 640, 332, 32, '#e9eef6')
      for (const x of lamps) {
        g.fillStyle = '#fff1cf'
        g.fillRect(x - 56, 288, 112, 7)
        glow(g, x, 292, 190, '#ffc477', 0.55)
      }
    },
  )
  const back = stack(above, far, near)
  const colors = ['#7fa3c7', '#c77b5a', '#8fae84', '#d1b063', '#9a86b5', '#6f97a6', '#c9ccd4', '#b5655a']
  const bicycles = light.lit((g) => {
    const tone = (color) => color
    for (const [index, color] of colors.entries()) {
      const x = 150 + index * 138
      if (index === 4) continue
      ellipse(g, x, 592, 70, 8, 'rgba(10,14,24,0.45)')
      at(g, x, 592, index % 2 ? -1.32 : 1.32, () => bicycleFrame(g, tone, color, index * 0.13, index % 3 !== 2))
    }
    // a child's tricycle and a charging scooter
    at(g, 700, 600, 1.5, () => {
      shape(g, [[-34, -18], [-30, -44], [-4, -44], [0, -28], [22, -28], [30, -66], [38, -66], [34, -18]], '#4d7d6e')
      stroke(g, [[28, -66], [22, -78]], 5, '#2f3646')
      shape(g, [[-38, -46], [-2, -46], [-4, -54], [-34, -54]], '#2f3646')
      for (const wx of [-24, 34]) {
        ellipse(g, wx, -12, 13, 13, '#232835')
        ellipse(g, wx, -12, 6, 6, '#8a94a6')
      }
    })
  }, (g) => {
    glow(g, 662, 540, 22, '#7fe0a0', 0.7)
    ellipse(g, 662, 540, 3, 3, '#b8f5c8')
  })
  return (g, t) => {
    g.drawImage(back, 0, 0)
    for (const [index, x] of lamps.entries())
      for (const moth of [0, 1, 2]) {
        const phase = index * 0.37 + moth * 0.29
        ellipse(g, x + wave(t, 5 + moth, phase) * (34 + moth * 14), 322 + wave(t, 7 - moth, phase * 2) * 20, 2.6, 1.6, '#ffe9bd')
      }
    g.drawImage(bicycles, 0, 0)
    // home late: through the picture with a bicycle at the hand
    const home = passage(t, 1, 11)
    if (home !== null) {
      const x = 1390 - home * 1540
      const tone = light.shade(x, 600)
      ellipse(g, x - 70, 668, 80, 8, 'rgba(4,8,16,0.4)')
      at(g, x - 74, 668, -1.5, () => bicycleFrame(g, tone, '#d8a24a', home * 11))
      walker(g, x, 672, -1.56, (home * 1540) / 117, tone, { coat: '#5c7a9c', legs: '#323b52', scarf: '#d77b46', hair: '#262220' })
    }
    sittingCat(g, 408, 640, 1.35, t, { look: home === null ? wave(t, 2) * 0.6 : (1390 - home * 1540 - 408) / 900, blink: wave(t, 5, 0.2) > 0.94 })
    const prowl = passage(t, 11, 9)
    if (prowl !== null) {
      const x = -90 + prowl * 1460
      walkingCat(g, x, 704, 1.1, prowl * 26, { fur: mix('#8d93a6', '#000000', 0.5), dark: '#2a2d38' })
    }
  }
}
