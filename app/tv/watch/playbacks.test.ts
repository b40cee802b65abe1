import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Events } from '../../contract/events'
import type { Player, PlayerListener, Source, Target } from '../player/player'
import { type FailureName, ProblemError } from '../service/api'
import { openPlaybacks, type Playbacks, type Standing } from './playbacks'

const start = Date.parse('2026-11-23T14:00:00Z')
const iso = (ms: number) => new Date(start + ms).toISOString()
const problem = (failure: FailureName, status: number, more: Record<string, unknown> = {}) =>
  new ProblemError(failure, status, { type: `/problems/${failure as 'not-found'}`, title: '', status, ...more }, null)

/** A service whose answers the test gives one by one, and a player that notes what it is told. */
function stand() {
  const asked: { method: string; path: string; body: unknown; files?: true; signal: AbortSignal | undefined }[] = []
  const sources: (Source | Promise<Source>)[] = []
  const answers: ((answer: unknown, more?: object) => void)[] = []
  const player: string[] = []
  const standings: Standing[] = []
  let listener: PlayerListener | null = null
  let hear: ((data: Events['access.changed']) => void) | null = null
  const playbacks: Playbacks = openPlaybacks(
    {
      session: {
        call: (call: (typeof asked)[0]) =>
          new Promise((resolve, reject) => {
            const { method, path, body, files, signal } = call
            asked.push({ method, path, body, signal, ...(files && { files }) })
            answers.push((answer, more) =>
              answer instanceof Error ? reject(answer) : resolve({ data: answer, ...(more as object) }),
            )
          }),
      } as never,
      api: { address: (path: string) => `http://tv${path}` } as never,
      clock: { now: () => Date.now() } as never,
      events: {
        on: (_type: string, heard: typeof hear) => {
          hear = heard
          return () => {}
        },
      } as never,
      player: {
        listen: (heard: PlayerListener) => {
          listener = heard
          return () => {}
        },
        show: ({ cameraId, source }: Target) => {
          player.push(`show ${cameraId}`)
          sources.push(source)
          Promise.resolve(source).catch(() => {})
        },
        renew: (url: string) => player.push(`renew ${url}`),
        stop: () => player.push('stop'),
      } as unknown as Player,
    },
    (standing) => standings.push(standing),
  )
  const playback = (id: string, token = id) => ({
    id,
    url: `/live/${token}/x.m3u8`,
    clarity: 'full',
    expires_at: iso(Date.now() - start + 300_000),
    renew_after: iso(Date.now() - start + 150_000),
    watch_until: iso(3_600_000),
  })
  return {
    playbacks,
    asked,
    player,
    standings,
    playback,
    last: () => standings[standings.length - 1],
    paths: () => asked.map(({ method, path }) => `${method} ${path}`),
    sources,
    answer: async (answer: unknown, which = answers.length - 1, more: object = {}) => {
      answers[which]?.(answer, more)
      await vi.advanceTimersByTimeAsync(0)
    },
    refused: async () => {
      listener?.refused('c1')
      await vi.advanceTimersByTimeAsync(0)
    },
    hear: (data: Events['access.changed']) => hear?.(data),
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal(
    'MediaSource',
    Object.assign(() => {}, { isTypeSupported: () => true }),
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('watching', () => {
  it('shows the camera while the answer is on its way, and renews when the service says', async () => {
    const { playbacks, player, asked, answer, playback, paths, last } = stand()
    playbacks.watch({ id: 'c1' })
    expect(player).toEqual(['show c1'])
    await answer(playback('p1'))
    expect(last()).toEqual({ is: 'watching', until: start + 3_600_000 })
    await vi.advanceTimersByTimeAsync(150_000)
    expect(paths()).toEqual(['POST /v1/playbacks', 'POST /v1/playbacks/p1/renewal'])
    expect(asked[1]?.body).toEqual({ key_pressed_at: iso(0) })
    await answer(playback('p1', 'second'))
    expect(player).toEqual(['show c1', 'renew http://tv/live/second/x.m3u8'])
  })

  it('takes the first picture with the answer to the key, and with no other', async () => {
    const { playbacks, asked, answer, playback, sources, refused } = stand()
    const picture = new ArrayBuffer(1)
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'), 0, { files: { '/live/p1/9.m4s': picture } })
    expect((await sources[0])?.files).toEqual({ 'http://tv/live/p1/9.m4s': picture })
    await refused()
    await answer(problem('not-found', 404))
    expect(asked.map(({ path, files }) => [path, files])).toEqual([
      ['/v1/playbacks', true],
      ['/v1/playbacks/p1/renewal', undefined],
      ['/v1/playbacks', undefined],
    ])
  })

  it('drops the question for the camera before', async () => {
    const { playbacks, asked, player, answer, playback, last } = stand()
    playbacks.watch({ id: 'c1' })
    playbacks.watch({ id: 'c2' })
    expect(asked[0]?.signal?.aborted).toBe(true)
    await answer(playback('p1'), 0)
    expect(last()).toEqual({ is: 'asking', failure: null })
    await answer(playback('p2'), 1)
    expect(last()?.is).toBe('watching')
    expect(player).toEqual(['show c1', 'show c2'])
  })

  it('names the picture that gives way, also after a failure', async () => {
    const { playbacks, asked, answer, playback } = stand()
    const named = () => asked.map(({ body }) => (body as { instead_of?: string }).instead_of)
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    playbacks.watch({ id: 'c2' })
    await answer(problem('no-network', 0))
    await vi.advanceTimersByTimeAsync(1_000)
    await answer(playback('p2'))
    playbacks.watch({ id: 'c3' })
    expect(named()).toEqual([undefined, 'p1', 'p1', 'p2'])
  })

  it('leaves: the picture is gone before the service answers', async () => {
    const { playbacks, player, answer, playback, paths, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    playbacks.leave()
    expect(player).toEqual(['show c1', 'stop'])
    expect(paths()).toEqual(['POST /v1/playbacks', 'DELETE /v1/playbacks/p1'])
    expect(last()).toEqual({ is: 'nothing' })
  })

  it('tells the service at once of a key in the last minute, and not before', async () => {
    const { playbacks, answer, playback, paths } = stand()
    playbacks.watch({ id: 'c1' })
    await answer({ ...playback('p1'), watch_until: iso(120_000) })
    playbacks.pressed()
    expect(paths().length).toBe(1)
    await vi.advanceTimersByTimeAsync(61_000)
    playbacks.pressed()
    expect(paths()[1]).toBe('POST /v1/playbacks/p1/renewal')
  })

  it('tells it of a key that came while it answered the one before', async () => {
    const { playbacks, asked, answer, playback, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer({ ...playback('p1'), watch_until: iso(200_000) })
    await vi.advanceTimersByTimeAsync(150_000)
    playbacks.pressed()
    await answer({ ...playback('p1'), watch_until: iso(200_000) })
    expect(last()).toEqual({ is: 'watching', until: null })
    expect(asked.slice(1).map(({ body }) => body)).toEqual([
      { key_pressed_at: iso(0) },
      { key_pressed_at: iso(150_000) },
    ])
    await answer(playback('p1'))
    expect(last()).toEqual({ is: 'watching', until: start + 3_600_000 })
  })
})

describe('a key in the last minute that the service does not hear of', () => {
  async function answeredInVain() {
    const box = stand()
    box.playbacks.watch({ id: 'c1' })
    await box.answer({ ...box.playback('p1'), watch_until: iso(120_000) })
    await vi.advanceTimersByTimeAsync(100_000)
    box.playbacks.pressed()
    // The screen, which hears the key after this, has still asked.
    expect(box.last()).toEqual({ is: 'watching', until: start + 120_000 })
    await box.answer(problem('no-network', 0))
    return box
  }

  it('is an answer all the same', async () => {
    const { last, player } = await answeredInVain()
    await vi.advanceTimersByTimeAsync(19_000)
    expect(last()).toEqual({ is: 'watching', until: null })
    expect(player).toEqual(['show c1'])
  })

  it('lets the picture end with the reason, and come back', async () => {
    const { last, paths, player, answer, playback } = await answeredInVain()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(last()).toEqual({ is: 'asking', failure: 'no-network' })
    expect(player).toEqual(['show c1', 'show c1'])
    expect(paths().pop()).toBe('POST /v1/playbacks')
    await answer(playback('p2'))
    expect(last()?.is).toBe('watching')
  })
})

describe('when it fails', () => {
  it('asks again, ever less often, and says why', async () => {
    const { playbacks, answer, paths, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(problem('no-network', 0))
    expect(last()).toEqual({ is: 'asking', failure: 'no-network' })
    await vi.advanceTimersByTimeAsync(1_000)
    await answer(problem('store-down', 503))
    await vi.advanceTimersByTimeAsync(1_999)
    expect(paths().length).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(paths().length).toBe(3)
  })

  it.each([
    [
      'a closed camera says why and until when',
      problem('camera-closed', 403, { reason: 'quiet_hours', until: iso(0), by: null, why: null }),
      { is: 'ended', closing: { why: 'quiet_hours', by: null, reason: null, until: start } },
    ],
    ['a camera that is not there', problem('not-found', 404), { is: 'refused', failure: 'not-found' }],
    ['no low rendition', problem('no-low-rendition', 409), { is: 'refused', failure: 'no-low-rendition' }],
  ])('does not ask again: %s', async (_name, error, standing) => {
    const { playbacks, answer, paths, player, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(error)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(last()).toEqual(standing)
    expect(paths()).toEqual(['POST /v1/playbacks'])
    expect(player).toEqual(['show c1', 'stop'])
  })

  it('tries a failed renewal again while the token holds', async () => {
    const { playbacks, answer, playback, paths, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    await vi.advanceTimersByTimeAsync(150_000)
    await answer(problem('timeout', 0))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(paths().length).toBe(3)
    expect(last()?.is).toBe('watching')
  })
})

describe('a token that the gate refuses', () => {
  it('is renewed', async () => {
    const { playbacks, answer, playback, player, refused } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    await refused()
    await answer(playback('p1', 'second'))
    expect(player).toEqual(['show c1', 'renew http://tv/live/second/x.m3u8'])
  })

  it('of a playback that ran out while the box slept: a new one under the same picture', async () => {
    const { playbacks, answer, playback, player, paths, refused } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    await refused()
    await answer(problem('playback-revoked', 403, { why: 'expired' }))
    await answer(playback('p2'))
    expect(paths()).toEqual(['POST /v1/playbacks', 'POST /v1/playbacks/p1/renewal', 'POST /v1/playbacks'])
    expect(player).toEqual(['show c1', 'renew http://tv/live/p2/x.m3u8'])
  })

  it('of a playback that somebody ended stays ended', async () => {
    const { playbacks, answer, playback, player, refused, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    await refused()
    await answer(problem('playback-revoked', 403, { why: 'grant_ended' }))
    expect(last()).toEqual({ is: 'ended', closing: { why: 'grant_ended', by: null, reason: null, until: null } })
    expect(player).toEqual(['show c1', 'stop'])
  })
})

describe('what the service tells', () => {
  it('an end of this playback takes the picture away at once and says who and why', async () => {
    const { playbacks, answer, playback, player, hear, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    hear({ ended: [{ playback: 'p1', why: 'suspended', by: 'Desk', reason: 'private yard' }] })
    expect(player).toEqual(['show c1', 'stop'])
    expect(last()).toEqual({
      is: 'ended',
      closing: { why: 'suspended', by: 'Desk', reason: 'private yard', until: null },
    })
  })

  it('an end of another box of the household is not ours', async () => {
    const { playbacks, answer, playback, hear, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    hear({ ended: [{ playback: 'p9', why: 'suspended', by: null, reason: null }] })
    expect(last()?.is).toBe('watching')
  })

  it('the end of the pairing ends every picture', async () => {
    const { playbacks, answer, playback, hear, last } = stand()
    playbacks.watch({ id: 'c1' })
    await answer(playback('p1'))
    hear({ pairing: 'ended' })
    expect(last()).toMatchObject({ is: 'ended', closing: { why: 'unpaired' } })
  })
})
