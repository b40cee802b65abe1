import { describe, expect, it } from 'vitest'
import { type KeyPress, keyNames, type Profile } from './keys'
import { KeyReader, nameOf } from './normalise'
import { chooseProfile, profiles } from './profiles'
import { recordedProfile } from './recorded'

const profile = (name: string) => profiles.find((each) => each.name === name) as Profile
const nothing = () => false

describe('every profile', () => {
  it.each(profiles)('$name has a source, a hold, and the keys without which nothing works', (each) => {
    expect(each.source).toMatch(/\w{4}/)
    expect(each.hold).toBeDefined()
    const named = [...Object.values(each.codes), ...Object.values(each.keys ?? {})]
    const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `Digit${digit}`)
    // Android tells colours by name alone.
    const red = each.name === 'android' ? [] : ['Red']
    expect(named).toEqual(expect.arrayContaining(['Up', 'Down', 'Left', 'Right', 'Enter', 'Back', ...red, ...digits]))
    for (const name of named) expect([...keyNames, ...digits]).toContain(name)
  })

  // What the boxes' players do, sent as keys; keys that they do not know; and volume, which is the box's own.
  const events = [0, 768, 5002, 5010, 13015, 173, 174, 175, 447, 448, 449, 595, 596, 597]
  const vod = [5200, 5201, 5202, 5203, 5204, 5205, 5206, 5207, 5208, 5209, 5210, 5211, 5212, 5213]
  it.each(profiles)('$name takes no event of a player for a key', (each) => {
    for (const keyCode of [...events, ...vod])
      for (const key of ['Unidentified', '', 'undefined']) expect(nameOf({ key, keyCode }, each)).toBeNull()
  })

  it.each(profiles)('$name lets the name of a key go before its number', (each) => {
    expect(nameOf({ key: 'ColorF0Red', keyCode: 13 }, each)).toBe('Red')
    expect(nameOf({ key: 'ArrowLeft', keyCode: 4 }, each)).toBe('Left')
  })

  it.each(profiles)('$name works in an engine that names no keys', (each) => {
    expect(nameOf({ key: undefined, keyCode: 13 }, each)).toBe('Enter')
  })
})

describe('keys by box', () => {
  it.each<[string, string, number, string | null]>([
    ['android', 'ColorF0Red', 0, 'Red'],
    ['android', 'ContextMenu', 0, 'Menu'],
    ['android', 'Info', 0, 'Info'],
    ['android', 'GoBack', 166, 'Back'],
    ['android', 'ChannelUp', 33, 'ChannelUp'],
    ['android', 'Unidentified', 0, null],
    ['tizen', '', 10009, 'Back'],
    ['tizen', 'XF86Back', 10009, 'Back'],
    ['tizen', '', 10182, null],
    ['tizen', '', 427, 'ChannelUp'],
    ['tizen', '', 405, 'Yellow'],
    ['webos', '', 461, 'Back'],
    ['webos', '', 403, 'Red'],
    ['webos', '', 406, 'Blue'],
    ['iptv', '', 275, 'Red'],
    ['iptv', '', 276, 'Green'],
    ['iptv', '', 277, 'Yellow'],
    ['iptv', '', 278, 'Blue'],
    ['iptv', '', 640, 'Back'],
    ['iptv', '', 24, 'Back'],
    ['iptv', '', 270, null],
    ['ipanel', '', 1, 'Up'],
    ['ipanel', '', 2, 'Down'],
    ['ipanel', '', 3, 'Left'],
    ['ipanel', '', 4, 'Right'],
    ['ipanel', '', 340, 'Back'],
    ['ipanel', '', 832, 'Red'],
    ['ipanel', '', 2305, 'Red'],
    ['ipanel', '', 372, 'ChannelUp'],
    ['ipanel', '', 53, 'Digit5'],
    ['ipanel', '', 1024, null],
    // KreaTV's identifiers are W3C's of 2003.
    ['hbbtv', 'Accept', 0, 'Enter'],
    ['hbbtv', 'Up', 0, 'Up'],
    ['hbbtv', 'BrowserBack', 0, 'Back'],
  ])('%s: "%s" (%i) is %s', (name, key, keyCode, expected) => {
    expect(nameOf({ key, keyCode }, profile(name))).toBe(expected)
  })
})

