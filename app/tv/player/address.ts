const tokenPart = /(\/live\/)([^/?#]+)(\/)/

/** The playback token in an address below `/live/<token>/`; null where there is none. */
export function tokenOf(url: string): string | null {
  return tokenPart.exec(url)?.[2] ?? null
}

/** The same address with another token: how a renewed token enters the next request without a gap. */
export function withToken(url: string, token: string | null): string {
  return token === null ? url : url.replace(tokenPart, (_all, before, _old, after) => before + token + after)
}
