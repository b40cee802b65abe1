import { describe, expect, it } from 'vitest'
import { passwordFault, sameSite } from './rules'

describe('a request to the desk', () => {
  const own = 'desk.example:8443'
  const site = 'https://tv.example'
  it.each([
    ['GET', 'https://evil.example', 'cross-site', null, true],
    ['POST', undefined, undefined, null, true],
    ['POST', 'https://desk.example:8443', undefined, null, true],
    ['POST', 'http://desk.example:8443', undefined, null, true],
    ['POST', 'https://desk.example', undefined, null, false],
    ['POST', 'https://evil.example', undefined, null, false],
    ['POST', 'null', undefined, null, false],
    ['POST', 'nonsense', undefined, null, false],
    ['POST', undefined, 'same-origin', null, true],
    ['POST', undefined, 'same-site', null, false],
    ['POST', undefined, 'cross-site', null, false],
    ['POST', undefined, 'none', null, false],
    ['POST', 'https://evil.example', 'cross-site', null, false],
    ['PUT', 'https://tv.example', undefined, site, true],
    ['PUT', 'https://tv.example', 'same-origin', site, true],
    ['PUT', 'http://tv.example', undefined, site, false],
    ['PUT', 'https://tv.example.evil.example', undefined, site, false],
    ['DELETE', 'https://desk.example:8443', undefined, site, false],
    ['DELETE', 'https://desk.example:8443', 'same-origin', site, true],
  ])('%s from %s (%s) where PUBLIC_URL is %s: %s', (method, origin, fetchSite, publicUrl, allowed) => {
    expect(sameSite({ method, origin, fetchSite, publicUrl, ownHost: own })).toBe(allowed)
  })
})

describe('a new password', () => {
  it.each([
    ['nine signs', 'abcdefghi', /at least 10/],
    ['nine signs outside the first plane', '😀'.repeat(9), /at least 10/],
    ['the present one', 'present-one-1', /present one/],
    ['one sign again and again', 'aaaaaaaaaaaa', /too few/],
    ['the user name in it', 'Officer-Grace-1', /user name/],
  ])('is refused for %s', (_what, next, sentence) => {
    expect(passwordFault('grace', 'present-one-1', next)).toMatch(sentence)
  })

  it('is good with ten signs', () => {
    expect(passwordFault('grace', 'present-one-1', 'abcdefghij')).toBeNull()
    expect(passwordFault('grace', 'present-one-1', '邻灯守望相助平安是福')).toBeNull()
  })
})
