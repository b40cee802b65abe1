import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { vi } from 'vitest'

/** Texts are as wide as on a box: measured with the shipped font, without a browser. Gives its family. */
export function measureLetters(): string {
  const family = 'Porchlight Sans'
  const { pathname } = new URL('../../static/fonts/porchlight-sans.woff2', import.meta.url)
  GlobalFonts.registerFromPath(pathname, family)
  vi.stubGlobal('document', { createElement: () => createCanvas(1, 1) })
  return family
}
