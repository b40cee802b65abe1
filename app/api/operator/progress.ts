import type { Service } from '../service'
import type { FileName } from './rules'

/** How far an import is: rows of a file that are looked at, or pieces of the journal or the store that are written. */
export type Progress =
  | { step: 'checking'; file: FileName; rows: number }
  | { step: 'noting' | 'writing'; done: number; of: number | null }

export type Tell = (progress: Progress) => void

/** So many pieces pass between two lines of the log: what a process that starts has still to finish may take minutes. */
const piecesPerLine = 500

/** Tells the log, of what nobody waits for at a command line. */
export function logs(log: Pick<Service['log'], 'error'> & Partial<Pick<Service['log'], 'info'>>): Tell {
  return (progress) => {
    if (progress.step === 'writing' && progress.done % piecesPerLine === 0)
      log.info?.({ piece: progress.done, of: progress.of }, 'an import is being finished')
  }
}

/** Lets one telling in so many milliseconds through. */
export function seldom(tell: Tell, now: () => number, ms = 2000): Tell {
  let next = 0
  return (progress) => {
    if (now() < next) return
    next = now() + ms
    tell(progress)
  }
}
