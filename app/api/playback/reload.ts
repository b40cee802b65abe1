import { ProblemError } from '../problems'
import type { MediaPlaylist } from './playlist'

/** What a player asks a playlist to contain before it is answered (RFC 8216bis, 6.2.5.2). */
export interface Reload {
  /** media sequence number of a segment */
  msn: number
  /** a part of it; null: the whole segment */
  part: number | null
}

/** Requests of a process that may wait at once, those of one playback, and those that wait at one origin. */
export const mostWaiting = { process: 2000, playback: 2, origin: 8 }
/** A player may ask for what comes next and the one after it, not for tomorrow. */
const mostAhead = 2
const longestMs = 6000

/**
 * A path as it is listed, and what its delivery directives ask for. Only `_HLS_msn` and `_HLS_part` are taken from an
 * address, each once; whatever else stands there belongs to the path, which is compared letter by letter.
 * @throws ProblemError `bad-request` for a part of no segment
 */
export function reloadOf(path: string): { path: string; reload: Reload | null } {
  const question = path.indexOf('?')
  if (question < 0) return { path, reload: null }
  const found: { msn?: number; part?: number } = {}
  const rest = path
    .slice(question + 1)
    .split('&')
    .filter((one) => {
      const [, name, number] = /^_HLS_(msn|part)=(\d{1,15})$/.exec(one) ?? []
      if ((name !== 'msn' && name !== 'part') || found[name] !== undefined) return true
      found[name] = Number(number)
      return false
    })
  const { msn, part = null } = found
  if (msn === undefined && part !== null) throw new ProblemError('bad-request', { detail: '_HLS_part needs _HLS_msn' })
  const listed = path.slice(0, question) + (rest.length > 0 ? `?${rest.join('&')}` : '')
  return { path: listed, reload: msn === undefined ? null : { msn, part } }
}

/** The address that asks a camera's origin the same. */
export function withReload(href: string, { msn, part }: Reload): string {
  const directives = `_HLS_msn=${msn}${part === null ? '' : `&_HLS_part=${part}`}`
  return `${href}${href.includes('?') ? '&' : '?'}${directives}`
}

/** Whether a playlist has what is asked for. */
export function has({ sequence, parts }: Pick<MediaPlaylist, 'sequence' | 'parts'>, { msn, part }: Reload): boolean {
  return msn <= sequence || (msn === sequence + 1 && part !== null && part < parts)
}

/** Whether it is worth waiting for. @throws ProblemError `bad-request` for what is too far ahead */
export function comes(media: MediaPlaylist, reload: Reload): boolean {
  if (!media.blocks || media.ended || has(media, reload)) return false
  if (reload.msn > media.sequence + mostAhead)
    throw new ProblemError('bad-request', { detail: '_HLS_msn is too far ahead of the playlist' })
  return true
}

/** How long an origin may take over it, ms: three target durations, as the standard has it, and never long. */
export const waitMs = ({ target }: Pick<MediaPlaylist, 'target'>): number => Math.min(3000 * target, longestMs)

/** Counts what waits under a name; `enter` gives the way out, or null where too many wait. */
export function makeWaiting(): { enter(name: string, most: number): (() => void) | null } {
  const counts = new Map<string, number>()
  return {
    enter(name, most) {
      const count = counts.get(name) ?? 0
      if (count >= most) return null
      counts.set(name, count + 1)
      return () => {
        const left = (counts.get(name) ?? 1) - 1
        if (left === 0) counts.delete(name)
        else counts.set(name, left)
      }
    },
  }
}
