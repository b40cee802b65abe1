import type { Previews } from '../service/services'

/** A preview's size: a tile's picture, and no more memory than that. */
const width = 330
const height = 186

/**
 * Keeps what the video shows as the camera's preview, in memory only. Does nothing where the engine does not let its
 * pixels be read (a picture from another origin).
 */
export function keepStill(video: HTMLVideoElement, previews: Previews, cameraId: string, takenAt: number): void {
  if (video.readyState < 2 || video.videoWidth === 0) return
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  // Kept in main memory: a picture that must be fetched back from the graphics memory costs a weak box 100 ms.
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return
  const scale = Math.min(width / video.videoWidth, height / video.videoHeight)
  const [w, h] = [video.videoWidth * scale, video.videoHeight * scale]
  try {
    context.drawImage(video, (width - w) / 2, (height - h) / 2, w, h)
    context.getImageData(0, 0, 1, 1)
  } catch {
    return
  }
  previews.put(cameraId, canvas, takenAt)
}
