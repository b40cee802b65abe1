/** People, flat and friendly; a grown-up is 100 pixels tall at scale 1. Faces are not drawn: nobody is somebody. */
import { at, ellipse, mix, shape, stroke } from './stage.mjs'

const skin = '#d9a583'

/** A person's looks: `coat`, `legs`, `hair`, and what they carry. */
const plain = { coat: '#6f86ad', legs: '#3b4458', hair: '#2a2622', shoe: '#22252e' }

function head(g, tone, looks, y) {
  ellipse(g, 0, y, 8.4, 9.4, tone(skin))
  g.beginPath()
  g.ellipse(-1, y - 2, 9.4, 9.4, 0, Math.PI * 0.88, Math.PI * 2.02)
  g.fillStyle = tone(looks.hair)
  g.fill()
  if (looks.bun) ellipse(g, -9, y - 5, 5, 5, tone(looks.hair))
  if (looks.plait) stroke(g, [[-8, y], [-12, y + 16]], 4.5, tone(looks.hair))
  if (looks.hat) {
    shape(g, [[-20, y - 4], [0, y - 19], [20, y - 4]], tone(looks.hat))
    ellipse(g, 0, y - 4, 20, 3.4, tone(mix(looks.hat, '#000000', 0.15)))
  }
  if (looks.cap) {
    shape(g, [[-9, y - 3], [-8, y - 11], [6, y - 11], [9, y - 4], [16, y - 3]], tone(looks.cap))
  }
}

function umbrella(g, tone, color, y) {
  stroke(g, [[9, y + 44], [9, y - 4]], 2.2, tone('#4a4f5c'))
  g.beginPath()
  g.moveTo(-36, y + 8)
  g.quadraticCurveTo(-24, y - 22, 9, y - 26)
  g.quadraticCurveTo(42, y - 22, 54, y + 8)
  for (const x of [36, 9, -18, -36]) g.quadraticCurveTo(x + 9, y + 1, x, y + 8)
  g.fillStyle = tone(color)
  g.fill()
  g.beginPath()
  g.moveTo(9, y - 26)
  g.quadraticCurveTo(30, y - 20, 36, y + 8)
  g.quadraticCurveTo(45, y + 1, 54, y + 8)
  g.quadraticCurveTo(42, y - 22, 9, y - 26)
  g.fillStyle = tone(mix(color, '#000000', 0.2))
  g.fill()
}

/**
 * Someone walking; `step` from 0 to 1 is two paces (75 pixels at scale 1). `tone` shades colours by the light there.
 */
