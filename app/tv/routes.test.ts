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
