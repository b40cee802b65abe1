/** Players beside ours on one page, each from the call to the first painted frame of the camera asked for. */
import Hls from 'hls.js'
import { barcode, readBarcode } from '../../app/demo/barcode'

/** Looked for late: in the app this script runs before the page's body is there. */
let found: HTMLVideoElement | null = null
function theVideo(): HTMLVideoElement {
  found ??= document.querySelector('video')
  return found as HTMLVideoElement
}

/** Camera and frame of what the video shows now, from its pixels. */
const painted = async () => (theVideo()?.videoWidth ? readFrame(taken()) : null)

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
    for (let at = 0; at < width * rect.height; at++) {
      const from = (luma?.offset ?? 0) + Math.floor(at / width) * (luma?.stride ?? width) + (at % width)
      pixels.fill(planes[from] ?? 0, at * 4, at * 4 + 3)
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
function firstFrame(camera: number, since: number, after = (done: () => void) => done()): Promise<number> {
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

let hls: Hls | null = null
let media: { end(): void } | null = null

function free() {
  hls?.destroy()
  hls = null
  media?.end()
  media = null
  theVideo().removeAttribute('src')
  theVideo().load()
}

/** hls.js as its documentation has it: a new instance for each camera. */
function stock(url: string) {
  free()
  hls = new Hls()
  hls.loadSource(url)
  hls.attachMedia(theVideo())
  void theVideo()
    .play()
    .catch(() => {})
}

/** hls.js as it comes, but one instance that is given the next address. */
function oneInstance(url: string) {
  if (hls === null) {
    free()
    hls = new Hls()
    hls.attachMedia(theVideo())
  }
  hls.loadSource(url)
  void theVideo()
    .play()
    .catch(() => {})
}

/** The floor: playlist, init and newest segment are fetched and appended, and nothing else is done. */
function bare(url: string) {
  free()
  const source = new MediaSource()
  let ended = false
  media = { end: () => (ended = true) }
  theVideo().src = URL.createObjectURL(source)
  const opened = new Promise((done) => source.addEventListener('sourceopen', done, { once: true }))
  void (async () => {
    const playlist = await fetch(url).then((answer) => answer.text())
    const files = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const init = /URI="([^"]+)"/.exec(playlist)?.[1] ?? ''
    const parts = await Promise.all(
      [init, files[files.length - 1] ?? ''].map((file) =>
        fetch(new URL(file, url)).then((answer) => answer.arrayBuffer()),
      ),
    )
    await opened
    if (ended) return
    const buffer = source.addSourceBuffer('video/mp4;codecs="avc1.64001f"')
    for (const part of parts) {
      buffer.appendBuffer(part)
      await new Promise((done) => buffer.addEventListener('updateend', done, { once: true }))
      if (ended) return
    }
    theVideo().currentTime = buffer.buffered.start(0)
    void theVideo()
      .play()
      .catch(() => {})
  })()
}

const players: Record<string, (url: string) => void> = { bare, stock, 'one instance': oneInstance }

/** Added before the app's own listener, which keeps keys to itself. */
let heard: ((since: number) => void) | null = null
let measured: Promise<number> | null = null
window.addEventListener('keydown', (event) => heard?.(event.timeStamp), true)

Object.assign(window, {
  /** Zaps one of the players here to a camera's media playlist. */
  zap: (player: string, url: string, camera: number) => {
    const since = performance.now()
    const done = firstFrame(camera, since)
    players[player]?.(url)
    return done
  },
  /** Measures from the next key on the real app until its picture is no longer covered; `measured` waits for it. */
  listen: (camera: number) => {
    measured = new Promise((resolve, reject) => {
      heard = (since) => {
        heard = null
        const uncovered = (done: () => void) => requestAnimationFrame(() => setTimeout(done, 0))
        firstFrame(camera, since, uncovered).then(resolve, reject)
      }
    })
  },
  measured: () => measured,
  painted,
  free,
})
