import { shippedFontIsThere } from './text'

const family = 'Porchlight Sans'

export type FontResult = 'loaded' | 'late' | 'missing'

/**
 * Loads the shipped font, never longer than the time allowed and never with a rejection: without it the box's own
 * font draws. The face is made known to the page only when it is there, because Lightning waits with each text for
 * faces that are still on their way. `afterwards` hears how it ended if that was not in time.
 */
export function loadFont(
  url: string,
  timeoutMs: number,
  afterwards: (result: FontResult) => void,
): Promise<FontResult> {
  if (typeof FontFace === 'undefined' || !document.fonts) return Promise.resolve('missing')
  return new Promise((resolve) => {
    let waiting = true
    const settle = (result: FontResult) => {
      if (waiting) resolve(result)
      else if (result !== 'late') afterwards(result)
      waiting = false
    }
    setTimeout(() => {
      if (waiting) settle('late')
    }, timeoutMs)
    new FontFace(family, `url(${url})`).load().then(
      (face) => {
        document.fonts.add(face)
        shippedFontIsThere(family)
        settle('loaded')
      },
      () => settle('missing'),
    )
  })
}
