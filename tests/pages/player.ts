/** The player alone on a page: what a test shows it, and what was painted, frame by frame. */
import { readBarcode } from '../../app/demo/barcode'
import { createPlayer, type PlayerView } from '../../app/tv/player/player'

const video = document.querySelector('video') as HTMLVideoElement
const canvas = document.createElement('canvas')
const drawing = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D

/** Phases in order; `painted`: camera and frame of each painted picture, read from its pixels, and when it was. */
const told = {
  phases: [] as string[],
  painted: [] as { camera: number; frame: number; at: number }[],
  refused: 0,
  firstFrames: [] as string[],
  errors: [] as string[],
}

/** The service's time, which no wrong clock of the box changes. */
const serverNow = () => performance.timeOrigin + performance.now()
const player = createPlayer(video, serverNow)
player.listen({
  changed: (view: PlayerView) => told.phases.push(view.phase),
  firstFrame: (camera: string) => told.firstFrames.push(camera),
  refused: () => told.refused++,
})

const look = () => {
  video.requestVideoFrameCallback(look)
  if (video.videoWidth === 0) return
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  drawing.drawImage(video, 0, 0)
  const read = readBarcode(drawing.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)
  if (read !== null) told.painted.push({ ...read, at: serverNow() })
}
video.requestVideoFrameCallback(look)
window.addEventListener('error', (event) => told.errors.push(event.message))
window.addEventListener('unhandledrejection', (event) => told.errors.push(String(event.reason)))

const boxTime = Date.now
const turnClock = (by: number) => {
  Date.now = () => boxTime() + by
}
const sleep = (asleep: boolean) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: asleep ? 'hidden' : 'visible' })
  document.dispatchEvent(new Event('visibilitychange'))
}

Object.assign(window, { player, told, video, serverNow, turnClock, sleep })
