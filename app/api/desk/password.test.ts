import { describe, expect, it } from 'vitest'
import { hashPassword, isOutdated, shortSecretCost, verifyPassword } from './password'

describe('a hashed password', () => {
  it('fits its password only, in whatever form its letters were typed', async () => {
    const hash = await hashPassword('Grüße 邻灯 12')
    expect(await verifyPassword('Grüße 邻灯 12', hash)).toBe(true)
    expect(await verifyPassword('Gru\u0308ße 邻灯 12'.normalize('NFD'), hash)).toBe(true)
    expect(await verifyPassword('grüße 邻灯 12', hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  it('carries its parameters and a salt of its own', async () => {
    const [one, two] = [await hashPassword('same'), await hashPassword('same')]
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(isOutdated(one)).toBe(false)
  })

  it('made with other parameters is still good, and known to be outdated', async () => {
    const hash = await hashPassword('same', undefined, shortSecretCost)
    expect(await verifyPassword('same', hash)).toBe(true)
    expect(isOutdated(hash)).toBe(true)
  })

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['another scheme', 'bcrypt$1$2$3$4$5'],
    ['parameters that would take all memory', `scrypt$${2 ** 24}$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    ['a negative parameter', `scrypt$-1$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    ['a key cut short', `scrypt$16384$8$1$${'A'.repeat(22)}$`],
    ['a part too many', `scrypt$16384$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}$x`],
  ])('is never %s', async (_what, hash) => {
    expect(await verifyPassword('', hash)).toBe(false)
  })
})
