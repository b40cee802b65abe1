/** The stone bridge over the canal: white walls, dark roofs, and a boat with a lantern. */
import { at, ellipse, glow, layer, mix, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { glitter, moon, ridge, sky, stars, willow } from '../nature.mjs'
import { sitter, walker } from '../people.mjs'
import { lantern, tiledRoof, windows } from '../street.mjs'

const water = 500
/** height of the bridge's walk above a point of the picture */
const walk = (x) => 470 - 150 * Math.max(0, 1 - ((x - 640) / 330) ** 2) ** 0.8

export default function stoneBridge() {
  const light = night('#46568c', [
    { x: 150, y: 420, rx: 260, ry: 200, power: 0.8 },
    { x: 1130, y: 420, rx: 260, ry: 200, power: 0.8 },
    { x: 640, y: 340, rx: 300, ry: 130, power: 0.55 },
  ])
  const above = layer((g) => {
    sky(g, '#0c1534', '#46578f', 470)
    stars(g, 51, 70, 260)
    glow(g, 400, 110, 150, '#e9e3cd', 0.35)
    moon(g, 400, 110, 40)
    ridge(g, 470, 190, '#28366a', 5)
    ridge(g, 480, 110, '#1f2b58', 9)
  })
  const shining = []
  const house = (g, x, w, h, seed) => {
    g.fillStyle = '#dfe1e2'
    g.fillRect(x, 470 - h, w, h + 20)
    g.fillStyle = '#a9afba'
    g.fillRect(x, 456, w, 34)
    tiledRoof(g, x, 470 - h, w, 44, { over: 20, lift: 12, tile: '#4b5569' })
    const count = Math.floor(w / 64)
    for (let index = 0; index < count; index++) {
      const wx = x + (w / count) * (index + 0.5) - 17
      g.fillStyle = '#5b4a3c'
      g.fillRect(wx - 3, 470 - h + 34, 40, 46)
      g.fillStyle = '#2c3448'
      g.fillRect(wx, 470 - h + 37, 34, 40)
      if ((seed + index * 3) % 4 < 2) shining.push([wx, 470 - h + 37, 34, 40, (seed + index) % 2 ? '#ffb547' : '#ffd08a'])
      if (h > 150) {
        g.fillStyle = '#2c3448'
        g.fillRect(wx, 470 - h + 108, 34, 34)
        if ((seed + index) % 3 === 0) shining.push([wx, 470 - h + 108, 34, 34, '#f2a03d'])
      }
    }
  }
  const houses = light.lit(
    (g) => {
      house(g, -4, 200, 176, 1)
      house(g, 192, 134, 130, 2)
      house(g, 956, 148, 140, 4)
      house(g, 1100, 200, 190, 3)
      shape(g, [[0, 470], [360, 470], [360, water + 8], [0, water + 8]], '#8d8f98')
      shape(g, [[920, 470], [1280, 470], [1280, water + 8], [920, water + 8]], '#8d8f98')
      for (const from of [0, 920]) for (let x = from; x < from + 360; x += 40) stroke(g, [[x, 474], [x, water + 6]], 1.4, '#7b7d87')
    },
    (g) => windows(g, shining),
  )
  const bridge = light.lit((g) => {
    g.beginPath()
    g.moveTo(300, water + 8)
    for (let x = 310; x <= 970; x += 6) g.lineTo(x, walk(x) + 2)
    g.lineTo(980, water + 8)
    g.lineTo(778, water + 8)
    g.ellipse(640, water + 8, 138, 128, 0, 0, Math.PI, true)
    g.closePath()
    g.fillStyle = '#a8a39c'
    g.fill()
    for (let ring = 0; ring < 13; ring++) {
      const angle = (ring / 12) * Math.PI
      stroke(g, [[640 - Math.cos(angle) * 140, water + 8 - Math.sin(angle) * 130], [640 - Math.cos(angle) * 164, water + 8 - Math.sin(angle) * 152]], 2, '#87827c')
    }
    g.beginPath()
    g.ellipse(640, water + 8, 164, 152, 0, Math.PI, Math.PI * 2)
    g.lineWidth = 2.5
    g.strokeStyle = '#87827c'
    g.stroke()
    for (const [x, y] of [[380, 480], [430, 452], [470, 486], [850, 480], [900, 462], [820, 440], [800, 488], [350, 494]])
      stroke(g, [[x, y], [x + 34, y]], 2, '#918c86')
  })
  const rail = light.lit((g) => {
    for (let x = 310; x < 970; x += 6) stroke(g, [[x, walk(x) - 22], [x + 6, walk(x + 6) - 22]], 7, '#b8b3ac')
    for (let x = 316; x <= 966; x += 50) stroke(g, [[x, walk(x) - 30], [x, walk(x) + 4]], 10, '#c2bdb6')
  })
  const still = stack(above, houses, bridge, rail)
  const mirror = layer((g) => {
    g.save()
    g.beginPath()
    g.rect(0, water, 1280, 220)
    g.clip()
    g.translate(0, water * 2)
    g.scale(1, -1)
    g.drawImage(still, 0, 0)
    g.restore()
    const fall = g.createLinearGradient(0, water, 0, 720)
    fall.addColorStop(0, 'rgba(14,28,58,0.45)')
    fall.addColorStop(1, 'rgba(9,18,40,0.88)')
    g.fillStyle = fall
    g.fillRect(0, water, 1280, 220)
  })
  return (g, t) => {
    g.drawImage(above, 0, 0)
    g.drawImage(houses, 0, 0)
    g.drawImage(bridge, 0, 0)
    for (const [start, duration, dir, s, looks] of [
      [0, 12, 1, 0.86, { coat: '#c77b4a', legs: '#39425a', lantern: '#ffd27a' }],
      [5, 10.5, -1, 0.9, { coat: '#6d8db5', legs: '#343c54', umbrella: null, backpack: '#b5614c' }],
      [11, 14, 1, 0.84, { coat: '#8a7fa8', skirt: true, legs: '#3c4058', bun: true, hair: '#b9babf', stick: true }],
    ]) {
      const along = passage(t, start, duration)
      if (along === null) continue
      const x = dir > 0 ? -50 + along * 1380 : 1330 - along * 1380
      const y = Math.abs(x - 640) < 330 ? walk(x) + 4 : 476
      walker(g, x, y, s * dir, (along * 1380) / 64, light.shade(x, y - 20), looks)
      if (looks.lantern) glow(g, x + 8, y - 26, 70, '#ffb547', 0.55)
    }
    g.drawImage(rail, 0, 0)
    g.drawImage(mirror, 0, 0)
    // broken water: bands of the mirror shift sideways
    for (let band = 0; band < 11; band++) {
      const y = water + 10 + band * 19
      const shift = wave(t, 2, band * 0.17) * (2 + band * 0.7)
      g.drawImage(mirror, 0, y, 1280, 6, shift, y, 1280, 6)
    }
    glitter(g, t, 400, 560, 712, 34, '#8f95a8', 3, 12)
    for (const x of [150, 1130]) glitter(g, t, x, 512, 640, 26, '#b5742c', x, 9)
    const boat = passage(t, 2, 16)
    if (boat !== null) {
      const x = -240 + boat * 1760
      const y = 606 + wave(t, 4) * 2
      const tone = light.shade(x, 520)
      glow(g, x + 70, y + 34, 110, '#c9762b', 0.35)
      shape(g, [[x - 140, y - 16], [x - 108, y + 12], [x + 110, y + 12], [x + 150, y - 20], [x + 100, y - 8], [x - 100, y - 8]], tone('#6b4c36'))
      shape(g, [[x - 140, y + 16], [x + 150, y + 16], [x + 104, y + 30], [x - 100, y + 30]], 'rgba(6,12,26,0.5)')
      g.beginPath()
      g.ellipse(x - 6, y - 8, 62, 48, 0, Math.PI, Math.PI * 2)
      g.fillStyle = tone('#7d6a4c')
      g.fill()
      g.beginPath()
      g.ellipse(x - 6, y - 8, 46, 34, 0, Math.PI, Math.PI * 2)
      g.fillStyle = mix('#3a2a1c', '#ffb547', 0.35)
      g.fill()
      sitter(g, x - 20, y + 8, 0.62, (color) => mix(color, '#6b3d16', 0.25), { coat: '#6f86ad' })
      walker(g, x - 96, y - 8, 0.9, 0.25 + wave(t, 6) * 0.08, tone, { coat: '#4d6a80', legs: '#363d50', hat: '#c9a566' })
      stroke(g, [[x - 74, y - 64], [x - 150 - wave(t, 6) * 10, y + 26]], 4, tone('#8a6a48'))
      at(g, 0, 0, 1, () => lantern(g, x + 74, y - 54, 0.8, wave(t, 5)))
    }
    willow(g, 66, 716, 1.7, t, { leaf: '#35544a', bark: '#2c2a34', seed: 4 })
    ellipse(g, 66, 722, 130, 22, '#18243a')
    for (const [x, phase] of [[250, 0], [1010, 0.4]]) lantern(g, x, 352, 0.8, wave(t, 4, phase))
  }
}
