/** The culture square: fan dance after supper, in step. */
import { ellipse, glow, layer, night, passage, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { ridge, sky, stars, tree } from '../nature.mjs'
import { stander, walker } from '../people.mjs'
import { flats, lampHead, lampPost, lantern, lettering, tiledRoof, windows } from '../street.mjs'

export default function square() {
  const light = night('#46558a', [
    { x: 640, y: 570, rx: 640, ry: 210, power: 0.85 },
    { x: 640, y: 360, rx: 420, ry: 190, power: 0.6 },
    { x: 110, y: 480, rx: 240, ry: 200, power: 0.6 },
    { x: 1170, y: 480, rx: 240, ry: 200, power: 0.6 },
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0d1636', '#4a4f88', 440)
    stars(g, 61, 60, 200)
    ridge(g, 430, 140, '#27325f', 12)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, -20, 440, 200, 270, { wall: '#8792b2', columns: 5, rows: 6, lit: 0.42, seed: 61, side: 36 }),
        ...flats(g, 1090, 440, 220, 300, { wall: '#8b95b4', columns: 5, rows: 7, lit: 0.4, seed: 64, side: -36 }),
      ]
    },
    (g) => windows(g, shining),
  )
  const hall = light.lit(
    (g) => {
      for (const [x, s, seed] of [[220, 1.15, 1], [300, 0.9, 2], [1000, 0.95, 3], [1066, 1.15, 4]]) tree(g, x, 446, s, { seed, leaf: '#5b8466' })
      shape(g, [[0, 438], [1280, 438], [1280, 720], [0, 720]], '#a9a3a0')
      for (let row = 0; row < 7; row++) {
        const y = 448 + row * row * 5 + row * 9
        stroke(g, [[0, y], [1280, y]], 2, '#989290')
      }
      for (let x = -600; x < 1900; x += 130) stroke(g, [[x + (640 - x) * 0.42, 438], [x, 720]], 2, '#989290')
      ellipse(g, 640, 590, 420, 84, '#b8ab9c')
      ellipse(g, 640, 590, 330, 62, '#b0a396')
      // the hall: steps, columns, double roof
      shape(g, [[372, 446], [908, 446], [940, 478], [340, 478]], '#c4beb6')
      stroke(g, [[362, 456], [918, 456]], 2, '#a5a099')
      stroke(g, [[352, 467], [928, 467]], 2, '#a5a099')
      g.fillStyle = '#8f5343'
      g.fillRect(400, 318, 480, 128)
      for (let index = 0; index < 5; index++) {
        g.fillStyle = '#5a3a34'
        g.fillRect(424 + index * 91, 342, 68, 104)
      }
      for (let index = 0; index < 6; index++) {
        g.fillStyle = '#b0614a'
        g.fillRect(394 + index * 93, 306, 18, 142)
        g.fillStyle = '#a5a099'
        g.fillRect(388 + index * 93, 440, 30, 10)
      }
      g.fillStyle = '#4f7a86'
      g.fillRect(386, 300, 508, 20)
      tiledRoof(g, 386, 298, 508, 62, { over: 40, lift: 26, tile: '#65738a' })
      g.fillStyle = '#8f5343'
      g.fillRect(480, 214, 320, 26)
      tiledRoof(g, 480, 214, 320, 62, { over: 36, lift: 24, tile: '#65738a' })
      g.fillStyle = '#2f4a63'
      g.fillRect(566, 292, 148, 40)
      for (const [x, arm] of [[92, 40], [1188, -40]]) lampPost(g, x, 520, 300, { arm })
    },
    (g) => {
      for (let index = 0; index < 5; index++) {
        g.fillStyle = index % 2 ? '#f2b057' : '#ffc97a'
        g.fillRect(430 + index * 91, 350, 56, 90)
        for (let bar = 1; bar < 4; bar++) {
          g.fillStyle = '#8a5326'
          g.fillRect(430 + index * 91 + bar * 14, 350, 2, 90)
          g.fillRect(430 + index * 91, 350 + bar * 23, 56, 2)
        }
      }
      glow(g, 640, 390, 330, '#ffb547', 0.3)
      lettering(g, '东里文化礼堂', 640, 312, 22, '#ffdf9e')
      lampHead(g, 132, 210, 1.1, 120)
      lampHead(g, 1148, 210, 1.1, 120)
    },
  )
  const back = stack(above, far, hall)
  const coats = ['#d98a4a', '#c76b7e', '#e0b45c', '#6fa3a0', '#b07fb5', '#d07a5a', '#7f9fd0']
  const dancers = []
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 5 + (row % 2); column++)
      dancers.push({ x: 640 + (column - (4 + (row % 2)) / 2) * (130 + row * 30), y: 528 + row * 58, s: 0.82 + row * 0.16, coat: coats[(row * 3 + column) % coats.length], bun: (row + column) % 2 === 0, hair: (row * 5 + column) % 4 === 0 ? '#a9a9ae' : '#2c2724' })
  return (g, t) => {
    g.drawImage(back, 0, 0)
    for (const [index, x] of [430, 535, 745, 850].entries()) lantern(g, x, 322, 0.66, wave(t, 4, index * 0.2))
    // strings of lamps from roof to posts
    for (const [fromX, toX] of [[480, 132], [800, 1148]])
      for (let bulb = 0; bulb <= 9; bulb++) {
        const part = bulb / 9
        const x = fromX + (toX - fromX) * part
        const y = 236 - part * 22 + Math.sin(part * Math.PI) * 62
        const bright = 0.55 + 0.45 * wave(t, 4, bulb * 0.1)
        if (bulb < 9) {
          const next = (bulb + 1) / 9
          stroke(g, [[x, y - 4], [fromX + (toX - fromX) * next, 232 - next * 22 + Math.sin(next * Math.PI) * 62]], 1.4, '#2c3450')
        }
        glow(g, x, y, 20, '#ffb547', 0.35 + bright * 0.3)
        ellipse(g, x, y, 3.6, 4.4, '#ffe3a8')
      }
    const onlooker = passage(t, 2, 15)
    if (onlooker !== null) walker(g, 1330 - onlooker * 1400, 492, -0.8, (onlooker * 1400) / 60, light.shade(1330 - onlooker * 1400, 500), { coat: '#5f7f9f', legs: '#384158', bag: '#c9a15a' })
    // eight beats in four seconds; the rows lean and raise their fans together
    const beat = turn(t, 4)
    const sway = Math.sin(beat * Math.PI * 4)
    const raise = 0.5 + 0.5 * Math.sin(beat * Math.PI * 2)
    for (const { x, y, s, ...looks } of dancers) {
      const dx = Math.sin(beat * Math.PI * 2) * 22 * s
      stander(g, x + dx, y, s, light.shade(x, y), {
        ...looks,
        left: 0.18 + raise * 0.62,
        right: 0.18 + (1 - raise) * 0.62,
        lean: sway * 0.5,
        lift: sway,
        legs: '#4a4560',
        skirt: true,
        fans: looks.coat === '#d98a4a' ? '#f3d9a0' : '#e8743b',
      })
    }
    stander(g, 84, 648, 1.25, light.shade(140, 620), { coat: '#4f6f8f', legs: '#333c52', left: 0.12 + Math.abs(sway) * 0.05, right: 0.3 + Math.abs(sway) * 0.04, cap: '#7d8797' })
    stander(g, 150, 656, 0.8, light.shade(180, 620), { coat: '#e0b45c', legs: '#a0574a', left: 0.5 + raise * 0.3, right: 0.5 + raise * 0.3, lift: sway, plait: true })
    const child = passage(t, 6, 7)
    if (child !== null) {
      const x = -60 + child * 1400
      walker(g, x, 690, 0.86, (child * 1400) / 74, light.shade(x, 650), { coat: '#5b93b5', legs: '#3a4258', scarf: '#d77b46' })
    }
    stander(g, 1198, 668, 1.3, light.shade(1140, 630), { coat: '#7a8470', legs: '#40465a', hair: '#c4c6cc', right: 0.1, left: 0.34 })
  }
}
