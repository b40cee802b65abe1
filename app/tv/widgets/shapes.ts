import { Tools } from '@lightningjs/core'

/** A filled rectangle with round corners; equal ones share a texture. Its texture is 2 units wider and higher. */
export function filled(w: number, h: number, r: number, colour: number) {
  return Tools.getRoundRect(w, h, r, 0, 0, true, colour)
}

/** Only the outline, `line` thick; the line lies half inside and half outside of `w` × `h`. */
export function outlined(w: number, h: number, r: number, line: number, colour: number) {
  return Tools.getRoundRect(w, h, r, line, colour, false, 0)
}
