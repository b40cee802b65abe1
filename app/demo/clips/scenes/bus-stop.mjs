/** The bus stop: the last bus but one comes, waits, and goes. */
import { at, ellipse, glow, layer, night, passage, shape, stack, stroke, wave } from '../stage.mjs'
import { ridge, sky, stars, tree } from '../nature.mjs'
import { sitter, stander, walker } from '../people.mjs'
import { beam, car, lampHead, lampPost, lettering } from '../street.mjs'

const easeOut = (x) => 1 - (1 - x) ** 3
const easeIn = (x) => x ** 3

function bus(g, x, y, tone, roll) {
  ellipse(g, x, y + 2, 300, 10, 'rgba(3,6,12,0.55)')
  g.fillStyle = tone('#3f7f8f')
  g.beginPath()
  g.roundRect(x - 290, y - 186, 580, 170, [18, 26, 8, 8])
  g.fill()
  g.fillStyle = tone('#e9e2d2')
  g.fillRect(x - 290, y - 76, 580, 26)
  for (let index = 0; index < 7; index++) {
    g.fillStyle = index === 1 || index === 5 ? '#f7d9a0' : '#ffd692'
    const [wx, tall] = [x - 270 + index * 76, index === 1 || index === 5 ? 142 : 84]
    g.fillRect(wx, y - 170, 64, tall)
    if (tall > 100) {
      g.fillStyle = tone('#2c3a52')
      g.fillRect(wx + 31, y - 170, 3, tall)
    } else if (index % 2 === 0) {
      ellipse(g, wx + 32, y - 112, 10, 11, '#8a5a33')
      ellipse(g, wx + 32, y - 88, 18, 16, '#6b5a5a')
      g.fillStyle = tone('#3f7f8f')
      g.fillRect(wx, y - 86, 64, 12)
    }
  }
  g.fillStyle = '#2a3a52'
  g.fillRect(x + 262, y - 168, 28, 96)
  g.fillStyle = '#101822'
  g.fillRect(x - 60, y - 184, 120, 15)
  lettering(g, '3 路  柳溪—云坪', x, y - 176, 13, '#ffb547')
  glow(g, x, y - 130, 330, '#ffb547', 0.22)
  for (const wx of [-180, 176]) {
    ellipse(g, x + wx, y - 16, 27, 27, '#10141c')
    ellipse(g, x + wx, y - 16, 13, 13, tone('#8a94a6'))
    for (let spoke = 0; spoke < 3; spoke++) {
      const angle = roll + (spoke * Math.PI * 2) / 3
      stroke(g, [[x + wx, y - 16], [x + wx + Math.cos(angle) * 11, y - 16 + Math.sin(angle) * 11]], 2.4, '#2b303b')
    }
  }
  ellipse(g, x + 284, y - 44, 6, 8, '#fff3d1')
  beam(g, x + 288, y - 44, 1.5, 330)
  glow(g, x + 286, y - 44, 60, '#ffe9bd', 0.8)
  glow(g, x - 290, y - 44, 34, '#e0573f', 0.7)
}

