import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, settings } from './config'

const key = 'a-root-key-of-the-operator-0123456789'

describe('the configuration', () => {
  it('needs nothing but the operator key', () => {
    const config = readConfig({ OPERATOR_KEY: key })
    expect(config.PORT).toBe(8080)
    expect(config.TIME_ZONE).toBe('Asia/Shanghai')
    expect(config.CAMERA_ORIGINS).toEqual([])
  })

  it.each([
    ['no key', {}, /OPERATOR_KEY is missing/],
    ['a short key', { OPERATOR_KEY: 'short' }, /has 5 characters; it needs at least 32/],
    ['a key of four letters', { OPERATOR_KEY: 'abcd'.repeat(10) }, /only 4 different/],
    ['a key of one letter', { OPERATOR_KEY: 'a'.repeat(40) }, /too easy to guess/],
    [
      'a port that is a word',
      { OPERATOR_KEY: key, PORT: 'http' },
      /PORT must be a whole number from 0 to 65535, but is "http"/,
    ],
    ['a port too high', { OPERATOR_KEY: key, PORT: '70000' }, /PORT must be/],
    [
      'a database of another kind',
      { OPERATOR_KEY: key, DATABASE_URL: 'mysql://x' },
      /DATABASE_URL must start with postgres:/,
    ],
    ['an address without scheme', { OPERATOR_KEY: key, PUBLIC_URL: 'tv.example' }, /PUBLIC_URL must be a full address/],
    ['an unknown time zone', { OPERATOR_KEY: key, TIME_ZONE: 'Asia/Peking1' }, /TIME_ZONE must be an IANA time zone/],
    [
      'an emergency number that nobody can dial',
      { OPERATOR_KEY: key, EMERGENCY_NUMBERS: 'help=110,fire:119' },
      /EMERGENCY_NUMBERS has "fire:119", which is not one of help, fire, medical, intruder, text/,
    ],
    ['a kind of call that there is none of', { OPERATOR_KEY: key, EMERGENCY_NUMBERS: 'flood=119' }, /has "flood=119"/],
    ['a telephone of no desk', { OPERATOR_KEY: key, DESK_PHONES: '100-0001' }, /DESK_PHONES has "100-0001"/],
    ['a proxy by name', { OPERATOR_KEY: key, TRUSTED_PROXIES: 'nginx' }, /TRUSTED_PROXIES has "nginx"/],
    [
      'reports that are gone before they close a camera',
      { OPERATOR_KEY: key, REPORTS_DAYS: '2', PRIVACY_HOURS: '48' },
      /REPORTS_DAYS=2 is no longer than PRIVACY_HOURS=48/,
    ],
    ['an unknown log level', { OPERATOR_KEY: key, LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of/],
  ])('refuses %s with a sentence', (_what, env, sentence) => {
    expect(() => readConfig(env)).toThrow(ConfigError)
    expect(() => readConfig(env)).toThrow(sentence)
  })

  it('takes reports that are kept a day longer than a camera waits for a decision', () => {
    expect(readConfig({ OPERATOR_KEY: key, REPORTS_DAYS: '3', PRIVACY_HOURS: '48' }).REPORTS_DAYS).toBe(3)
  })

  it('says everything that is wrong at once', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT.*LOG_LEVEL.*OPERATOR_KEY/s)
  })

  it('takes numbers as people write them, and proxies as networks', () => {
    const EMERGENCY_NUMBERS = 'help = 110, medical=120'
    const DESK_PHONES = 'v1=0591-1234 转 8, t1 = +86 591 1234'
    const config = readConfig({ OPERATOR_KEY: key, EMERGENCY_NUMBERS, DESK_PHONES, TRUSTED_PROXIES: '10.0.0.0/8, ::1' })
    expect(config.EMERGENCY_NUMBERS).toBe(EMERGENCY_NUMBERS)
    expect(config.DESK_PHONES).toHaveLength(2)
    expect(config.TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '::1'])
  })

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ OPERATOR_KEY: key, PORT: '' }).PORT).toBe(8080)
  })
})

describe('docs/settings.md', () => {
  it('lists every setting as the code has it (UPDATE_DOCS=1 writes it)', () => {
    const rows = Object.entries(settings).map(
      ([name, { fallback, about }]) => `| \`${name}\` | ${shown(fallback)} | ${about} |`,
    )
    const page = `# Settings\nEnvironment variables of the service, written from \`app/api/config.ts\`.\n\n| variable | when absent | what it is for |\n|---|---|---|\n${rows.join('\n')}\n`
    const file = new URL('../../docs/settings.md', import.meta.url)
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, page)
    expect(readFileSync(file, 'utf8')).toBe(page)
  })
})

function shown(fallback: unknown): string {
  if (fallback === null || (Array.isArray(fallback) && fallback.length === 0)) return '–'
  return `\`${fallback}\``
}
