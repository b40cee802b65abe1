import type { Page } from 'playwright-core'

/** A readable text on the screen, in units of the 1920 × 1080 stage. */
export interface Placed {
  text: string
  x: number
  y: number
  w: number
  h: number
  /** size of its letters */
  size: number
  /** what may be drawn of it: the nearest ancestors that clip */
  clip: { x: number; y: number; w: number; h: number }
}

/** Every text that a person can read now, of what lies on top: an overlay hides the screen below. */
function placedTexts(page: Page): Promise<Placed[]> {
  return page.evaluate<Placed[]>(`(() => {
    const app = porchlight.stage.application
    const unit = (app.core._w * app.core._renderContext.ta) / 1920
    const found = []
    const rectOf = ({ core }) => {
      const { px, py, ta, td } = core._renderContext
      return { x: px / unit, y: py / unit, w: (core._w * ta) / unit, h: (core._h * td) / unit }
    }
    const meet = (a, b) => {
      const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
      return { x, y, w: Math.min(a.x + a.w, b.x + b.w) - x, h: Math.min(a.y + a.h, b.y + b.h) - y }
    }
    const look = (element, clip) => {
      if (!element.visible || element.alpha < 0.05) return
      const inner = element.clipping ? meet(clip, rectOf(element)) : clip
      const text = element.text && element.text.text
      if (text && element.core._renderContext.alpha > 0.05 && element.core._w > 0) {
        const box = rectOf(element)
        const size = element.text.fontSize
        // Lightning's texture of a text is half a letter higher than its lines, and a line higher than its letters.
        const ink = { ...box, y: box.y + size * 0.2, h: box.h - size * 0.9 }
        found.push({ text: String(text), ...ink, size, clip: inner })
      }
      for (const child of element.children) look(child, inner)
    }
    const whole = { x: 0, y: 0, w: 1920, h: 1080 }
    const overlays = app.tag('Overlays').children.filter((one) => one.visible)
    look(overlays.length > 0 ? overlays[overlays.length - 1] : app.tag('Screens'), whole)
    return found
  })()`)
}

/** The texts once they stand still: what comes late has come, words, the list, the fade. */
export async function settledTexts(page: Page): Promise<Placed[]> {
  let before = ''
  for (let same = 0; ; ) {
    const texts = await placedTexts(page)
    // Times go on by themselves; what is looked at is where everything stands.
    const now = JSON.stringify(texts.map(({ text: _text, ...place }) => place))
    same = now === before ? same + 1 : 0
    if (same === 3) return texts
    before = now
    await page.evaluate(`(async () => { for (let n = 0; n < 15; n++) await new Promise(requestAnimationFrame) })()`)
  }
}

/** The part of each side of the picture that a television may hide (EBU R 95: 5 % for what must be read). */
const overscan = 0.05
/** Letters and their shadows may reach a little further than their box. */
const slack = 4

/** What is wrong with where the texts stand: a sentence for each. */
export function faultsOf(texts: readonly Placed[]): string[] {
  const faults: string[] = []
  const seen = texts.filter((one) => overlap(one, one.clip) > 0.2)
  for (const one of seen) {
    const left = 1920 * overscan - slack
    const top = 1080 * overscan - slack
    if (one.x < left || one.y < top || one.x + one.w > 1920 - left || one.y + one.h > 1080 - top)
      faults.push(`"${one.text}" leaves the safe part: ${place(one)}`)
    const wide = one.x < one.clip.x - slack || one.x + one.w > one.clip.x + one.clip.w + slack
    if (wide) faults.push(`"${one.text}" is cut at the side: ${place(one)} of ${place(one.clip)}`)
    if (one.size < 24) faults.push(`"${one.text}" is ${Math.round(one.size)} units small`)
  }
  for (const [n, one] of seen.entries())
    for (const other of seen.slice(n + 1))
      if (overlap(one, other) > 0.12 || overlap(other, one) > 0.12)
        faults.push(`"${one.text}" and "${other.text}" lie on each other: ${place(one)}, ${place(other)}`)
  return faults
}

/** The share of a box that lies in another. */
function overlap(one: Box, other: Box): number {
  const w = Math.min(one.x + one.w, other.x + other.w) - Math.max(one.x, other.x)
  const h = Math.min(one.y + one.h, other.y + other.h) - Math.max(one.y, other.y)
  return w <= 0 || h <= 0 ? 0 : (w * h) / (one.w * one.h)
}

type Box = Pick<Placed, 'x' | 'y' | 'w' | 'h'>

const place = ({ x, y, w, h }: Box) => [x, y, w, h].map(Math.round).join(' ')
