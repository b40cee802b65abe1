import type { Phase } from '../player/model'
import { margin, space, stage } from '../theme/tokens'
import type { Place } from '../watch/model'

/** How many pictures stand beside each other; 1: the watch screen. */
export type Size = 1 | 2 | 4

/** Cameras beside each other: this one and those that follow it in watching order, round and round, each once. */
export function windowFrom(places: readonly Place[], id: string, size: Size): Place[] {
  const open = places.filter(({ camera }) => camera !== null)
  const at = Math.max(
    0,
    open.findIndex((place) => place.id === id),
  )
  return Array.from({ length: Math.min(size, open.length) }, (_each, by) => open[(at + by) % open.length] as Place)
}

/** The first camera of the next window, or of the one before; null where all are on the screen already. */
export function turnWindow(places: readonly Place[], first: string, size: Size, by: 1 | -1): string | null {
  const open = places.filter(({ camera }) => camera !== null)
  if (open.length <= size) return null
  const at = open.findIndex(({ id }) => id === first)
  // Its first camera is gone: begin at the beginning.
  if (at < 0) return open[0]?.id ?? null
  return (open[(at + by * size + open.length) % open.length] as Place).id
}

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Where the pictures stand, in units: one row of two or two rows of two, 16:9, between `top` and `bottom`. */
export function boxesOf(size: Size, top: number, bottom: number): Box[] {
  const rows = size === 4 ? 2 : 1
  const room = { w: stage.w - 2 * margin.x, h: bottom - top }
  const w = Math.floor(Math.min((room.w - space.gap) / 2, (((room.h - (rows - 1) * space.gap) / rows) * 16) / 9))
  const h = Math.round((w * 9) / 16)
  const left = Math.round((stage.w - 2 * w - space.gap) / 2)
  const first = Math.round(top + (room.h - rows * h - (rows - 1) * space.gap) / 2)
  return Array.from({ length: size }, (_each, at) => ({
    x: left + (at % 2) * (w + space.gap),
    y: first + Math.floor(at / 2) * (h + space.gap),
    w,
    h,
  }))
}

/** What lies around the pictures: the ground is drawn there, and nowhere else, so that the video below is seen. */
export function around(boxes: readonly Box[]): Box[] {
  const rows = [boxes.slice(0, 2), boxes.slice(2)].filter((row) => row.length > 0)
  const parts: Box[] = []
  let y = 0
  for (const row of rows) {
    const { y: top, h } = row[0] as Box
    parts.push({ x: 0, y, w: stage.w, h: top - y })
    let x = 0
    for (const box of row) {
      parts.push({ x, y: top, w: box.x - x, h })
      x = box.x + box.w
    }
    parts.push({ x, y: top, w: stage.w - x, h })
    y = top + h
  }
  return parts.concat({ x: 0, y, w: stage.w, h: stage.h - y })
}

/** One step of the focus among `count` pictures in rows of two; at an edge it stays. */
export function stepFocus(focus: number, way: 'up' | 'down' | 'left' | 'right', count: number): number {
  if (way === 'left') return focus % 2 === 1 ? focus - 1 : focus
  if (way === 'right') return focus % 2 === 0 && focus + 1 < count ? focus + 1 : focus
  if (way === 'up') return focus >= 2 ? focus - 2 : focus
  return focus < 2 && count > 2 ? Math.min(focus + 2, count - 1) : focus
}

/**
 * How many pictures this box decodes at once, as far as it shows: fewer than asked for when one camera plays and another,
 * which the service finds online, cannot be shown. Null where nothing speaks against more.
 */
export function decodersOf(pictures: readonly { phase: Phase; online: boolean }[]): Size | null {
  const playing = pictures.filter(({ phase }) => phase === 'playing').length
  const failed = pictures.some(({ phase, online }) => phase === 'failed' && online)
  if (!failed || playing === 0) return null
  return playing >= 2 && pictures.length > 2 ? 2 : 1
}
