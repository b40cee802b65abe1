/** How a zap is timed on a page: from the key or the call to the first presented frame of the camera asked for. */
import { barcode, readBarcode } from '../../app/demo/barcode'

/** Looked for late: in the app this script runs before the page's body is there. */
export const theVideo = () => document.querySelector('video') as HTMLVideoElement

/** Camera and frame of what the video shows now, from its pixels. */
const painted = async () => (theVideo()?.readyState >= 2 ? readFrame(taken()) : null)

/** The picture of this moment: a reference, which costs nothing until it is read. */
const taken = () => new VideoFrame(theVideo())

/**
 * Camera and frame in a picture's pixels. The brightness of the strip alone is copied out of the decoder's memory: to
 * draw the picture and read it back would take the machine longer than a zap, and count against whoever is measured.
 */
async function readFrame(frame: VideoFrame) {
  try {
    const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight }
    const rows = 2 * Math.ceil(((barcode.top + barcode.rows * barcode.cell) * width) / barcode.pictureWidth / 2)
    const rect = { x: 0, y: 0, width, height: Math.min(height, rows) }
    const planes = new Uint8Array(frame.allocationSize({ rect }))
    const [luma] = await frame.copyTo(planes, { rect })
    const pixels = new Uint8Array(width * rect.height * 4)
    // Only as far as the strip reaches: what is read between key and picture is taken from the zap's own time.
    const columns = Math.ceil(((barcode.left + barcode.columns * barcode.cell) * width) / barcode.pictureWidth)
    const { offset = 0, stride = width } = luma ?? {}
    for (let y = 0; y < rect.height; y++)
      for (let x = 0; x < columns; x++) {
        const at = (y * width + x) * 4
        pixels[at] = pixels[at + 1] = pixels[at + 2] = planes[offset + y * stride + x] ?? 0
      }
    return readBarcode(pixels, width, rect.height)
  } finally {
    frame.close()
  }
}

/**
 * Milliseconds from `since` until a frame of this camera is presented; `after` says when what lies over it is gone. The
 * time is taken with the frame, which is read afterwards.
 */
export function firstFrame(camera: number, since: number, after = (done: () => void) => done()): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`camera ${camera} was not painted in 20 s`)), 20_000)
    const video = theVideo()
    let handle = 0
    let done = false
    const wish = () => {
      video.cancelVideoFrameCallback(handle)
      if (!done) handle = video.requestVideoFrameCallback(presented)
    }
    const presented = () => {
      const frame = taken()
      wish()
      after(() => {
        const at = performance.now()
        readFrame(frame).then((read) => {
          if (done || read?.camera !== camera) return
          done = true
          clearTimeout(late)
          video.cancelVideoFrameCallback(handle)
          video.removeEventListener('emptied', wish)
          resolve(at - since)
        }, reject)
      })
    }
    // A wish for the next frame is lost with the source that it was made of.
    video.addEventListener('emptied', wish)
    wish()
  })
}

/**
 * Calls back in the first frame in which nothing covers the picture. What lies over it is an element of the page, so
 * what is so when animation callbacks run is what this very frame shows.
 */
function uncovered(done: () => void): void {
  requestAnimationFrame(() => (document.getElementById('cover') ? uncovered(done) : done()))
}

/** Added before the app's own listener, which keeps keys to itself. */
let heard: ((since: number) => void) | null = null
let measured: Promise<number> | null = null
window.addEventListener('keydown', (event) => heard?.(event.timeStamp), true)

Object.assign(window, {
  /** Measures from the next key on the real app until its picture is no longer covered; `measured` waits for it. */
  listen: (camera: number) => {
    measured = new Promise((resolve, reject) => {
      heard = (since) => {
        heard = null
        firstFrame(camera, since, uncovered).then(resolve, reject)
      }
    })
  },
  measured: () => measured,
  painted,
})
