/** The lotus pond at night: koi below, fireflies above, and an angler who is in no hurry. */
import { at, dice, ellipse, glow, layer, mix, night, shape, stack, stroke, turn, wave } from '../stage.mjs'
import { fish, glitter, moon, ridge, rings, sittingCat, sky, stars, willow } from '../nature.mjs'
import { sitter } from '../people.mjs'
import { lantern, tiledRoof, windows } from '../street.mjs'

const shore = 300

export default function fishPond() {
  const light = night('#475a8c', [
    { x: 1030, y: 470, rx: 320, ry: 230, power: 0.85 },
    { x: 300, y: 300, rx: 220, ry: 130, power: 0.6 },
    { x: 420, y: 520, rx: 520, ry: 240, power: 0.28, color: '#9fc0ef' },
  ])
  const shining = []
  const above = layer((g) => {
    sky(g, '#0b1532', '#3f5388', 310)
    stars(g, 111, 60, 170)
    glow(g, 560, 84, 140, '#e9e3cd', 0.35)
    moon(g, 560, 84, 36)
    ridge(g, 306, 150, '#263768', 41)
    ridge(g, 310, 80, '#1d2c57', 44)
  })
  const far = light.lit(
    (g) => {
      for (const [x, w, h] of [[210, 150, 74], [370, 90, 58], [700, 110, 62]]) {
        g.fillStyle = '#d3d3d2'
        g.fillRect(x, shore - h, w, h)
        tiledRoof(g, x, shore - h, w, 34, { over: 16, lift: 9, tile: '#4a566c' })
        for (let wx = x + 16; wx < x + w - 24; wx += 40) shining.push([wx, shore - h + 24, 20, 26, wx % 3 ? '#ffb547' : '#ffd08a'])
      }
      for (let x = 0; x < 1300; x += 30) ellipse(g, x, shore - 2, 30, 12 + ((x * 7) % 12), '#4c7060')
    },
    (g) => windows(g, shining),
  )
  const sceneBack = stack(above, far)
  const pond = layer((g) => {
    const fall = g.createLinearGradient(0, shore, 0, 720)
    fall.addColorStop(0, '#2c4474')
    fall.addColorStop(0.35, '#1b3358')
    fall.addColorStop(1, '#0f2240')
    g.fillStyle = fall
    g.fillRect(0, shore, 1280, 420)
    g.globalAlpha = 0.3
    g.beginPath()
    g.rect(0, shore, 1280, 150)
    g.clip()
    g.translate(0, shore * 2)
    g.scale(1, -1)
    g.drawImage(sceneBack, 0, 0)
  })
  const leaf = (g, x, y, s, tone) => {
    ellipse(g, x + 3, y + 6 * s, 52 * s, 20 * s, 'rgba(6,14,30,0.45)')
    g.beginPath()
    g.ellipse(x, y, 52 * s, 20 * s, 0, 0.28, Math.PI * 2 - 0.1)
    g.lineTo(x, y)
    g.closePath()
    g.fillStyle = tone
    g.fill()
    for (let vein = 0; vein < 7; vein++) {
      const angle = 0.5 + (vein / 7) * 5.7
      stroke(g, [[x, y], [x + Math.cos(angle) * 44 * s, y + Math.sin(angle) * 16 * s]], 1.2, mix(tone, '#ffffff', 0.14))
    }
  }
  const flower = (g, x, y, s, tone) => {
    for (const [dx, angle] of [[-15, -0.7], [15, 0.7], [-8, -0.35], [8, 0.35], [0, 0]]) ellipse(g, x + dx * s, y - 15 * s - (dx ? 0 : 3), 8.5 * s, 19 * s, mix(tone, '#ffffff', dx ? 0.12 : 0.35), angle)
    ellipse(g, x, y - 6 * s, 7 * s, 5 * s, '#f0c25a')
  }
  const roll = dice(7)
  const pads = Array.from({ length: 22 }, () => ({ x: roll() * 860 - 20, y: 350 + roll() * 350, kind: roll(), phase: roll() })).sort((a, b) => a.y - b.y)
  const deck = light.lit((g) => {
    for (const x of [880, 1000, 1130, 1250]) {
      g.fillStyle = '#5d4737'
      g.fillRect(x, 520, 14, 130)
    }
    shape(g, [[846, 492], [1280, 492], [1280, 566], [806, 566]], '#a57f5b')
    for (let x = 880; x < 1300; x += 44) stroke(g, [[x, 494], [x - 20, 564]], 2, '#8a6748')
    shape(g, [[806, 566], [1280, 566], [1280, 582], [806, 582]], '#7a5a41')
    stroke(g, [[1180, 494], [1180, 300]], 7, '#5d4a3c')
    stroke(g, [[1180, 304], [1110, 304]], 5, '#5d4a3c')
    ellipse(g, 918, 520, 20, 7, '#6d8596')
    shape(g, [[898, 520], [938, 520], [934, 552], [902, 552]], '#7f97a8')
  })
  const koi = [
    { cx: 420, cy: 560, rx: 210, ry: 74, times: 1, phase: 0, s: 1.2 },
    { cx: 420, cy: 560, rx: 190, ry: 66, times: 1, phase: 0.13, s: 1, body: '#e9e2d6', patch: '#e2703a' },
    { cx: 560, cy: 470, rx: 150, ry: 44, times: 1, phase: 0.5, s: 0.86, body: '#d9a23f', patch: '#f0d9a0' },
    { cx: 250, cy: 630, rx: 160, ry: 44, times: -1, phase: 0.3, s: 1.25, body: '#c95a3a', patch: '#f3e6d3' },
    { cx: 640, cy: 640, rx: 180, ry: 46, times: -1, phase: 0.75, s: 1.15 },
  ]
  return (g, t) => {
    g.drawImage(sceneBack, 0, 0)
    g.drawImage(pond, 0, 0)
    glitter(g, t, 560, 316, 690, 40, '#7f8fb5', 5, 20)
    glitter(g, t, 1120, 600, 716, 46, '#b5742c', 8, 9)
    for (const { cx, cy, rx, ry, times, phase, s, body, patch } of koi) {
      const angle = turn(t, Math.abs(times), phase) * Math.PI * 2 * times
      const [x, y] = [cx + Math.cos(angle) * rx, cy + Math.sin(angle) * ry]
      const heading = Math.atan2(Math.cos(angle) * ry * times, -Math.sin(angle) * rx * times)
      fish(g, x + 10, y + 12, s, heading, wave(t, 16, phase), { body: '#0b1a33', patch: '#0b1a33' })
      g.globalAlpha = 0.9
      fish(g, x, y, s, heading, wave(t, 16, phase), { body: mix(body ?? '#e2703a', '#1b3358', 0.18), patch: mix(patch ?? '#f3e6d3', '#1b3358', 0.15) })
      g.globalAlpha = 1
    }
    for (const { x, y, kind, phase } of pads) {
      const near = 0.55 + (y - 350) / 420
      const bob = wave(t, 2, phase) * 1.6
      const tone = light.shade(x, y)
      leaf(g, x, y + bob, near, tone(kind > 0.5 ? '#6fa07a' : '#5c8d72'))
      if (kind > 0.72) flower(g, x + 14 * near, y + bob, near * 1.05, tone('#e79aa8'))
      else if (kind < 0.12) {
        ellipse(g, x - 4, y - 6 + bob, 9 * near, 6 * near, tone('#8fb56a'))
        for (const side of [-1, 1]) ellipse(g, x - 4 + side * 4.4 * near, y - 11 * near + bob, 3 * near, 3 * near, tone('#a9c97f'))
      }
    }
    rings(g, t / 4, 15, 5, { left: 120, right: 760, top: 400, bottom: 690, tone: '#9db8d8' })
    g.drawImage(deck, 0, 0)
    const bite = Math.max(0, wave(t, 1, 0.4)) ** 12
    const tone = light.shade(1030, 500)
    g.fillStyle = tone('#8a6748')
    g.fillRect(1000, 498, 44, 32)
    at(g, 1022, 532, -1.24, () => sitter(g, 0, 0, 1, tone, { coat: '#5d7a8c', legs: '#40465a', hat: '#c9a566', nod: wave(t, 2) * 1.5 }))
    stroke(g, [[1002, 480], [900, 400 + bite * 16], [770, 360 + bite * 34]], 3, tone('#c9a566'))
    const float = [744 + wave(t, 2) * 3, 548 + bite * 8]
    stroke(g, [[770, 360 + bite * 34], [762, 460], float], 1, 'rgba(214,226,246,0.6)')
    ellipse(g, float[0], float[1], 4, 7, '#e8743b')
    for (let ring = 0; ring < 2; ring++) {
      const age = turn(t, 4, ring / 2)
      g.beginPath()
      g.ellipse(float[0], float[1] + 5, 6 + age * 34, 2 + age * 10, 0, 0, Math.PI * 2)
      g.lineWidth = 1.6
      g.strokeStyle = `rgba(170,196,232,${(0.5 * (1 - age)).toFixed(3)})`
      g.stroke()
    }
    lantern(g, 1114, 306, 1.1, wave(t, 4))
    glow(g, 1114, 340, 190, '#ffb547', 0.3)
    sittingCat(g, 1130, 548, 0.86, t, { fur: '#6d707e', dark: '#4b4e5c', look: -0.6 - bite, blink: wave(t, 5) > 0.95 })
    willow(g, 1306, 520, 1.36, t, { leaf: '#3f6656', bark: '#33303a', seed: 12 })
    const spark = dice(19)
    for (let index = 0; index < 16; index++) {
      const [x, y, phase] = [spark() * 860, 310 + spark() * 300, spark()]
      const bright = Math.max(0, wave(t, 2 + (index % 3), phase))
      if (bright < 0.1) continue
      const [fx, fy] = [x + wave(t, 1, phase) * 40, y + wave(t, 2, phase * 3) * 22]
      glow(g, fx, fy, 18, '#d9e97a', bright * 0.7)
      ellipse(g, fx, fy, 2.2, 2.2, mix('#5a6a3a', '#f3f7b0', bright))
    }
  }
}