describe('what a remote may do to a key', () => {
  const ok = { key: '', keyCode: 13, repeat: false }
  type Sent = ['down' | 'up', number]
  const heard = (name: string, sent: Sent[]) => {
    const reader = new KeyReader(profile(name))
    return sent.map(([what, at]) => (what === 'down' ? reader.pressed(ok, at) : reader.released(ok, at)))
  }
  it.each<[string, string, Sent[], KeyPress['phase'][]]>([
    [
      'a contact that bounces',
      'ipanel',
      [
        ['down', 0],
        ['up', 8],
        ['down', 20],
        ['up', 90],
      ],
      ['press', 'release', 'repeat', 'release'],
    ],
    [
      'a remote without key-up, pressed twice',
      'iptv',
      [
        ['down', 0],
        ['down', 900],
      ],
      ['press', 'press'],
    ],
    [
      'a remote without key-up, held',
      'iptv',
      [
        ['down', 0],
        ['down', 500],
        ['down', 610],
      ],
      ['press', 'repeat', 'repeat'],
    ],
    [
      'a key-up that is lost',
      'rdk',
      [
        ['down', 0],
        ['down', 800],
        ['up', 870],
      ],
      ['press', 'press', 'release'],
    ],
    [
      'pairs while held',
      'webos',
      [
        ['down', 0],
        ['up', 10],
        ['down', 45],
        ['up', 55],
      ],
      ['press', 'release', 'repeat', 'release'],
    ],
  ])('%s', (_what, name, sent, phases) => {
    expect(heard(name, sent).map((press) => press?.phase)).toEqual(phases)
  })
})

describe('the choice', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156'
  it.each<[string, string, string[], string]>([
    ['', chrome, [], 'pc'],
    ['', 'Mozilla/5.0 (Linux; armv7l) AppleWebKit/605 WPE Vendor/Model', [], 'rdk'],
    // Debian's WPE 2.38 and RDK's say no more of themselves than this.
    [
      '',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15',
      [],
      'rdk',
    ],
    [
      '',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15',
      [],
      'pc',
    ],
    ['', 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64) AppleWebKit/605.1.15 Version/16.0 Safari/605.1.15', [], 'pc'],
    ['', chrome, ['__firebolt'], 'rdk'],
    ['', 'Mozilla/5.0 (Linux; Android 4.4; wv) AppleWebKit/534.30 Version/4.0 Safari/534.30', [], 'android'],
    ['', 'HbbTV/1.5.1 (+DRM; Vendor; Model)', [], 'hbbtv'],
    ['', 'Mozilla/5.0 (Linux; Android 11; BRAVIA; wv) AppleWebKit/537.36 Chrome/92', [], 'android'],
    ['', 'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 76.0.3809.146/6.0 TV', [], 'tizen'],
    ['', chrome, ['tizen'], 'tizen'],
    ['', 'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/79', [], 'webos'],
    ['', 'Mozilla/5.0 (Linux; Android 9; B860) AppleWebKit/537.36', ['Authentication'], 'iptv'],
    ['', 'iPanel/3.0 (Linux)', [], 'ipanel'],
    ['', chrome, ['iPanel'], 'ipanel'],
    ['hbbtv', chrome, ['iPanel'], 'hbbtv'],
    ['no such', 'Mozilla/5.0 (Web0S; Linux/SmartTV)', [], 'webos'],
  ])('named "%s" on "%s" with %j is %s', (named, agent, globals, expected) => {
    expect(chooseProfile(named, agent, (name) => globals.includes(name)).name).toBe(expected)
  })

  it('is the same for every name', () => {
    for (const { name } of profiles) expect(chooseProfile(name, '', nothing).name).toBe(name)
  })
})

describe('a profile that an installer recorded', () => {
  const codes = { 1: 'Up', 2: 'Down', 3: 'Left', 4: 'Right', 13: 'Enter', 340: 'Back', 53: 'Digit5' }
  it('is taken as it was shown', () => {
    const taken = recordedProfile({
      name: 'recorded',
      source: 'key test on X',
      keys: { F9: 'Red' },
      codes,
      hold: 'pairs',
    })
    expect(taken).toEqual({ name: 'recorded', source: 'key test on X', keys: { F9: 'Red' }, codes, hold: 'pairs' })
  })
  it.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['no way back', { codes: { ...codes, 340: 'Red' } }],
    ['a word', { codes: 'Up' }],
  ])('%s is none', (_what, file) => {
    expect(recordedProfile(file)).toBeNull()
  })
  it('is read by code where an engine without names was recorded with one name for all keys', () => {
    const taken = recordedProfile({ keys: { undefined: 'Digit9', F9: 'Red' }, codes })
    expect(taken?.keys).toEqual({ F9: 'Red' })
    expect(recordedProfile({ keys: { undefined: 'Back' }, codes: { ...codes, 340: 'Red' } })).toBeNull()
  })
  it('leaves out what is no key of ours', () => {
    expect(recordedProfile({ codes: { ...codes, 7: 'Fire', 8: 5, 9: null }, hold: 'long' })).toEqual({
      name: 'recorded',
      source: 'settings.json',
      keys: {},
      codes,
      // A key that is never let go must not count as held.
      hold: 'none',
    })
  })
})
