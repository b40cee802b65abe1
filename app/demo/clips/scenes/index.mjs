import { height, loopSeconds, width } from '../stage.mjs'

const hues = { 'east-gate': 20, playground: 60, 'bicycle-shed': 100, parking: 140, 'stone-bridge': 180, square: 220, 'river-path': 240, 'school-gate': 260, 'main-street': 280, 'bus-stop': 300, 'market-lane': 320, 'fish-pond': 340, 'village-arch': 10, pavilion: 200, 'tea-terraces': 120, storehouse: 40 }

const simple = (hue) => () => (g, t) => {
  g.fillStyle = `hsl(${hue} 30% 14%)`
  g.fillRect(0, 0, width, height)
  g.fillStyle = '#FFB547'
  g.fillRect(200 + 400 * (1 - Math.cos((t / loopSeconds) * Math.PI * 2)), 400, 40, 120)
}

export const scenes = Object.fromEntries(Object.entries(hues).map(([id, hue]) => [id, simple(hue)]))
