import type { Preview, Previews } from './services'

/** Previews in memory, few and small, only as long as the app lives; the longest unused goes first. Never written anywhere. */
export function memoryPreviews(most = 24): Previews {
  const kept = new Map<string, Preview>()
  const listeners = new Set<(cameraId: string) => void>()
  const tell = (cameraId: string) =>
    listeners.forEach((listener) => {
      listener(cameraId)
    })
  return {
    put(cameraId, picture, takenAt) {
      kept.delete(cameraId)
      kept.set(cameraId, { picture, takenAt })
      if (kept.size > most) kept.delete(kept.keys().next().value as string)
      tell(cameraId)
    },
    get: (cameraId) => kept.get(cameraId) ?? null,
    keepOnly(cameraIds) {
      const wanted = new Set(cameraIds)
      const gone: string[] = []
      kept.forEach((_, id) => {
        if (!wanted.has(id)) gone.push(id)
      })
      for (const id of gone) {
        kept.delete(id)
        tell(id)
      }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
