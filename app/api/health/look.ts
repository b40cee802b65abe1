import { placeOf } from '../playback/addresses'
import { rewriteMultivariant } from '../playback/multivariant'
import { kindOf, rewriteMedia } from '../playback/playlist'
import type { Upstream } from '../playback/upstream'
import type { Look } from './rules'
import { type Soundness, soundnessIn } from './soundness'

const limits = { bytes: 1024 * 1024, ms: 4000 }
const segmentLimits = { bytes: 16 * 1024 * 1024, ms: 8000 }

/**
 * Looks at a camera's playlist, and at its sharpest rendition's where it lists several.
 * @param into whether to look into its newest segment too: the bytes are measured in memory and forgotten
 */
export async function lookAt(upstream: Upstream, address: string, into: boolean): Promise<Look> {
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
    const { newest, sequence, target, ended, start, files } = rewriteMedia(text, reading)
    const hrefs = start.map((path) => files.find((file) => file.path === path)!.href)
    const picture = into && newest !== null && !ended ? await pictureAt(upstream, hrefs, inPlace) : undefined
    // Without the query: an origin may put a session into it that is new each time.
    return {
      answers: true,
      newest: newest === null ? null : `${sequence} ${newest.split('?')[0]}`,
      target,
      ended,
      picture,
    }
  } catch {
    // Whatever an origin does, a look tells only that there is no picture.
    return { answers: false }
  }
}

/** @param hrefs of the initialisation section, if there is one, and of the segment; none where it cannot be read alone */
async function pictureAt(
  upstream: Upstream,
  hrefs: readonly string[],
  inPlace: (href: string) => boolean,
): Promise<Soundness> {
  if (hrefs.length === 0) return null
  try {
    const bodies: Buffer[] = []
    for (const href of hrefs) bodies.push((await upstream.get(href, segmentLimits, inPlace)).body)
    return soundnessIn(bodies.length > 1 ? bodies[0]! : null, bodies.at(-1)!)
  } catch {
    return 'unreadable'
  }
}
