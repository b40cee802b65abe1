import { describe, expect, it } from 'vitest'
import { type Claims, type SigningKey, sign, verify } from './compact'

const key: SigningKey = { id: 'k1', secret: Buffer.alloc(32, 1) }
const other: SigningKey = { id: 'k1', secret: Buffer.alloc(32, 2) }
const keyOf = (id: string) => (id === key.id ? key : undefined)
const claims: Claims = { kind: 'box', expiresAt: 1_800_000_000_000, subject: 'p1', rest: ['STB-1', 'household-1'] }
const token = sign(claims, key)
const [id, payload, mac] = token.split('.') as [string, string, string]

const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

describe('a compact token', () => {
  it('gives back what was signed', () => {
    expect(verify(token, keyOf)).toEqual(claims)
  })

  it('is safe in a path segment and short', () => {
    expect(token).toMatch(/^[\w.-]+$/)
    expect(token.length).toBeLessThan(100)
  })

  it('is still read after its end, for the caller to compare', () => {
    expect(verify(sign({ ...claims, expiresAt: 1000 }, key), keyOf)?.expiresAt).toBe(1000)
  })

  it('rounds its end up to a second', () => {
    expect(verify(sign({ ...claims, expiresAt: 1001 }, key), keyOf)?.expiresAt).toBe(2000)
  })

  it.each(['|', '/', ' ', '.', '邻灯', '%7C', ''])('carries ids with %j in them', (text) => {
    const rest = [`a${text}b`, text]
    expect(verify(sign({ ...claims, rest }, key), keyOf)?.rest).toEqual(rest)
  })

  it('refuses to sign a part that holds the separator', () => {
    expect(() => sign({ ...claims, rest: ['a\u001fb'] }, key)).toThrow()
  })

  it('keeps its kind: one of each kind differs only there and each names itself', () => {
    const kinds = (['box', 'playback', 'prepare'] as const).map((kind) => verify(sign({ ...claims, kind }, key), keyOf))
    expect(kinds.map((one) => one?.kind)).toEqual(['box', 'playback', 'prepare'])
  })

  it.each([
    ['nothing', ''],
    ['a word', 'token'],
    ['dots only', '..'],
    ['an empty payload', `${id}..${mac}`],
    ['no key id', `.${payload}.${mac}`],
    ['another key of the same name', sign(claims, other)],
    ['an unknown key', sign(claims, { ...key, id: 'k2' })],
    ['one letter of the payload changed', `${id}.${flip(payload, 3)}.${mac}`],
    ['one letter of the mac changed', `${id}.${payload}.${flip(mac, 5)}`],
    ['the last letter of the mac changed', `${id}.${payload}.${flip(mac, 21)}`],
    ['a truncated mac', token.slice(0, -1)],
    ['a longer mac', `${token}A`],
    ['an empty mac', `${id}.${payload}.`],
    ['the mac of another payload', `${id}.${payload}.${sign({ ...claims, subject: 'p2' }, key).split('.')[2]}`],
    ['the key id changed', `k2.${payload}.${mac}`],
    ['a key id of the prototype', `__proto__.${payload}.${mac}`],
    ['letters beyond ASCII in the mac', `${id}.${payload}.${'é'.repeat(22)}`],
    ['wide letters in the mac', `${id}.${payload}.${'灯'.repeat(22)}`],
    ['a blank in front', ` ${token}`],
    ['a line break behind', `${token}\n`],
    ['padding', `${token}=`],
    ['four parts', `${token}.${mac}`],
    ['a JWT without algorithm', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwMSJ9.'],
    ['far too much', `${id}.${'A'.repeat(100_000)}.${mac}`],
  ])('is refused with %s', (_what, forged) => {
    expect(verify(forged, keyOf)).toBeNull()
  })

  it('is refused at each length to which it may be cut', () => {
    for (let end = 0; end < token.length; end++) expect(verify(token.slice(0, end), keyOf)).toBeNull()
  })
})
