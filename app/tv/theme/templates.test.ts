import { Component } from '@lightningjs/core'
import { afterEach, expect, it } from 'vitest'
import { Header } from '../cameras/Header'
import { InfoBanner } from '../watch/InfoBanner'
import { Legend } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { readTemplatesForTheLook } from './templates'
import { shippedFontIsThere, useTextScale } from './text'
import { useContrast } from './tokens'

readTemplatesForTheLook()
afterEach(() => {
  useTextScale('normal')
  useContrast('normal')
})

/** What Lightning makes of a class's template, as one text. */
const templateOf = (Class: unknown) => {
  const { f, a } = (Class as { getTemplateFunc(of: null): { f: unknown; a: unknown } }).getTemplateFunc(null)
  return String(f) + JSON.stringify(a)
}

it.each([
  ['the head', Header],
  ['the legend', Legend],
  ['a message', Message],
  ['the banner', InfoBanner],
])('%s is drawn in the size and the font of now, not of when it was first drawn', (_name, Class) => {
  const before = templateOf(Class)
  useTextScale('very-large')
  const large = templateOf(Class)
  expect(large).not.toBe(before)
  useTextScale('normal')
  expect(templateOf(Class)).toBe(before)
})

it('reads a template again when size, contrast or font changed, and only then', () => {
  let read = 0
  class Probe extends Component {
    static override _template() {
      read++
      return {}
    }
  }
  class Other extends Probe {}
  const reads = () => {
    read = 0
    for (const Class of [Probe, Probe, Other, Other]) templateOf(Class)
    return read
  }
  expect([reads(), reads()]).toEqual([2, 0])
  useTextScale('large')
  expect([reads(), reads()]).toEqual([2, 0])
  useContrast('high')
  expect([reads(), reads()]).toEqual([2, 0])
  shippedFontIsThere('Other Sans')
  expect([reads(), reads()]).toEqual([2, 0])
})
