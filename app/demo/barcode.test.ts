import { describe, expect, it } from 'vitest'
import { barcode, barcodeCells, barcodeTones, readBarcode } from './barcode'

const green = (tone: string) => Number.parseInt(tone.slice(3, 5), 16)

/** A grey picture with the strip drawn at a scale, as a player draws a video. */
function picture(cells: boolean[], width: number, brightness = 1): { pixels: Uint8ClampedArray; height: number } {
  const scale = width / barcode.pictureWidth
  const height = Math.round(720 * scale)
  const pixels = new Uint8ClampedArray(width * height * 4).fill(90)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x / scale - barcode.left) / barcode.cell)
      const row = Math.floor((y / scale - barcode.top) / barcode.cell)
      if (column < 0 || column >= barcode.columns || row < 0 || row >= barcode.rows) continue
      pixels.fill(
        green(barcodeTones[cells[row * barcode.columns + column] ? 'light' : 'dark']) * brightness,
        (y * width + x) * 4,
        (y * width + x) * 4 + 3,
      )
    }
  return { pixels, height }
}

describe('barcode', () => {
  it.each([
    { camera: 1, frame: 0, width: 1280, brightness: 1 },
    { camera: 255, frame: 1023, width: 640, brightness: 1 },
    { camera: 17, frame: 191, width: 960, brightness: 1 },
    { camera: 9, frame: 100, width: 1920, brightness: 1 },
    { camera: 12, frame: 77, width: 427, brightness: 1 },
    { camera: 5, frame: 33, width: 640, brightness: 0.4 },
  ])(
    'reads camera $camera, frame $frame from a picture $width wide at brightness $brightness',
    ({ camera, frame, width, brightness }) => {
      const { pixels, height } = picture(barcodeCells({ camera, frame }), width, brightness)
      expect(readBarcode(pixels, width, height)).toEqual({ camera, frame })
    },
  )

  it('finds nothing in a blank picture', () => {
    expect(readBarcode(new Uint8ClampedArray(640 * 360 * 4), 640, 360)).toBeNull()
  })

  it.each(Array.from({ length: 22 }, (_, index) => index + 2))('refuses a strip whose square %i is wrong', (index) => {
    const cells = barcodeCells({ camera: 6, frame: 150 }).map((cell, at) => (at === index ? !cell : cell))
    const { pixels, height } = picture(cells, 640)
    expect(readBarcode(pixels, 640, height)).toBeNull()
  })
})
