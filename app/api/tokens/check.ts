import { type Claims, type SigningKey, verify } from './compact'

/** As `verify`, of tokens that come again and again. */
export type TokenCheck = (token: string) => Claims | null

/** A box has one access token, and a playback one that its player shows with every segment. */
const mostRemembered = 40_000

/**
 * Remembers the claims of tokens whose signature held: the signature of a text holds for ever, as long as there is the
 * key. Whatever can change (the end, the standing of a pairing, the rules) is the caller's to ask, every time. Forged
 * tokens leave no trace. What was not seen for two rounds of the memory is forgotten.
 */
export function rememberTokens(
  keyOf: (id: string) => SigningKey | undefined,
  most: number = mostRemembered,
): TokenCheck {
  let young = new Map<string, Claims>()
  let old = new Map<string, Claims>()

  function remember(token: string, claims: Claims): void {
    if (young.size >= most / 2) {
      old = young
      young = new Map()
    }
    young.set(token, claims)
  }

  return (token) => {
    let claims = young.get(token)
    if (claims === undefined) {
      claims = old.get(token)
      if (claims !== undefined) remember(token, claims)
    }
    if (claims === undefined) {
      const checked = verify(token, keyOf)
      // A copy: the text may be a piece of a much longer header, which would be kept with it.
      if (checked !== null) remember(Buffer.from(token).toString(), checked)
      return checked
    }
    return keyOf(token.slice(0, token.indexOf('.'))) === undefined ? null : claims
  }
}
