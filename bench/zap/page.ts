/** Players beside ours on one page, each from the call to the first painted frame of the camera asked for. */
import Hls from 'hls.js'
import { barcode, readBarcode } from '../../app/demo/barcode'

/** Looked for late: in the app this script runs before the page's body is there. */
let found: HTMLVideoElement | null = null
function theVideo(): HTMLVideoElement {
  found ??= document.querySelector('video')
  return found as HTMLVideoElement
}
const canvas = document.createElement('canvas')
const drawing = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D

/** Camera and frame of what the video paints now, from its pixels; the strip alone is read, at its own scale. */
function painted() {
  const video = theVideo()
  if (!video?.videoWidth) return null
  const scale = 640 / barcode.pictureWidth
  canvas.width = 640
  canvas.height = Math.ceil((barcode.top * 2 + barcode.rows * barcode.cell) * scale)
  drawing.drawImage(video, 0, 0, 640, (640 * video.videoHeight) / video.videoWidth)
  return readBarcode(drawing.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)
}

const beginnings = ['loadedmetadata', 'loadeddata', 'seeked', 'playing']

/** Milliseconds from `since` until a frame of this camera is painted; `after` says when what lies over it is gone. */
function firstFrame(camera: number, since: number, after = (done: () => void) => done()): Promise<number> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`camera ${camera} was not painted in 20 s`)), 20_000)
    const video = theVideo()
    let done = false
    const look = () => {
      if (done) return
      if (painted()?.camera !== camera) return void video.requestVideoFrameCallback(look)
      done = true
      for (const event of beginnings) video.removeEventListener(event, look)
      after(() => resolve(performance.now() - since))
    }
    // A wish for the next frame is lost with the source that it was made of.
    for (const event of beginnings) video.addEventListener(event, look)
    video.requestVideoFrameCallback(look)
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
