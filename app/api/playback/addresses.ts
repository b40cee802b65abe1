/** Where a camera's addresses may lie: the folder of its own playlist, at its own origin. */
export interface Place {
  origin: string
  /** path of the folder, with a slash at its end */
  folder: string
}

/** An address that lies in the camera's place. */
export interface Placed {
  href: string
  /** path and query below the place's folder, as a request names it behind the token */
  path: string
}

/** The place of a camera whose first playlist is at this address. */
export function placeOf(playlist: string): Place {
  const url = new URL(playlist)
  return { origin: url.origin, folder: url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1) }
}

/**
 * What servers disagree about: whether `%2e%2e`, `%2f`, `%5c`, a backslash or an empty segment walk through folders,
 * and what a variable of `EXT-X-DEFINE` will be put in place of. Such an address is refused, never interpreted.
 */
const disputed = /\\|%2e|%2f|%5c|%25|%0|%1|\{\$/i

/**
 * An address as a playlist names it, resolved against the address of that playlist.
 * @returns null when it leaves the camera's origin or folder, or when servers could read it in two ways
 */
export function resolveIn(place: Place, from: string, address: string): Placed | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the URL parser would drop them silently
  if (address === '' || address.length > 2048 || /[\u0000-\u0020\u007f]/.test(address)) return null
  const [written = '', ...query] = address.split('?')
  if (disputed.test(written) || query.join('?').includes('{$')) return null
  if (!URL.canParse(address, from)) return null
  const url = new URL(address, from)
  if (url.origin !== place.origin || url.username !== '' || url.password !== '') return null
  if (!url.pathname.startsWith(place.folder) || url.pathname.includes('//')) return null
  url.hash = ''
  const path = url.pathname.slice(place.folder.length) + url.search
  return path === '' || path.startsWith('?') ? null : { href: url.href, path }
}

/** How a playlist at one path names another path, so that the token before both of them stays out of the text. */
export function relativeTo(from: string, to: string): string {
  const [path = '', ...query] = to.split('?')
  const here = (from.split('?')[0] ?? '').split('/').slice(0, -1)
  const there = path.split('/')
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++
  const steps = [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/')
  // A first segment with a colon would be read as a scheme (RFC 3986, section 4.2).
  const safe = /^[^/]*:/.test(steps) ? `./${steps}` : steps
  return query.length === 0 ? safe : `${safe}?${query.join('?')}`
}

/** Path of the folder in which an address lies, with a slash at its end and the origin before it. */
export function folderOf(href: string): string {
  const path = href.split('?')[0] ?? ''
  return path.slice(0, path.lastIndexOf('/') + 1)
}
