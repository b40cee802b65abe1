/**
 * What the loader of two releases keeps on the box (app/api/releases/loader.ts): which one to use, which is known to
 * be good, how often one was begun in vain. Without a loader nothing is kept, and all of this does nothing.
 */
interface Told {
  use?: string
  now?: string
  good?: string
  /** good before `good` was */
  former?: string
  bad?: string
  tries?: number
  /** starts of `bad` that came to nothing, not told to the service yet */
  failed?: number
  /** restarts in a row that `now` gave itself in its first minute */
  falls?: number
}

const key = 'porchlight.release'
/** As often as a start may come to nothing (app/api/releases/loader.ts). */
const fallsMost = 2

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
  if (!told) return
  const { good, now, former } = told
  write({ ...told, former: good === now ? former : good, good: now, tries: 0 })
}

/** It has stood for its first minute. */
export function standsFirm(): void {
  const told = read()
  if (told?.falls) write({ ...told, falls: 0 })
}

/**
 * The app has to restart itself in its first minute. A release that comes to its first screen and falls again and again
 * is as bad as one that never does: it gives way to the one that was good before it.
 */
export function fell(): void {
  const told = read()
  if (!told?.former || told.former === told.now || told.good !== told.now) return
  const falls = (told.falls ?? 0) + 1
  if (falls < fallsMost) write({ ...told, falls })
  else write({ ...told, falls: 0, bad: told.now, good: told.former, failed: falls })
}

/** The release that runs; empty where there is one only. */
export const runningRelease = (): string => read()?.now ?? ''

/** Starts that came to nothing, and of which release; until they are told. */
export function failedStarts(): { starts: number; release: string } {
  const { failed = 0, bad = '' } = read() ?? {}
  return { starts: failed, release: bad }
}

/** The service knows of them. */
export function toldFailedStarts(): void {
  const told = read()
  if (told?.failed) write({ ...told, failed: 0 })
}

/** What this box is to run from its next start on: nothing is changed under somebody's hands. */
export function useRelease(release: string): void {
  const told = read()
  if (told && release !== '' && release !== told.use) write({ ...told, use: release })
}
