/**
 * What the loader of two releases keeps on the box (app/api/releases/loader.ts): which one to use, which is known to
 * be good, how often one was begun in vain. Without a loader nothing is kept, and all of this does nothing.
 */
interface Told {
  use?: string
  now?: string
  good?: string
  bad?: string
  tries?: number
  failed?: number
}

const key = 'porchlight.release'

function read(): Told | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Told | null
  } catch {
    return null
  }
}

function write(told: Told): void {
  try {
    localStorage.setItem(key, JSON.stringify(told))
  } catch {
    // A box without storage takes what every box may run, at each start.
  }
}

/** The first screen is there: this release is good. */
export function startedWell(): void {
  const told = read()
  if (told) write({ ...told, good: told.now, tries: 0 })
}

/** The release that runs; empty where there is one only. */
export const runningRelease = (): string => read()?.now ?? ''

/** Starts that came to nothing since the last time this was asked. */
export function failedStarts(): number {
  const told = read()
  if (!told?.failed) return 0
  write({ ...told, failed: 0 })
  return told.failed
}

/** What this box is to run from its next start on: nothing is changed under somebody's hands. */
export function useRelease(release: string): void {
  const told = read()
  if (told && release !== '' && release !== told.use) write({ ...told, use: release })
}
