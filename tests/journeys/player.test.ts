import { describe, expect, it } from 'vitest'
import type { Fault, FaultOrigin } from '../support/fault-origin'
import { type PlayerPage, playerForEachTest, takenTimes } from '../support/player-page'

let origin: FaultOrigin
let tv: PlayerPage
playerForEachTest(['east-gate', 'playground'], (...given) => {
  ;[origin, tv] = given
})

/** Every painted frame came after the one before it: nothing old was shown again. */
async function nothingReplayed() {
  const taken = takenTimes((await tv.told()).painted, origin, 'east-gate')
  // A frame's time is known to a frame.
  expect(taken.filter((each, index) => each < (taken[index - 1] ?? 0) - 0.1)).toEqual([])
}

describe('watching', () => {
  it('opens a camera, zaps to another, and shows each live', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    await tv.show('playground')
    await tv.until('opening', 'playing')
    expect((await tv.painted())?.camera).toBe(2)
    await tv.live('playground')
    expect((await tv.told()).phases).toEqual(['opening', 'playing', 'opening', 'playing'])
    expect((await tv.told()).firstFrames).toEqual(['east-gate', 'playground'])
  })

  it('shows the last camera asked for, however fast one zaps', async () => {
    for (let turn = 0; turn < 6; turn++) await tv.show(turn % 2 === 0 ? 'east-gate' : 'playground')
    await tv.live('playground')
    expect((await tv.told()).firstFrames.pop()).toBe('playground')
    expect((await tv.painted())?.camera).toBe(2)
  })

  it('shows the first picture that came with the address without asking for anything', async () => {
    origin.refuse('second', 401)
    await tv.showWithPicture('east-gate', 'first', 'second')
    await tv.until('opening', 'playing', 'denied')
    expect((await tv.told()).firstFrames).toEqual(['east-gate'])
    await tv.renew('east-gate', 'third')
    await tv.until('denied', 'recovering', 'playing')
    await tv.live('east-gate')
    await nothingReplayed()
  })

  it('takes a renewed token into the next request: no reload, no gap', async () => {
    await tv.show('east-gate', 'first')
    await tv.live('east-gate')
    await tv.renew('east-gate', 'second')
    origin.refuse('first', 401)
    await tv.asked('second', 8)
    await tv.live('east-gate')
    expect((await tv.told()).phases).toEqual(['opening', 'playing'])
    await nothingReplayed()
  })

  it('stopped, keeps no picture and asks for nothing', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    await tv.page.evaluate('player.stop()')
    await tv.until('playing', 'idle')
    expect(await tv.painted()).toBeNull()
    expect(await tv.page.evaluate('video.hasAttribute("src")')).toBe(false)
  })
})

describe('comes back to the live picture by itself', () => {
  it.each<[string, Fault, string[]]>([
    ['connections are cut', 'down', ['offline', 'recovering', 'playing']],
    ['the segments are 404', 'segments-404', ['offline', 'recovering', 'playing']],
    ['the playlist stands still', 'stands', ['frozen', 'recovering', 'playing']],
  ])('%s', async (_name, fault, phases) => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    origin.set('east-gate', fault)
    // Which of the two is seen first, a request that fails or a picture that stands, is the machine's affair.
    await tv.until(phases[0] as string)
    await tv.asked('good', 6)
    origin.set('east-gate', 'none')
    await tv.until(...phases)
    await tv.live('east-gate')
    await nothingReplayed()
  })

  it('shows nothing twice where the playhead runs past the end of a playlist that stands', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    // As on a busy box, where it goes on for a moment after the pictures have run out.
    await tv.page.evaluate(`
      const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentTime')
      Object.defineProperty(video, 'currentTime', {
        get() { return get.call(this) + (this.readyState < 3 ? 0.5 : 0) },
        set(time) { set.call(this, time) },
      })
    `)
    origin.set('east-gate', 'stands')
    await tv.until('frozen')
    await nothingReplayed()
  })

  it('the gate refuses for a while: the picture goes at once, the session is asked once', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    origin.set('east-gate', 'refused')
    await tv.until('playing', 'denied')
    expect(await tv.painted()).toBeNull()
    await tv.asked('good', 4)
    expect((await tv.told()).refused).toBe(1)
    origin.set('east-gate', 'none')
    await tv.until('denied', 'recovering', 'playing')
    await tv.live('east-gate')
  })

  it('the token ended while the box slept: renewed, it is live', async () => {
    await tv.show('east-gate', 'first')
    await tv.live('east-gate')
    origin.refuse('first', 401)
    await tv.until('playing', 'denied')
    await tv.renew('east-gate', 'second')
    await tv.until('denied', 'recovering', 'playing')
    await tv.live('east-gate')
  })

  it('the encoder begins anew, with sequence and times from zero', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    origin.restart('east-gate')
    await tv.until('recovering', 'playing')
    await tv.live('east-gate')
  })

  it.each([-600_000, 600_000])(
    "the camera's clock jumps by %i ms: the picture stays and its age stays true",
    async (by) => {
      await tv.show('east-gate')
      await tv.live('east-gate')
      origin.setClock('east-gate', by)
      await tv.asked('good', 12)
      await tv.live('east-gate')
      expect((await tv.told()).phases).toEqual(['opening', 'playing'])
      const age = await tv.page.evaluate<number>('Date.now() - player.view().takenAt')
      expect(age).toBeGreaterThan(0)
      expect(age).toBeLessThan(10_000)
      await nothingReplayed()
    },
  )

  it('another resolution on the way', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    origin.send('east-gate', 'low')
    await tv.page.waitForFunction('video.videoWidth === 640')
    await tv.live('east-gate')
    await nothingReplayed()
  })

  it('a source buffer that is full', async () => {
    await tv.show('east-gate')
    await tv.live('east-gate')
    await tv.page.evaluate(`
      const append = SourceBuffer.prototype.appendBuffer
      let left = 3
      SourceBuffer.prototype.appendBuffer = function (data) {
        if (left-- > 0) throw new DOMException('full', 'QuotaExceededError')
        return append.call(this, data)
      }
    `)
    await tv.asked('good', 12)
    await tv.live('east-gate')
  })
})

it('says that a box cannot decode a camera, and does not go on asking', async () => {
  origin.send('east-gate', 'hevc', 'beginning')
  await tv.show('east-gate')
  await tv.until('opening', 'unsupported')
  expect(await tv.painted()).toBeNull()
})

it('a camera that is gone from the start is shown as soon as it sends', async () => {
  origin.set('east-gate', 'down')
  await tv.show('east-gate')
  await tv.until('opening', 'offline')
  origin.set('east-gate', 'none')
  await tv.until('recovering', 'playing')
  await tv.live('east-gate')
})