export function walker(g, x, y, s, step, tone, looks = {}) {
  const who = { ...plain, ...looks }
  const size = Math.abs(s)
  ellipse(g, x, y, 20 * size, 4.6 * size, 'rgba(4,8,16,0.38)')
  at(g, x, y, s, () => {
    const swing = Math.sin(step * Math.PI * 2)
    const lift = Math.abs(Math.cos(step * Math.PI * 2)) * 1.6
    const hip = -47 - lift
    const leg = (angle, color) => {
      const knee = [angle * 9 + 2, hip + 23]
      const foot = [angle * 19 - (angle < 0 ? 2 : 0), -2 - Math.max(0, -angle) * 4]
      stroke(g, [[0, hip], knee, foot], 8.4, tone(color))
      stroke(g, [[foot[0] - 1, foot[1]], [foot[0] + 6, foot[1] + 0.6]], 5, tone(who.shoe))
    }
    const arm = (angle, color) => {
      const hand = [angle * 15, hip + 2]
      stroke(g, [[0, hip - 27], [angle * 9 - 2, hip - 12], hand], 6.4, tone(color))
      return hand
    }
    arm(swing * 0.9, mix(who.coat, '#000000', 0.3))
    leg(-swing, mix(who.legs, '#000000', 0.25))
    leg(swing, who.legs)
    const hem = who.skirt ? 14 : 3
    const flare = who.skirt ? 15 : 10
    shape(g, [[-9, hip - 32], [8, hip - 32], [flare - 2, hip + hem], [-flare, hip + hem]], tone(who.coat))
    ellipse(g, -0.5, hip - 32, 8.6, 5, tone(who.coat))
    if (who.scarf) ellipse(g, 0, hip - 35, 8, 4, tone(who.scarf))
    if (who.backpack) {
      shape(g, [[-8, hip - 32], [-20, hip - 28], [-20, hip - 6], [-8, hip - 3]], tone(who.backpack))
    }
    head(g, tone, who, hip - 45)
    if (who.umbrella) {
      stroke(g, [[0, hip - 27], [8, hip - 18], [9, hip - 26]], 6.4, tone(who.coat))
      umbrella(g, tone, who.umbrella, hip - 62)
    } else if (who.stick) {
      stroke(g, [[0, hip - 27], [8, hip - 12], [15, hip - 6]], 6.4, tone(who.coat))
      stroke(g, [[15, hip - 6], [20 + swing * 5, -1]], 3, tone('#8a6a48'))
    } else {
      const [hx, hy] = arm(-swing * 0.9, mix(who.coat, '#ffffff', 0.08))
      ellipse(g, hx, hy + 2, 3.4, 3.4, tone(skin))
      if (who.bag) shape(g, [[hx - 9, hy + 8], [hx + 9, hy + 8], [hx + 7, hy + 25], [hx - 7, hy + 25]], tone(who.bag))
      if (who.lantern) ellipse(g, hx + 2, hy + 14, 7, 9, who.lantern)
    }
  })
}

/** Someone standing; arms as angles from hanging (0) to up (1), left and right, in front view. */
export function stander(g, x, y, s, tone, { left = 0.06, right = 0.06, lean = 0, lift = 0, ...looks } = {}) {
  const who = { ...plain, ...looks }
  const size = Math.abs(s)
  ellipse(g, x, y, 19 * size, 4.6 * size, 'rgba(4,8,16,0.38)')
  at(g, x, y, s, () => {
    const hip = -47
    for (const side of [-1, 1]) {
      const up = side < 0 ? Math.max(0, -lift) : Math.max(0, lift)
      stroke(g, [[side * 4 + lean * 4, hip], [side * (6 + up * 8), hip + 22 - up * 10], [side * (6 + up * 3), -2 - up * 18]], 8.2, tone(mix(who.legs, '#000000', side < 0 ? 0.2 : 0)))
      stroke(g, [[side * (6 + up * 3) - 1, -1 - up * 18], [side * (8 + up * 3), -1 - up * 18]], 5.4, tone(who.shoe))
    }
    const top = hip - 32
    const chest = lean * 12
    const hem = who.skirt ? 14 : 3
    const flare = who.skirt ? 15 : 10.5
    for (const [side, raise] of [[-1, left], [1, right]]) {
      const angle = raise * Math.PI * 0.92
      const elbow = [chest + side * (9 + Math.sin(angle) * 14), top + 3 + Math.cos(angle) * 15]
      const hand = [elbow[0] + side * Math.sin(angle) * 12, elbow[1] + Math.cos(angle) * 15 - Math.sin(angle) * 5]
      stroke(g, [[chest + side * 8, top + 3], elbow, hand], 6.4, tone(mix(who.coat, '#000000', side < 0 ? 0.16 : 0)))
      ellipse(g, hand[0], hand[1], 3.4, 3.4, tone(skin))
      if (who.fans) {
        g.beginPath()
        g.moveTo(hand[0], hand[1])
        const spread = Math.atan2(hand[1] - elbow[1], hand[0] - elbow[0])
        g.arc(hand[0], hand[1], 21, spread - 0.95, spread + 0.95)
        g.fillStyle = tone(who.fans)
        g.fill()
      }
    }
    shape(g, [[chest - 10, top], [chest + 10, top], [flare, hip + hem], [-flare, hip + hem]], tone(who.coat))
    ellipse(g, chest, top, 10, 5, tone(who.coat))
    if (who.scarf) ellipse(g, chest, top - 2, 8, 4, tone(who.scarf))
    g.translate(chest * 1.15, 0)
    head(g, tone, who, top - 13)
    if (who.umbrella) umbrella(g, tone, who.umbrella, top - 30)
  })
}

