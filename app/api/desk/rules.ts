/** The rules of signing in at a desk, without I/O. Times are epoch milliseconds. */

/** The duty officer who calls, by session cookie. */
export interface Officer {
  session: string
  user: string
  name: string
  /** the desk's area: it sees this area and below */
  area: string
}

/** A desk counts as staffed so long after its last sign of life; pages send one every 15 s. */
export const presenceMs = 45_000

const shortestPassword = 10

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may change something: it comes from our own page, or from no browser at all (neither header).
 * Either header suffices when it says so: a proxy may hide the host, and old browsers know no `Sec-Fetch-Site`.
 */
export function sameSite(request: {
  method: string
  origin: string | undefined
  fetchSite: string | undefined
  publicUrl: string | null
  ownHost: string
}): boolean {
  const { method, origin, fetchSite, publicUrl, ownHost } = request
  if (safeMethods.has(method) || (origin === undefined && fetchSite === undefined)) return true
  if (fetchSite === 'same-origin') return true
  if (origin === undefined || !URL.canParse(origin)) return false
  const given = new URL(origin)
  return publicUrl === null ? given.host === ownHost : given.origin === new URL(publicUrl).origin
}

/** Why a new password is refused, in words for the officer; null when it is good. */
export function passwordFault(user: string, current: string, next: string): string | null {
  if ([...next].length < shortestPassword) return `the new password needs at least ${shortestPassword} characters`
  if (next === current) return 'the new password is the present one'
  if (new Set(next).size < 4) return 'the new password has too few different characters'
  if (next.toLowerCase().includes(user.toLowerCase())) return 'the new password contains the user name'
  return null
}
