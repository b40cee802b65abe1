/** The east gate at dusk: who lives here comes home. */
import { glow, layer, mix, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { leaves, ridge, sittingCat, sky, stars, tree } from '../nature.mjs'
import { cyclist, sitter, walker } from '../people.mjs'
import { flats, lampHead, lampPost, lantern, lettering, tiledRoof, windows } from '../street.mjs'

export default function eastGate() {
  const light = night('#5a679a', [
    { x: 640, y: 400, rx: 330, ry: 210, power: 0.85 },
    { x: 640, y: 560, rx: 460, ry: 130, power: 0.5 },
    { x: 236, y: 520, rx: 240, ry: 190, power: 0.75 },
    { x: 1000, y: 470, rx: 230, ry: 170, power: 0.8 },
    { x: 1130, y: 640, rx: 300, ry: 110, power: 0.45 },
  ])
  let shining = []
  const dusk = layer((g) => {
    sky(g, '#16204a', '#c4785a', 440)
    stars(g, 4, 40, 170)
    ridge(g, 400, 130, '#4f4a72', 3)
    ridge(g, 440, 90, '#35395f', 8)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, 60, 470, 190, 300, { wall: '#8b96b4', columns: 5, rows: 7, seed: 2, side: 40 }),
        ...flats(g, 312, 470, 150, 236, { wall: '#98a0b8', columns: 4, rows: 5, seed: 3, side: 34 }),
        ...flats(g, 812, 470, 170, 268, { wall: '#8f9ab6', columns: 4, rows: 6, seed: 6, side: -36 }),
        ...flats(g, 1040, 470, 200, 330, { wall: '#838eac', columns: 5, rows: 8, seed: 9, side: -44 }),
      ]
    },
    (g) => windows(g, shining),
  )
  const near = light.lit(
    (g) => {
      for (const [x, s, seed] of [[20, 1.1, 1], [300, 0.9, 2], [800, 0.9, 3], [1016, 1, 4], [1262, 1.2, 5]])
        tree(g, x, 474, s, { seed, leaf: seed % 2 ? '#5d8468' : '#6b8a5e' })
      // ground, kerbs and the way through the gate
      shape(g, [[0, 466], [1280, 466], [1280, 720], [0, 720]], '#8a8f9e')
      shape(g, [[520, 466], [760, 466], [1010, 720], [270, 720]], '#a7a4a4')
      for (let row = 0; row < 6; row++) {
        const y = 478 + row * row * 7 + row * 6
        stroke(g, [[520 - (y - 466) * 0.98, y], [760 + (y - 466) * 0.98, y]], 2, '#979497')
      }
      shape(g, [[0, 462], [470, 462], [470, 500], [0, 500]], '#b9a594')
      shape(g, [[810, 462], [1280, 462], [1280, 500], [810, 500]], '#b9a594')
      shape(g, [[0, 400], [470, 400], [470, 466], [0, 466]], '#d6c9b8')
      shape(g, [[810, 400], [1280, 400], [1280, 466], [810, 466]], '#d6c9b8')
      for (const [from, to] of [[0, 470], [810, 1280]]) {
        g.fillStyle = '#6d7688'
        g.fillRect(from, 390, to - from, 14)
        for (let x = from + 40; x < to - 30; x += 84) {
          g.fillStyle = '#9aa0a6'
          g.fillRect(x, 418, 46, 32)
          for (let bar = 0; bar < 46; bar += 9) stroke(g, [[x + bar, 418], [x + bar, 450]], 2, '#6b6a66')
        }
      }
      // the gate: pillars, beam and a roof over it
      for (const x of [470, 762]) {
        g.fillStyle = '#b5765a'
        g.fillRect(x, 250, 48, 244)
        for (let y = 262; y < 486; y += 16) stroke(g, [[x + 2, y], [x + 46, y]], 1.4, '#9a6049')
        g.fillStyle = '#8f8a86'
        g.fillRect(x - 7, 478, 62, 20)
      }
      g.fillStyle = '#7c4a39'
      g.fillRect(450, 246, 380, 62)
      g.fillStyle = '#2f4a63'
      g.fillRect(548, 254, 184, 48)
      tiledRoof(g, 440, 240, 400, 78, { over: 44, lift: 26 })
      // the booth
      g.fillStyle = '#cfc6b8'
      g.fillRect(912, 366, 150, 134)
      g.fillStyle = '#55627c'
      g.fillRect(900, 352, 174, 18)
      g.fillStyle = '#8c8478'
      g.fillRect(912, 448, 150, 52)
    },
    (g) => {
      lettering(g, '东 门', 640, 279, 38, '#ffdf9e')
      glow(g, 640, 279, 150, '#ffb547', 0.35)
      g.fillStyle = '#ffcf85'
      g.fillRect(926, 386, 122, 62)
      g.fillStyle = '#e9a959'
      g.fillRect(926, 430, 122, 18)
      glow(g, 987, 410, 150, '#ffb547', 0.35)
    },
  )
  const back = stack(dusk, far, near)
  const booth = light.lit((g) => {
    g.fillStyle = '#8c8478'
    g.fillRect(912, 448, 150, 52)
    g.fillStyle = '#a39a8c'
    g.fillRect(906, 440, 162, 10)
    g.fillStyle = '#6d675e'
    for (const x of [922, 984, 1046]) g.fillRect(x, 380, 6, 66)
    lampPost(g, 206, 560, 300)
    g.fillStyle = '#c9cdd6'
    g.fillRect(838, 432, 22, 66)
  }, (g) => {
    lampHead(g, 246, 270 - 18, 1.1, 130)
  })
  const looks = [
    { coat: '#b0654f', legs: '#38415a', bag: '#d8a24a', bun: true },
    { coat: '#5f7fa8', legs: '#39435c', backpack: '#d77b46' },
    { coat: '#7a8a6a', legs: '#454a58', stick: true, hair: '#c9c9cc' },
    { coat: '#8c6fa0', legs: '#3a3f55', skirt: true, plait: true },
  ]
  return (g, t) => {
    g.drawImage(back, 0, 0)
    sitter(g, 968, 470, 0.92, (tone) => mix(tone, '#3a2614', 0.35), { coat: '#3f5878', cap: '#33476a', nod: wave(t, 2) * 1.6 })
    g.drawImage(booth, 0, 0)
    // the barrier rises for the one who rides in
    const ride = passage(t, 5, 7)
    const open = ride === null ? 0 : Math.min(1, Math.min(ride, 0.72 - ride < 0 ? 0 : 0.72 - ride) * 9)
    g.save()
    g.translate(848, 444)
    g.rotate(open * 1.2)
    for (let part = 0; part < 8; part++) {
      g.fillStyle = light.shade(700, 470)(part % 2 ? '#e9e4da' : '#d9793f')
      g.fillRect(-36 * (part + 1), -5, 36, 9)
    }
    g.restore()
    for (const [x, swing] of [[500, 0], [780, 0.3]]) lantern(g, x, 306, 1, wave(t, 4, swing))
    const people = [
      [0, 9, -60, 620, 545, 0.98, 1.0],
      [3, 10, 1340, 700, 585, -1.12, 1.1],
      [8, 8, 360, 612, 620, 1.25, 0.6],
      [10.5, 13, 1350, -80, 668, -1.42, 1.4],
    ]
    for (const [index, [start, duration, from, to, y, s]] of people.entries()) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const inward = index < 3 ? Math.max(0, (along - 0.55) / 0.45) : 0
      const x = from + (to - from) * along
      const py = y - inward * (y - 492)
      const size = s * (1 - inward * (1 - 0.72 / Math.abs(s)))
      g.globalAlpha = index < 3 && along > 0.94 ? (1 - along) / 0.06 : Math.min(1, index === 2 ? along * 12 : 1)
      walker(g, x, py, size, (Math.abs(to - from) * along) / (75 * Math.abs(s)), light.shade(x, py), looks[index])
      g.globalAlpha = 1
    }
    if (ride !== null) {
      const x = 1360 - ride * 1460
      cyclist(g, x, 610, -1.2, (ride * 1460) / 190, light.shade(x, 610), { coat: '#c2863f', legs: '#3d4761', hair: '#2b2623' })
      glow(g, x - 62, 540, 40, '#ffe9bd', 0.7)
    }
    sittingCat(g, 1178, 391, 0.72, t, { fur: '#4b4e5c', dark: '#33353f', look: wave(t, 2), blink: wave(t, 5) > 0.93 })
    leaves(g, t, 6, 12, { from: 250, to: 700, tone: '#b8823f' })
  }
}