/** Someone sitting sideways on something as high as 30; `nod` moves the head. */
export function sitter(g, x, y, s, tone, { nod = 0, ...looks } = {}) {
  const who = { ...plain, ...looks }
  at(g, x, y, s, () => {
    stroke(g, [[0, -34], [22, -34], [24, -3]], 8.6, tone(mix(who.legs, '#000000', 0.2)))
    stroke(g, [[0, -34], [20, -33], [20, -3]], 8.6, tone(who.legs))
    stroke(g, [[20, -2], [28, -1.5]], 5.4, tone(who.shoe))
    shape(g, [[-10, -30], [-8, -66], [7, -67], [11, -30]], tone(who.coat))
    stroke(g, [[0, -60], [5, -46], [17, -40]], 6.2, tone(mix(who.coat, '#ffffff', 0.08)))
    g.translate(nod * 2, nod)
    head(g, tone, who, -79)
  })
}

/** Someone on a bicycle; `step` turns the pedals (a turn is 160 pixels of way at scale 1). */
export function cyclist(g, x, y, s, step, tone, looks = {}) {
  const who = { ...plain, ...looks }
  const size = Math.abs(s)
  ellipse(g, x, y, 52 * size, 5 * size, 'rgba(4,8,16,0.38)')
  at(g, x, y, s, () => {
    bicycleFrame(g, tone, who.frame ?? '#8fa0b8', step)
    const turnOf = step * Math.PI * 2
    const pedal = (phase) => [Math.cos(turnOf + phase) * 9, -22 + Math.sin(turnOf + phase) * 9]
    for (const [phase, color] of [[Math.PI, mix(who.legs, '#000000', 0.25)], [0, who.legs]]) {
      const [px, py] = pedal(phase)
      stroke(g, [[-12, -60], [px * 0.5 + 12, (py - 60) / 2 - 3], [px, py]], 8.2, tone(color))
    }
    shape(g, [[-20, -58], [-6, -92], [8, -88], [-3, -54]], tone(who.coat))
    stroke(g, [[2, -86], [14, -70], [30, -68]], 6.2, tone(mix(who.coat, '#ffffff', 0.08)))
    g.translate(6, 0)
    head(g, tone, who, -102)
  })
}

/** A bicycle 100 long, standing on its wheels at y = 0. */
export function bicycleFrame(g, tone, color, step = 0, basket = true) {
  for (const wx of [-34, 34]) {
    g.beginPath()
    g.arc(wx, -19, 18, 0, Math.PI * 2)
    g.lineWidth = 3
    g.strokeStyle = tone('#2b303b')
    g.stroke()
    for (let spoke = 0; spoke < 3; spoke++) {
      const angle = step * Math.PI * 2 + (spoke * Math.PI) / 3
      const [dx, dy] = [Math.cos(angle) * 17, Math.sin(angle) * 17]
      stroke(g, [[wx - dx, -19 - dy], [wx + dx, -19 + dy]], 0.9, tone('#77839a'))
    }
  }
  const line = (points) => stroke(g, points, 3.6, tone(color))
  line([[-34, -19], [0, -20], [22, -50], [-14, -48], [-34, -19]])
  line([[0, -20], [-16, -54]])
  line([[34, -19], [21, -56], [30, -63]])
  stroke(g, [[-23, -55], [-9, -55]], 5, tone('#2b303b'))
  if (basket) shape(g, [[26, -58], [48, -58], [44, -42], [29, -42]], tone('#6b6258'))
}
