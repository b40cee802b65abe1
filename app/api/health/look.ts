import { placeOf } from '../playback/addresses'
import { rewriteMultivariant } from '../playback/multivariant'
import { kindOf, rewriteMedia } from '../playback/playlist'
import type { Upstream } from '../playback/upstream'
import type { Look } from './rules'

const limits = { bytes: 1024 * 1024, ms: 4000 }

/** Looks at a camera's playlist, and at its sharpest rendition's where it lists several. Fetches no picture. */
export async function lookAt(upstream: Upstream, address: string): Promise<Look> {
  try {
    const place = placeOf(address)
    const inPlace = (href: string) =>
      new URL(href).origin === place.origin && href.startsWith(place.origin + place.folder)
    const read = async (href: string) => {
      const answer = await upstream.get(href, limits, inPlace)
      const self = { href: answer.href, path: href.slice(place.origin.length + place.folder.length) }
      return { text: answer.body.toString('utf8'), reading: { place, self, barred: () => false, offered: () => false } }
    }
    let { text, reading } = await read(address)
    if (kindOf(text) === 'multivariant') {
      const { best } = rewriteMultivariant(text, reading, { low: null, codecs: [] })
      ;({ text, reading } = await read(best.href))
    }
    const { newest, sequence, target, ended } = rewriteMedia(text, reading)
    // Without the query: an origin may put a session into it that is new each time.
    return { answers: true, newest: newest === null ? null : `${sequence} ${newest.split('?')[0]}`, target, ended }
  } catch {
    // Whatever an origin does, a look tells only that there is no picture.
    return { answers: false }
  }
}
