import { describe, expect, it } from 'vitest'
import { keyNames } from '../remote/keys'
import { nameOf } from '../remote/normalise'
import { householdLanguages } from '../words/household'
import {
  beginRecording,
  isGivenUp,
  isRecorded,
  nameWords,
  profileOf,
  type Recording,
  record,
  skip,
  wantedKeys,
} from './keytest'

const { en } = householdLanguages

const pressed = (keys: [string | undefined, number][]): Recording =>
  keys.reduce((recording, [key, keyCode]) => record(recording, { key, keyCode }), beginRecording)

describe('recording a profile', () => {
  it('asks for every key there is, digits one by one', () => {
    expect(wantedKeys.length).toBe(keyNames.length - 1 + 10)
    expect(wantedKeys.slice(0, 2)).toEqual(['Up', 'Down'])
  })
  it('takes each key once and says as what it was taken', () => {
    const recording = pressed([
      ['ArrowUp', 38],
      ['ArrowUp', 38],
    ])
    expect(recording).toMatchObject({ at: 1, already: 'Up' })
  })
  it.each<[string, string[], boolean]>([
    ['the same key twice, as a worn remote sends it', ['a', 'a', 'a'], false],
    ['the same key again and again', ['a', 'a', 'a', 'a'], true],
    ['two recorded keys by turns', ['a', 'b', 'a', 'b', 'a', 'b', 'a'], false],
    ['a new key in between', ['a', 'a', 'a', 'b', 'a'], false],
  ])('is given up by a recorded key that is pressed three times more: %s', (_, keys, givenUp) => {
    expect(isGivenUp(pressed(keys.map((key) => [key, key.charCodeAt(0)])))).toBe(givenUp)
  })
  it('ends after the last key, also where all are missing', () => {
    const all = wantedKeys.reduce((recording) => skip(recording), beginRecording)
    expect(isRecorded(all)).toBe(true)
    expect(profileOf(all, 'x')).toMatchObject({ keys: {}, codes: {} })
  })
  it('gives a profile that reads the same keys, by name or by code', () => {
    const profile = profileOf(
      pressed([
        ['ArrowUp', 38],
        ['Unidentified', 1002],
        ['GoLeft', 0],
      ]),
      'some box',
    )
    expect(profile.source).toBe('key test on some box')
    expect(nameOf({ key: 'Unidentified', keyCode: 1002 }, profile)).toBe('Down')
    expect(nameOf({ key: 'GoLeft', keyCode: 0 }, profile)).toBe('Left')
    expect(nameOf({ key: 'Unidentified', keyCode: 7 }, profile)).toBeNull()
  })
  it('goes by code alone in an engine that names no key', () => {
    const profile = profileOf(
      pressed([
        [undefined, 1001],
        [undefined, 1002],
      ]),
      'an old box',
    )
    expect(profile).toMatchObject({ keys: {}, codes: { 1001: 'Up', 1002: 'Down' } })
    expect(nameOf({ key: undefined, keyCode: 1001 }, profile)).toBe('Up')
  })
  it.each([
    ['Enter', 'OK'],
    ['Digit7', 'digit 7'],
  ] as const)('%s is called %s', (name, words) => {
    expect(nameWords(name, en.settings.keyTest.names)).toBe(words)
  })
})