export default function busStop() {
  const light = night('#43528a', [
    { x: 520, y: 470, rx: 420, ry: 190, power: 0.95, color: '#ffd7a0' },
    { x: 520, y: 580, rx: 520, ry: 110, power: 0.4 },
    { x: 1100, y: 520, rx: 270, ry: 190, power: 0.75 },
  ])
  const above = layer((g) => {
    sky(g, '#0c1534', '#5a5a92', 440)
    stars(g, 91, 70, 230)
    ridge(g, 440, 240, '#2c386c', 31)
    ridge(g, 450, 150, '#222d5a', 36)
    ridge(g, 456, 70, '#1a2449', 38)
    for (const [x, y] of [[860, 372], [905, 384], [1010, 366], [1180, 392], [96, 380], [150, 398]]) {
      ellipse(g, x, y, 3, 3, '#ffc977')
      glow(g, x, y, 18, '#ffb547', 0.5)
    }
  })
  const near = light.lit(
    (g) => {
      for (const [x, s, seed] of [[60, 1.5, 1], [900, 1.1, 2], [1010, 1.3, 3], [1230, 1.5, 4]]) tree(g, x, 470, s, { seed, leaf: '#55805f' })
      shape(g, [[0, 456], [1280, 456], [1280, 560], [0, 560]], '#a8a6a8')
      for (let x = -40; x < 1300; x += 58) stroke(g, [[x + 16, 458], [x - 16, 552]], 1.6, '#989699')
      g.fillStyle = '#c6c2ba'
      g.fillRect(0, 552, 1280, 10)
      shape(g, [[0, 560], [1280, 560], [1280, 720], [0, 720]], '#666c7e')
      for (let x = 20; x < 1280; x += 170) {
        g.fillStyle = '#c9c6ba'
        g.fillRect(x, 676, 92, 6)
      }
      // the shelter
      shape(g, [[236, 258], [808, 258], [830, 238], [214, 238]], '#5f7288')
      for (const x of [262, 520, 780]) {
        g.fillStyle = '#6c7f95'
        g.fillRect(x - 5, 258, 10, 236)
      }
      g.fillStyle = '#89a0b5'
      g.fillRect(268, 300, 246, 150)
      g.fillStyle = '#7d95ab'
      g.fillRect(526, 300, 100, 150)
      g.fillStyle = '#9a7753'
      g.fillRect(300, 446, 190, 10)
      for (const x of [316, 474]) g.fillRect(x, 456, 8, 34)
      g.fillStyle = '#4d5c72'
      g.fillRect(848, 272, 8, 226)
      lampPost(g, 1140, 540, 320, { arm: -40 })
    },
    (g) => {
      g.fillStyle = '#fff1cf'
      g.fillRect(250, 258, 542, 6)
      glow(g, 520, 270, 330, '#ffc477', 0.35)
      // lit poster: the mountain and the tea
      g.fillStyle = '#f3d9a0'
      g.fillRect(644, 286, 118, 178)
      shape(g, [[644, 420], [680, 362], [706, 400], [732, 348], [762, 400], [762, 464], [644, 464]], '#6f9a7c')
      ellipse(g, 728, 322, 16, 16, '#e8743b')
      lettering(g, '云上春茶', 703, 446, 20, '#fff6df')
      glow(g, 703, 375, 130, '#ffd995', 0.35)
      g.fillStyle = '#2f6aa0'
      g.fillRect(816, 246, 72, 72)
      lettering(g, '公交', 852, 272, 24, '#f2f6fb')
      lettering(g, '柳溪镇', 852, 300, 15, '#cfe0f2')
      lampHead(g, 1100, 212, 1.1, 120)
    },
  )
  const back = stack(above, near)
  return (g, t) => {
    g.drawImage(back, 0, 0)
    sitter(g, 336, 486, 0.98, light.shade(360, 470), { coat: '#7a8470', legs: '#40465a', hair: '#c4c6cc', nod: wave(t, 2) * 2 })
    at(g, 0, 0, 1, () => sitter(g, 410, 486, 0.98, light.shade(430, 470), { coat: '#b0705a', legs: '#3c4256', bun: true, nod: wave(t, 3, 0.3) * 2 }))
    stander(g, 590, 520, 1.06, light.shade(590, 500), { coat: '#5f7fa8', legs: '#363f57', left: 0.4, lean: wave(t, 2) * 0.1 })
    stander(g, 690, 528, 1.1, light.shade(690, 510), { coat: '#c2863f', legs: '#40405a', skirt: true, hair: '#3a2f2a', lean: wave(t, 3, 0.2) * 0.08 })
    stander(g, 748, 530, 0.76, light.shade(740, 510), { coat: '#e0b45c', legs: '#a0574a', plait: true, right: 0.2 + Math.abs(wave(t, 8)) * 0.4, lift: wave(t, 8) })
    const late = passage(t, 3.5, 4.6)
    if (late !== null) walker(g, 1340 - late * 460, 540, -1.1, late * 7.4, light.shade(1340 - late * 460, 520), { coat: '#8c6fa0', legs: '#3a3f55', bag: '#d8a24a' })
    const arrived = passage(t, 8.1, 3.1)
    if (arrived !== null) stander(g, 880, 540, 1.1, light.shade(880, 520), { coat: '#8c6fa0', legs: '#3a3f55', right: 0.1 })
    // the bus comes at 5 s, stands from 8 to 11 s, and goes; who ran for it is gone with it
    const come = passage(t, 5, 3)
    const stay = passage(t, 8, 3.2)
    const go = passage(t, 11.2, 3.6)
    const x = come !== null ? -400 + easeOut(come) * 1010 : stay !== null ? 610 : go !== null ? 610 + easeIn(go) * 1100 : null
    if (x !== null) bus(g, x, 640, light.shade(Math.min(900, x), 560), x / 27)
    const pass = passage(t, 0.4, 4)
    if (pass !== null) {
      const cx = 1600 - pass * 2000
      car(g, cx, 706, -1.8, pass * 20, light.shade(cx, 620), { body: '#a05f54' })
    }
  }
}
