import { describe, expect, it } from 'vitest'
import { rememberTokens } from './check'
import { type Claims, type SigningKey, sign } from './compact'

const key: SigningKey = { id: 'k1', secret: Buffer.alloc(32, 1) }
const claims = (subject: string): Claims => ({
  kind: 'box',
  expiresAt: 1_800_000_000_000,
  subject,
  rest: ['STB-1', 'home'],
})

/** A check that counts how often it asks for a key, and whose keys can be taken away. */
function made(most?: number) {
  const held = new Map([[key.id, key]])
  const check = rememberTokens((id) => held.get(id), most)
  return { check, held }
}

describe('a check that remembers tokens', () => {
  it('says the same the first time and ever after', () => {
    const { check } = made()
    const token = sign(claims('p1'), key)
    for (let times = 0; times < 3; times++) expect(check(token)).toEqual(claims('p1'))
  })

  it('refuses a token as soon as its key is gone', () => {
    const { check, held } = made()
    const token = sign(claims('p1'), key)
    expect(check(token)).not.toBeNull()
    held.clear()
    expect(check(token)).toBeNull()
  })

  it('refuses every change of a remembered token', () => {
    const { check } = made()
    const token = sign(claims('p1'), key)
    check(token)
    for (let at = 0; at < token.length; at++) {
      const other = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(check(other)).toBeNull()
    }
    expect(check(`${token}A`)).toBeNull()
    expect(check(token.slice(0, -1))).toBeNull()
  })

  it('does not take a forged token for good because it came before', () => {
    const { check } = made()
    const forged = sign(claims('p1'), { id: 'k1', secret: Buffer.alloc(32, 2) })
    for (let times = 0; times < 3; times++) expect(check(forged)).toBeNull()
  })

  it('goes on saying right when it had to forget', () => {
    const { check } = made(8)
    const tokens = Array.from({ length: 50 }, (_, index) => sign(claims(`p${index}`), key))
    for (let round = 0; round < 3; round++)
      tokens.forEach((token, index) => {
        expect(check(token)).toEqual(claims(`p${index}`))
        expect(check(tokens[0]!)).toEqual(claims('p0'))
      })
  })
})
