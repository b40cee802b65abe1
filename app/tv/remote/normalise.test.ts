import { describe, expect, it } from 'vitest'
import type { KeyPress, Profile } from './keys'
import { Coalescer, KeyReader, nameOf } from './normalise'
import { hbbtv } from './profiles/hbbtv'
import { pc } from './profiles/pc'
import { rdk } from './profiles/rdk'

const raw = (key: string, keyCode: number, repeat = false) => ({ key, keyCode, repeat })

describe('a key by its name', () => {
  it.each<[Profile, string, number, string | null]>([
    [pc, 'ArrowUp', 38, 'Up'],
    [pc, 'Enter', 13, 'Enter'],
    [pc, 'Backspace', 8, 'Back'],
    [pc, 'Escape', 27, 'Back'],
    [pc, 'F1', 112, 'Red'],
    [pc, 'F2', 113, 'Green'],
    [pc, 'F3', 114, 'Yellow'],
    [pc, 'F4', 115, 'Blue'],
    [pc, 'PageUp', 33, 'ChannelUp'],
    [pc, 'PageDown', 34, 'ChannelDown'],
    [pc, 'm', 77, 'Menu'],
    [pc, 'ContextMenu', 93, 'Menu'],
    [pc, '7', 103, 'Digit7'],
    [pc, '', 103, 'Digit7'],
    [pc, 'AudioVolumeUp', 175, null],
    [pc, 'q', 81, null],
    [rdk, '', 403, 'Red'],
    [rdk, '', 404, 'Green'],
    [rdk, '', 405, 'Yellow'],
    [rdk, '', 406, 'Blue'],
    [rdk, '', 166, 'Back'],
    [rdk, 'F1', 112, null],
    [hbbtv, '', 461, 'Back'],
    [hbbtv, '', 427, 'ChannelUp'],
    [hbbtv, '', 457, 'Info'],
    // Android TV's WebView tells colour keys by name only.
    [hbbtv, 'ColorF0Red', 0, 'Red'],
    [rdk, 'ColorF3Blue', 0, 'Blue'],
    // Player events that Chinese boxes send as keys.
    [pc, 'Unidentified', 768, null],
    [rdk, 'Unidentified', 5202, null],
    [hbbtv, 'Unidentified', 0, null],
  ])('%o: %s (%i) is %s', (profile, key, code, name) => {
    expect(nameOf({ key, keyCode: code }, profile)).toBe(name)
  })
})

it('goes by code where the engine names no key, whatever the profile says of a key without a name', () => {
  const profile: Profile = { ...rdk, keys: { undefined: 'Digit9' } }
  expect(nameOf({ key: undefined, keyCode: 166 }, profile)).toBe('Back')
})

describe('press, repeat and release', () => {
  const right = raw('ArrowRight', 39)
  it.each<[string, (reader: KeyReader) => (KeyPress | null)[], string[]]>([
    [
      'a held key with the repeat flag',
      (r) => [r.pressed(right, 0), r.pressed(raw('ArrowRight', 39, true), 500), r.released(right, 550)],
      ['press', 'repeat', 'release'],
    ],
    [
      'a held key without the flag',
      (r) => [r.pressed(right, 0), r.pressed(right, 400), r.pressed(right, 500)],
      ['press', 'repeat', 'repeat'],
    ],
    ['a key whose release is lost', (r) => [r.pressed(right, 0), r.pressed(right, 700)], ['press', 'press']],
    [
      'down and up sent over and over while held',
      (r) => [r.pressed(right, 0), r.released(right, 20), r.pressed(right, 50), r.released(right, 70)],
      ['press', 'release', 'repeat', 'release'],
    ],
    [
      'two quick presses of a thumb',
      (r) => [r.pressed(right, 0), r.released(right, 40), r.pressed(right, 120)],
      ['press', 'release', 'press'],
    ],
    ['a release that had no press', (r) => [r.released(right, 0)], ['-']],
    ['a code that is none of ours', (r) => [r.pressed(raw('Unidentified', 768), 0)], ['-']],
  ])('%s', (_, act, phases) => {
    expect(act(new KeyReader(rdk)).map((press) => press?.phase ?? '-')).toEqual(phases)
  })

  it('takes every press of a keyboard, which debounces itself, however quick', () => {
    const reader = new KeyReader(pc)
    const phases = [reader.pressed(right, 0), reader.released(right, 1), reader.pressed(right, 2)]
    expect(phases.map((press) => press?.phase)).toEqual(['press', 'release', 'press'])
  })

  it('lets all keys go when the window loses the keyboard', () => {
    const reader = new KeyReader(pc)
    reader.pressed(raw('F1', 112), 0)
    reader.pressed(raw('5', 53), 1)
    expect(reader.releaseAll(9)).toEqual([
      { key: 'Red', phase: 'release', at: 9 },
      { key: 'Digit', digit: 5, phase: 'release', at: 9 },
    ])
    expect(reader.pressed(raw('F1', 112), 60)?.phase).toBe('press')
  })
})

describe('the coalescer', () => {
  const press = (phase: KeyPress['phase']): KeyPress => ({ key: 'Right', phase, at: 0 })
  it('drops repeats while a frame is being drawn, presses and releases never', () => {
    const coalescer = new Coalescer()
    const passed = (phase: KeyPress['phase']) => coalescer.passes(press(phase))
    expect([passed('press'), passed('repeat'), passed('press'), passed('release'), passed('repeat')]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ])
    coalescer.drawn()
    expect([passed('repeat'), passed('repeat')]).toEqual([true, false])
  })
})
