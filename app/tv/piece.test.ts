import { describe, expect, it } from 'vitest'
import { piece } from './piece'

/** Loads a piece as the build writes it, or fails as often as is said. */
function loader(failures: number) {
  let asked = 0
  const load = async () => {
    asked++
    if (asked <= failures) throw new Error('no network')
    return { from: 'first' }
  }
  load.toString = () => "() => import('data:text/javascript,export const from = import.meta.url//.js')"
  return { load: piece<{ from: string }>(load), asked: () => asked }
}

describe('a piece of the app', () => {
  it('is loaded once', async () => {
    const { load, asked } = loader(0)
    expect(await load()).toBe(await load())
    expect(asked()).toBe(1)
  })

  it('that did not come is asked for by another address, and then kept', async () => {
    const { load, asked } = loader(1)
    await expect(load()).rejects.toThrow('no network')
    const came = await load()
    expect(came.from).toMatch(/\?again=\d$/)
    expect(await load()).toBe(came)
    expect(asked()).toBe(1)
  })

  it('whose address nobody can tell is asked for as before', async () => {
    let asked = 0
    const load = piece(async () => {
      if (asked++ === 0) throw new Error('no network')
      return 'came'
    })
    await expect(load()).rejects.toThrow('no network')
    expect(await load()).toBe('came')
  })
})
