/** The playground after supper: a swing, a slide, a seesaw, and those who wait on the bench. */
import { at, ellipse, glow, layer, night, stack, shape, stroke, wave, passage } from '../stage.mjs'
import { leaves, moon, sky, stars, tree } from '../nature.mjs'
import { sitter, stander, walker } from '../people.mjs'
import { bench, flats, lampHead, lampPost, windows } from '../street.mjs'

export default function playground() {
  const light = night('#44538a', [
    { x: 330, y: 560, rx: 400, ry: 190, power: 0.95 },
    { x: 330, y: 380, rx: 260, ry: 220, power: 0.5 },
    { x: 980, y: 580, rx: 400, ry: 180, power: 0.9 },
    { x: 980, y: 400, rx: 280, ry: 220, power: 0.5 },
  ])
  let shining = []
  const above = layer((g) => {
    sky(g, '#0d1634', '#33427c', 450)
    stars(g, 21, 60, 240)
    glow(g, 930, 92, 130, '#e9e3cd', 0.35)
    moon(g, 930, 92, 34)
  })
  const far = light.lit(
    (g) => {
      shining = [
        ...flats(g, -30, 440, 250, 300, { wall: '#8b95b5', columns: 6, rows: 7, lit: 0.5, seed: 12 }),
        ...flats(g, 480, 440, 200, 230, { wall: '#99a1bb', columns: 5, rows: 5, lit: 0.45, seed: 14 }),
        ...flats(g, 706, 440, 130, 286, { wall: '#858fae', columns: 3, rows: 7, lit: 0.4, seed: 15 }),
        ...flats(g, 1110, 440, 220, 260, { wall: '#8f98b6', columns: 5, rows: 6, lit: 0.5, seed: 18 }),
      ]
    },
    (g) => windows(g, shining),
  )
  const near = light.lit(
    (g) => {
      shape(g, [[0, 436], [1280, 436], [1280, 720], [0, 720]], '#6f8f74')
      for (let x = 0; x < 1280; x += 24) ellipse(g, x, 440, 26, 15 + ((x * 7) % 11), '#58805f')
      ellipse(g, 640, 610, 610, 128, '#cf9a6c')
      ellipse(g, 640, 602, 596, 118, '#dcae80')
      ellipse(g, 320, 600, 150, 40, '#8fb0b8')
      ellipse(g, 890, 620, 170, 44, '#c98a72')
      for (const [x, s, seed] of [[250, 1.2, 1], [420, 1, 2], [880, 1.25, 3], [1080, 1.05, 4]])
        tree(g, x, 452, s, { seed, leaf: seed % 2 ? '#5a8a66' : '#6e9060' })
    },
  )
  const back = stack(above, far, near)
  const things = light.lit(
    (g) => {
      // the slide: tower, roof, ladder and chute
      for (const x of [812, 912]) stroke(g, [[x, 390], [x, 616]], 9, '#c2703f')
      shape(g, [[796, 392], [928, 392], [862, 328]], '#4f86a0')
      shape(g, [[862, 328], [928, 392], [884, 392]], '#437289')
      g.fillStyle = '#e0b45c'
      g.fillRect(806, 470, 112, 12)
      for (let y = 500; y < 610; y += 24) stroke(g, [[816, y], [852, y]], 5, '#b5884a')
      g.beginPath()
      g.moveTo(912, 468)
      g.quadraticCurveTo(976, 500, 1012, 566)
      g.quadraticCurveTo(1034, 606, 1092, 610)
      g.lineWidth = 22
      g.strokeStyle = '#e08a4a'
      g.lineCap = 'round'
      g.stroke()
      g.lineWidth = 10
      g.strokeStyle = '#f0b072'
      g.stroke()
      // the frame of the swing
      for (const x of [206, 448]) {
        stroke(g, [[x, 368], [x - 28, 606]], 9, '#5f8aa3')
        stroke(g, [[x, 368], [x + 28, 618]], 9, '#6d9ab3')
      }
      stroke(g, [[200, 368], [454, 368]], 11, '#7fabc2')
      lampPost(g, 96, 600, 330, { arm: 46 })
      lampPost(g, 1196, 616, 340, { arm: -46 })
      stroke(g, [[640, 604], [640, 580]], 14, '#56718c')
      bench(g, 1130, 690, 1.25)
    },
    (g) => {
      lampHead(g, 142, 260, 1.1, 130)
      lampHead(g, 1150, 266, 1.1, 130)
    },
  )
  const swing = (g, x, phase, child, times) => {
    const angle = wave(t0, times, phase) * 0.5
    g.save()
    g.translate(x, 370)
    g.rotate(angle)
    for (const side of [-15, 15]) stroke(g, [[side, 0], [side, 178]], 2.6, '#c9ced8')
    stroke(g, [[-20, 180], [20, 180]], 6, '#8a5f3c')
    if (child) sitter(g, -6, 204, 0.74, light.shade(x, 560), { ...child, nod: angle * 4 })
    g.restore()
  }
  let t0 = 0
  return (g, t) => {
    t0 = t
    g.drawImage(back, 0, 0)
    const pass = passage(t, 9, 15)
    if (pass !== null) walker(g, -60 + pass * 1400, 496, 0.82, (pass * 1400) / 62, light.shade(-60 + pass * 1400, 540), { coat: '#4f6f8f', legs: '#333c52', bag: '#d8a24a' })
    g.drawImage(things, 0, 0)
    ellipse(g, 275, 604, 34 + Math.abs(wave(t, 6)) * 10, 7, 'rgba(4,8,16,0.3)')
    swing(g, 275, 0, { coat: '#e0a33f', legs: '#3f5c86', plait: true }, 6)
    swing(g, 385, 0.12, null, 4)
    stander(g, 190, 624, 1.18, light.shade(190, 600), { coat: '#7f6a9e', skirt: true, bun: true, right: 0.32 + wave(t, 6, 0.2) * 0.1, hair: '#3a3230' })
    // the seesaw
    const tilt = wave(t, 5) * 0.17
    ellipse(g, 640, 606, 130, 9, 'rgba(4,8,16,0.3)')
    g.save()
    g.translate(640, 580)
    g.rotate(tilt)
    stroke(g, [[-128, 0], [128, 0]], 10, light.shade(640, 590)('#d98a4a'))
    sitter(g, -116, 30, 0.72, light.shade(530, 590), { coat: '#5b93b5', legs: '#3a4258' })
    at(g, 0, 0, -1, () => sitter(g, -116, 30, 0.72, light.shade(750, 590), { coat: '#c96f55', legs: '#4a4560', cap: '#e0b45c' }))
    g.restore()
    // down the slide, and round to the ladder again
    const down = passage(t, 4, 2.2)
    if (down !== null) {
      const u = down * down
      const x = (1 - u) ** 2 * 905 + 2 * u * (1 - u) * 985 + u * u * 1082
      const y = (1 - u) ** 2 * 462 + 2 * u * (1 - u) * 520 + u * u * 600
      sitter(g, x, y + 24, 0.72, light.shade(x, 600), { coat: '#e9c468', legs: '#a0574a', hair: '#2a2320' })
    } else {
      const since = (t - 6.2 + 16) % 16
      const along = Math.min(1, since / 5)
      if (along < 1) walker(g, 1082 - along * 250, 640, -0.74, along * 5.2, light.shade(1082 - along * 250, 640), { coat: '#e9c468', legs: '#a0574a', hair: '#2a2320' })
      else if (since < 10.4) {
        const climb = Math.min(1, (since - 5) / 4.2)
        stander(g, 834, 640 - climb * 158, 0.74, light.shade(834, 600), { coat: '#e9c468', legs: '#a0574a', left: 0.6, right: 0.6, lift: climb < 1 ? wave(t, 24) : 0 })
      } else stander(g, 834 + Math.min(1, (since - 10.4) / 1.5) * 62, 482, 0.74, light.shade(900, 600), { coat: '#e9c468', legs: '#a0574a', right: 0.2 })
    }
    sitter(g, 1100, 692, 1.22, light.shade(1100, 650), { coat: '#7a8470', legs: '#40465a', hair: '#c4c6cc', nod: wave(t, 3) * 2 })
    sitter(g, 1160, 692, 1.18, light.shade(1160, 650), { coat: '#b0705a', legs: '#3c4256', bun: true, hair: '#8c8a8c', nod: wave(t, 4, 0.4) * 2 })
    leaves(g, t, 11, 9, { from: 330, to: 640, tone: '#b98f4a' })
  }
}
