/** The tea terraces before sunrise: mist in the valley, the first pickers with their lanterns. */
import { dice, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { ridge, sky, stars, tree } from '../nature.mjs'
import { stander, walker } from '../people.mjs'
import { lantern, lettering, tiledRoof, windows } from '../street.mjs'

/** height of a terrace's edge above a point: hills that swing to and fro */
const edge = (level, x) => 362 + level * level * 5.4 + level * 25 + Math.sin(x / 260 + level * 0.55) * (20 + level * 3) + Math.sin(x / 620 + 1) * 34

export default function teaTerraces() {
  const light = night('#63749c', [
    { x: 1010, y: 420, rx: 280, ry: 180, power: 0.85 },
    { x: 300, y: 560, rx: 200, ry: 110, power: 0.5 },
  ])
  const above = layer((g) => {
    sky(g, '#1a2750', '#e9a77c', 400)
    stars(g, 131, 50, 150)
    glow(g, 330, 330, 340, '#f0b078', 0.5)
    ridge(g, 372, 250, '#6a6490', 71)
    ridge(g, 390, 190, '#4f5585', 74)
    ridge(g, 404, 120, '#3d4a78', 77)
  })
  const levels = [0, 1, 2, 3, 4, 5]
  const rows = levels.map((level) =>
    light.lit((g) => {
      const points = []
      for (let x = 0; x <= 1280; x += 20) points.push([x, edge(level, x)])
      shape(g, [...points, [1280, 720], [0, 720]], mix('#5f8a72', '#7ea662', level / 6))
      const roll = dice(level + 90)
      const big = 9 + level * 4
      for (let line = 0; line < 3; line++)
        for (let x = -10; x < 1300; x += big * 1.5) {
          const y = edge(level, x) + 8 + line * (9 + level * 4)
          ellipse(g, x + roll() * 4, y + big * 0.4, big, big * 0.62, mix('#3f6a58', '#4d7a50', level / 6))
          ellipse(g, x + roll() * 4 - 1, y, big * 0.86, big * 0.46, mix('#6f9f78', '#8fb86a', level / 6))
        }
      for (let x = 0; x < 1280; x += 20) stroke(g, [[x, edge(level, x) - 2], [x + 20, edge(level, x + 20) - 2]], 3 + level * 0.6, '#a89878')
    }),
  )
  const hut = light.lit(
    (g) => {
      g.fillStyle = '#d3c6b2'
      g.fillRect(940, 344, 150, 90)
      g.fillStyle = '#6b5040'
      g.fillRect(1032, 374, 36, 60)
      tiledRoof(g, 940, 346, 150, 50, { over: 26, lift: 16, tile: '#5d6880' })
      tree(g, 900, 440, 1.1, { seed: 5, leaf: '#4d7a62' })
      tree(g, 1150, 446, 1.3, { seed: 8, leaf: '#55805c' })
    },
    (g) => {
      windows(g, [[960, 368, 46, 36, '#ffc86b']])
      g.fillStyle = '#ffcf85'
      g.fillRect(1038, 380, 24, 54)
      glow(g, 1010, 400, 170, '#ffb547', 0.4)
      g.fillStyle = '#5a3a2a'
      g.fillRect(968, 412, 30, 20)
      lettering(g, '茶', 983, 422, 17, '#ffdf9e')
    },
  )
  const back = stack(above, rows[0], hut)
  const mist = (g, t, y, phase, alpha) => {
    const drift = wave(t, 1, phase) * 46
    for (let index = 0; index < 7; index++) {
      const x = index * 220 - 60 + drift * (index % 2 ? 1 : -0.6)
      const fall = g.createRadialGradient(x, 0, 0, x, 0, 230)
      fall.addColorStop(0, `rgba(206,208,228,${alpha})`)
      fall.addColorStop(1, 'rgba(206,208,228,0)')
      g.save()
      g.translate(0, y + (index % 3) * 10)
      g.scale(1, 0.15)
      g.fillStyle = fall
      g.fillRect(x - 230, -230, 460, 460)
      g.restore()
    }
  }
  const picker = (g, t, level, x, s, looks, phase) => {
    const y = edge(level, x) + 8
    const pick = wave(t, 8, phase)
    stander(g, x, y, s, light.shade(x, y), { legs: '#3f4558', hat: '#d8b878', left: 0.22 + pick * 0.1, right: 0.22 - pick * 0.1, lean: wave(t, 2, phase) * 0.12, ...looks })
    const tone = light.shade(x, y)
    shape(g, [[x - 15 * s, y - 64 * s], [x + 15 * s, y - 64 * s], [x + 11 * s, y - 42 * s], [x - 11 * s, y - 42 * s]], tone('#b08a55'))
  }
  return (g, t) => {
    g.drawImage(back, 0, 0)
    // birds cross the dawn
    const flight = turn(t, 1, 0.2)
    for (let bird = 0; bird < 7; bird++) {
      const [x, y] = [1500 - flight * 1900 + Math.abs(bird - 3) * 34, 170 + (bird - 3) * 14 + wave(t, 3, bird * 0.1) * 6]
      const flap = wave(t, 24, bird * 0.17) * 6
      stroke(g, [[x - 13, y - flap], [x, y], [x + 13, y - flap]], 3, '#232c52')
    }
    mist(g, t, 392, 0, 0.5)
    lantern(g, 930, 366, 0.7, wave(t, 4))
    g.drawImage(rows[1], 0, 0)
    picker(g, t, 1, 560, 0.6, { coat: '#c77b5a' }, 0.2)
    picker(g, t, 1, 690, 0.6, { coat: '#6d8db5' }, 0.6)
    g.drawImage(rows[2], 0, 0)
    mist(g, t, 500, 0.35, 0.26)
    picker(g, t, 2, 860, 0.84, { coat: '#b5756a', skirt: true }, 0.1)
    picker(g, t, 2, 190, 0.84, { coat: '#7a8fae' }, 0.8)
    g.drawImage(rows[3], 0, 0)
    const along = passage(t, 0, 15.6)
    if (along !== null) {
      const x = -70 + along * 1420
      const y = edge(3, x) + 6
      walker(g, x, y, 1.08, along * 17.5, light.shade(x, y), { coat: '#e0a33f', legs: '#3d4761', hat: '#d8b878', lantern: '#ffd27a', backpack: '#a07c4a' })
      glow(g, x + 12, y - 34, 120, '#ffb547', 0.5)
    }
    g.drawImage(rows[4], 0, 0)
    picker(g, t, 4, 420, 1.4, { coat: '#5f93a3' }, 0.45)
    picker(g, t, 4, 1040, 1.4, { coat: '#c2863f', skirt: true }, 0.9)
    g.drawImage(rows[5], 0, 0)
    mist(g, t, 690, 0.6, 0.14)
  }
}
