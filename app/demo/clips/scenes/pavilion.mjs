/** The pavilion where one listens to the rain: two at chess, umbrellas on the path. */
import { at, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { bamboo, rain, ridge, rings, sittingCat, sky } from '../nature.mjs'
import { sitter, walker } from '../people.mjs'
import { lantern, lettering } from '../street.mjs'

export default function pavilion() {
  const light = night('#435383', [
    { x: 640, y: 440, rx: 330, ry: 230, power: 0.95 },
    { x: 640, y: 590, rx: 480, ry: 120, power: 0.45 },
  ])
  const above = layer((g) => {
    sky(g, '#101b3a', '#4a5a86', 440)
    ridge(g, 420, 220, '#33446f', 61)
    for (let index = 0; index < 5; index++) glow(g, 100 + index * 290, 340, 220, '#5a6d9a', 0.25)
    ridge(g, 436, 130, '#28385f', 64)
    for (let index = 0; index < 4; index++) glow(g, 220 + index * 300, 410, 200, '#4f628f', 0.25)
    ridge(g, 446, 60, '#1f2d50', 67)
  })
  const land = light.lit((g) => {
    shape(g, [[0, 446], [1280, 446], [1280, 720], [0, 720]], '#587a66')
    for (let x = 0; x < 1300; x += 34) ellipse(g, x, 450, 32, 12 + ((x * 7) % 12), '#4a6c5b')
    ellipse(g, 640, 566, 470, 74, '#8f9096')
    shape(g, [[0, 600], [300, 566], [980, 566], [1280, 600], [1280, 690], [0, 690]], '#8b8c94')
    for (let x = 0; x < 1280; x += 82) stroke(g, [[x, 606 + Math.abs(x - 640) * 0.005], [x - 26, 688]], 2, '#7d7e87')
    ellipse(g, 250, 650, 120, 14, '#9aa3b5')
    ellipse(g, 1010, 660, 150, 15, '#9aa3b5')
    ellipse(g, 690, 672, 100, 9, '#9aa3b5')
  })
  const floor = light.lit(
    (g) => {
      shape(g, [[400, 560], [880, 560], [916, 592], [364, 592]], '#a6a19b')
      shape(g, [[424, 536], [856, 536], [880, 560], [400, 560]], '#b9b3ab')
      for (const x of [450, 790]) {
        g.fillStyle = '#8f4f3f'
        g.fillRect(x + 22, 300, 16, 234)
      }
      g.fillStyle = '#a5654e'
      g.fillRect(466, 470, 348, 10)
      for (let x = 476; x < 810; x += 22) stroke(g, [[x, 480], [x, 530]], 4, '#8f5542')
    },
    (g) => glow(g, 640, 400, 250, '#ffb547', 0.4),
  )
  const roof = light.lit(
    (g) => {
      for (const x of [424, 836]) {
        g.fillStyle = '#b0614a'
        g.fillRect(x, 300, 20, 252)
        g.fillStyle = '#a6a19b'
        g.fillRect(x - 7, 544, 34, 14)
      }
      g.fillStyle = '#8f5343'
      g.fillRect(410, 296, 460, 20)
      g.fillStyle = '#2f4a63'
      g.fillRect(572, 288, 136, 44)
      const eave = (y, half, rise, top, tile) => {
        g.beginPath()
        g.moveTo(640 - half, y - rise)
        g.quadraticCurveTo(640 - half * 0.55, y - 8, 640 - 34, top)
        g.lineTo(640 + 34, top)
        g.quadraticCurveTo(640 + half * 0.55, y - 8, 640 + half, y - rise)
        g.quadraticCurveTo(640 + half * 0.6, y + 14, 640, y + 14)
        g.quadraticCurveTo(640 - half * 0.6, y + 14, 640 - half, y - rise)
        g.fillStyle = tile
        g.fill()
        g.save()
        g.clip()
        for (let rib = -9; rib <= 9; rib++) {
          g.beginPath()
          g.moveTo(640 + rib * 3.6, top)
          g.quadraticCurveTo(640 + rib * half * 0.06, y - 20, 640 + rib * half * 0.115, y + 16)
          g.lineWidth = 2
          g.strokeStyle = mix(tile, '#000000', 0.24)
          g.stroke()
        }
        g.restore()
      }
      eave(300, 330, 44, 176, '#5f7088')
      g.fillStyle = '#8f5343'
      g.fillRect(592, 166, 96, 18)
      eave(172, 170, 34, 92, '#687a93')
      shape(g, [[626, 96], [654, 96], [648, 74], [632, 74]], '#4d5c74')
      ellipse(g, 640, 66, 13, 15, '#c9973f')
      stroke(g, [[640, 54], [640, 38]], 5, '#c9973f')
    },
    (g) => {
      lettering(g, '听 雨', 640, 311, 30, '#ffdf9e')
      glow(g, 640, 311, 110, '#ffb547', 0.3)
    },
  )
  const back = stack(above, land)
  return (g, t) => {
    g.drawImage(back, 0, 0)
    bamboo(g, 40, 540, 1.5, t, { seed: 21, stems: 8, leaf: '#3f6a56' })
    bamboo(g, 1000, 540, 1.6, t, { seed: 27, stems: 9, leaf: '#3b6552' })
    g.drawImage(floor, 0, 0)
    const tone = light.shade(640, 470)
    // the chess table and those who play; a hand moves a piece now and then
    const move = Math.max(0, wave(t, 2)) ** 4
    sitter(g, 560, 556, 1.08, tone, { coat: '#6f86ad', legs: '#40465a', hair: '#c4c6cc', nod: wave(t, 2) * 2 })
    at(g, 720, 556, -1.08, () => sitter(g, 0, 0, 1, tone, { coat: '#8a7f6a', legs: '#3f4558', cap: '#5b6470', hair: '#b9babf', nod: wave(t, 3, 0.3) * 2 }))
    g.fillStyle = tone('#8a8782')
    g.fillRect(628, 516, 24, 42)
    ellipse(g, 640, 514, 50, 11, tone('#b5b1aa'))
    for (let piece = 0; piece < 9; piece++) ellipse(g, 606 + piece * 8.4, 512 + ((piece * 5) % 7) - 3, 3.4, 2, piece % 2 ? '#8f3f2f' : '#2a2d38')
    stroke(g, [[578, 494], [602 + move * 16, 500 + move * 4]], 6, tone('#7f95bb'))
    for (const x of [556, 724]) {
      g.fillStyle = tone('#8a8782')
      g.fillRect(x - 16, 524, 32, 34)
    }
    sittingCat(g, 812, 558, 0.74, t, { fur: '#e9e2d6', dark: '#b5b0a8', look: wave(t, 2, 0.2), blink: wave(t, 4) > 0.9 })
    g.drawImage(roof, 0, 0)
    for (const [x, phase] of [[470, 0], [810, 0.35]]) lantern(g, x, 316, 0.95, wave(t, 4, phase))
    // water runs off the eaves
    for (let drop = 0; drop < 16; drop++) {
      const part = drop / 15
      const x = 326 + part * 628
      const fall = turn(t, 16, (drop * 0.37) % 1)
      const from = 304 - Math.abs(part - 0.5) * 80
      stroke(g, [[x, from + fall * 260], [x, from + fall * 260 + 12]], 2, 'rgba(190,210,240,0.5)')
    }
    for (const [start, duration, dir, y, s, looks] of [
      [0.5, 13, 1, 640, 1.14, { coat: '#5f7fa8', legs: '#343c54', umbrella: '#d98a4a' }],
      [5, 14, -1, 668, 1.28, { coat: '#8c6fa0', legs: '#3a3f55', skirt: true, umbrella: '#5f93a3' }],
      [12, 12, 1, 690, 1.36, { coat: '#6f8a78', legs: '#3f4558', umbrella: '#c9a566' }],
    ]) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const x = dir > 0 ? -80 + along * 1440 : 1360 - along * 1440
      walker(g, x, y, s * dir, (along * 1440) / (75 * s), light.shade(x, y), looks)
    }
    rings(g, t, 31, 26, { top: 600, bottom: 712 })
    rain(g, t, 41, 70)
  }
}
