import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a token is for; a token of one kind is never taken for another (RFC 8725, section 3.11). */
export type TokenKind = 'box' | 'playback' | 'prepare' | 'desk'

export interface Claims {
  kind: TokenKind
  /** epoch milliseconds */
  expiresAt: number
  /** pairing for `box`; playback id for the others */
  subject: string
  /** what else the kind carries, such as camera and clarity; no part holds a control character (imports refuse them) */
  rest: readonly string[]
}

/** An HMAC-SHA256 key with the id that tokens name it by. */
export interface SigningKey {
  id: string
  secret: Buffer
}

const kindLetters: Record<TokenKind, string> = { box: 'b', playback: 'p', prepare: 'r', desk: 'd' }
const kindsByLetter = new Map(Object.entries(kindLetters).map(([kind, letter]) => [letter, kind as TokenKind]))
/** Between the parts: ids may hold anything printable. */
const separator = '\u001f'
const macLength = 22 // 16 bytes in base64url: RFC 2104 allows truncation to half of the hash

/** As long as a path segment may be (`maxParamLength`). */
const longest = 1024
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * A compact token `<key id>.<payload>.<mac>`, safe in a path segment. Why none of the JWT libraries:
 * docs/decisions/0003-compact-tokens.md; what a check costs: `npm run bench -- access`.
 */
export function sign(claims: Claims, key: SigningKey): string {
  if ([claims.subject, ...claims.rest].some((part) => part.includes(separator)))
    throw new Error('a part of a token holds the separator')
  const payload = Buffer.from(
    [kindLetters[claims.kind], Math.ceil(claims.expiresAt / 1000).toString(36), claims.subject, ...claims.rest].join(
      separator,
    ),
  ).toString('base64url')
  const body = `${key.id}.${payload}`
  return `${body}.${mac(body, key)}`
}

/**
 * The claims of a token whose signature holds, also when it has ended: the caller compares `expiresAt`.
 * @returns null when forged, malformed, or signed by an unknown key
 */
export function verify(token: string, keyOf: (id: string) => SigningKey | undefined): Claims | null {
  if (token.length > longest || !shape.test(token)) return null
  const last = token.lastIndexOf('.')
  const first = token.indexOf('.')
  if (first <= 0 || last <= first + 1 || token.length - last - 1 !== macLength) return null
  const key = keyOf(token.slice(0, first))
  if (key === undefined) return null
  const body = token.slice(0, last)
  if (!timingSafeEqual(Buffer.from(token.slice(last + 1)), Buffer.from(mac(body, key)))) return null
  const [letter, end, subject, ...rest] = Buffer.from(token.slice(first + 1, last), 'base64url')
    .toString()
    .split(separator)
  const kind = kindsByLetter.get(letter ?? '')
  const seconds = Number.parseInt(end ?? '', 36)
  if (kind === undefined || subject === undefined || !Number.isSafeInteger(seconds)) return null
  return { kind, expiresAt: seconds * 1000, subject, rest }
}

function mac(body: string, key: SigningKey): string {
  return createHmac('sha256', key.secret).update(body).digest('base64url').slice(0, macLength)
}
