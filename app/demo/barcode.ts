/**
 * The strip of squares that every demo clip carries in its upper left corner: which camera, which frame of the loop.
 * It is read from painted pixels, so that a test knows what a viewer really saw, at any scale of the picture.
 */

/** Geometry in pixels of a picture 1280 wide; a picture of another width has it in proportion. */
export const barcode = { pictureWidth: 1280, left: 16, top: 16, cell: 16, columns: 12, rows: 2 } as const

/** The two tones of the squares; readers need only tell them apart. */
export const barcodeTones = { light: '#c3cede', dark: '#0a111d' } as const

export interface Barcode {
  /** the camera's number, 1 to 255 */
  camera: number
  /** frame of the loop, from 0 */
  frame: number
}

/**
 * The squares row by row, true where light: two that show the tones (light, dark), camera (8 bits), frame (10 bits),
 * parity (4 bits). The parity is the XOR of the five groups of four before it, and 0b1001 so that blank is not a code.
 */
export function barcodeCells({ camera, frame }: Barcode): boolean[] {
  const value = (camera << 12) | (frame << 2)
  return [true, false, ...bits(value, 20).slice(0, 18), ...bits(parity(value), 4)]
}

/**
 * Reads the strip from RGBA pixels of a whole picture, row by row from the upper left, as canvas and ffmpeg give them.
 * The picture may be scaled; null where there is no strip or its parity is wrong.
 */
export function readBarcode(pixels: ArrayLike<number>, width: number, height: number): Barcode | null {
  const scale = width / barcode.pictureWidth
  const brightness: number[] = []
  for (let row = 0; row < barcode.rows; row++)
    for (let column = 0; column < barcode.columns; column++) {
      const x = Math.floor((barcode.left + (column + 0.5) * barcode.cell) * scale)
      const y = Math.floor((barcode.top + (row + 0.5) * barcode.cell) * scale)
      if (y >= height) return null
      brightness.push(around(pixels, width, x, y, Math.floor(scale * barcode.cell * 0.2)))
    }
  const [light = 0, dark = 0, ...cells] = brightness
  if (light - dark < 40) return null
  const threshold = (light + dark) / 2
  const number = (from: number, to: number) =>
    cells.slice(from, to).reduce((sum, cell) => sum * 2 + (cell > threshold ? 1 : 0), 0)
  const read = { camera: number(0, 8), frame: number(8, 18) }
  return number(18, 22) === parity((read.camera << 12) | (read.frame << 2)) ? read : null
}

function bits(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, index) => ((value >> (count - 1 - index)) & 1) === 1)
}

function parity(value: number): number {
  let sum = 0b1001
  for (let shift = 0; shift < 20; shift += 4) sum ^= (value >> shift) & 0xf
  return sum
}

/** Mean brightness of the pixels at most `radius` away, so that a compressed or smoothed square still reads true. */
function around(pixels: ArrayLike<number>, width: number, x: number, y: number, radius: number): number {
  let sum = 0
  let count = 0
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++) {
      const at = ((y + dy) * width + x + dx) * 4
      sum += (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0)
      count += 3
    }
  return sum / count
}
