import { describe, expect, it } from 'vitest'
import { type Route, readHash, writeHash } from './routes'

describe('what an address asks for', () => {
  it.each<[string, Route, boolean]>([
    ['', { screen: 'cameras' }, false],
    ['#/cameras', { screen: 'cameras' }, false],
    ['#/camera/12', { screen: 'watch', number: 12 }, false],
    ['#camera/12', { screen: 'watch', number: 12 }, false],
    ['#/camera/12x', { screen: 'cameras' }, false],
    ['#/camera/', { screen: 'cameras' }, false],
    ['#/camera/5/gate', { screen: 'watch', number: 5, id: 'gate' }, false],
    ['#/camera/5/', { screen: 'watch', number: 5 }, false],
    // What cannot be read is no camera's id; the household's own camera 5 was not asked for.
    ['#/camera/5/%zz', { screen: 'watch', number: 5, id: '%zz' }, false],
    ['#/mosaic/gate', { screen: 'mosaic', id: 'gate' }, false],
    ['#/mosaic', { screen: 'cameras' }, false],
    ['#/alarm', { screen: 'cameras' }, true],
    ['#/settings', { screen: 'settings', page: 'main' }, false],
    ['#/settings/about', { screen: 'settings', page: 'about' }, false],
    ['#/settings/nonsense', { screen: 'settings', page: 'main' }, false],
    ['#/viewings', { screen: 'viewings' }, false],
    ['#/<script>', { screen: 'cameras' }, false],
  ])('%s', (hash, route, alarm) => {
    expect(readHash(hash)).toEqual({ route, alarm })
  })

  it.each<Route>([
    { screen: 'cameras' },
    { screen: 'watch', number: 7 },
    { screen: 'watch', number: 7, id: 'gate' },
    { screen: 'watch', number: 7, id: "东门/5 #%?'" },
    { screen: 'mosaic', id: '东门/5' },
    { screen: 'settings', page: 'main' },
    { screen: 'settings', page: 'household' },
    { screen: 'pairing' },
    { screen: 'viewings' },
    { screen: 'reports' },
    { screen: 'keys' },
  ])('opens %o again', (route) => {
    expect(readHash(writeHash(route)).route).toEqual(route)
  })
})
