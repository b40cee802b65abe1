import type { Camera } from '../../contract/cameras'
import type { EndReason } from '../../contract/events'
import type { Playback } from '../../contract/playbacks'
import { decodable, engineOf } from '../player/abilities'
import type { Player, Source } from '../player/player'
import { type Answer, type FailureName, type ProblemError, problemOf } from '../service/api'
import type { Services } from '../service/services'
import { askAgainIn, askBefore, type Closing, renewIn } from './model'

/** How watching stands with the service. */
export type Standing =
  | { is: 'nothing' }
  /** asked, or asked again after `failure` */
  | { is: 'asking'; failure: FailureName | null }
  /** `until` is when it ends without a key; null where it does not, or where somebody has just answered */
  | { is: 'watching'; until: number | null }
  /** the service refuses or ended it; the picture is gone */
  | { is: 'ended'; closing: Closing }
  | { is: 'refused'; failure: FailureName }
  /** this box can play no camera at all */
  | { is: 'unable' }

export interface Playbacks {
  /** Watches a camera instead of whatever was watched; a question still under way is dropped. */
  watch(camera: Pick<Camera, 'id'>): void
  /** A key was pressed: whoever pressed it is still there. */
  pressed(): void
  /** Ends watching; the picture is gone at once. */
  leave(): void
  /** Ends watching as the service would, for this reason. */
  end(why: EndReason): void
  /** Stops listening to the service, for good. */
  close(): void
}

/** A playback, and the files of its first picture by their addresses. */
type Given = Pick<Answer<Playback>, 'data' | 'files'>

type Needs = Pick<Services, 'session' | 'api' | 'clock' | 'events'> & { player: Player }

/** Lasting refusals; everything else is the way to the service or its bad moment, and is tried again. */
const lasting: readonly FailureName[] = [
  'camera-closed',
  'not-found',
  'forbidden',
  'no-low-rendition',
  'unsupported-codec',
  'pairing-suspended',
  'pin-needed',
  'watch-limit',
]

/**
 * Asks for playbacks, keeps their tokens fresh and hears of their end. `told` is called on every change of standing.
 */
export function openPlaybacks(needs: Needs, told: (standing: Standing) => void): Playbacks {
  const { session, api, clock, events, player } = needs
  let camera: Pick<Camera, 'id'> | null = null
  let playback: Playback | null = null
  /** the playback that the next one takes the place of: a box that may have several would keep it running */
  let former: string | null = null
  let asking: AbortController | null = null
  let timer = 0
  let pressedAt = clock.now()
  /** the last key that the service knows of */
  let heardAt = pressedAt
  let renewing = false
  /** why the last renewal failed */
  let trouble: FailureName | null = null

  const source = ({ data, files }: Given): Source => ({
    url: api.address(data.url),
    playlist: data.playlist,
    playlistUrl: data.playlist_url === undefined ? undefined : api.address(data.playlist_url),
    files: addressed(files, api.address),
  })
  const ask = (id: string, engine: 'mse' | 'native', signal: AbortSignal, files?: true): Promise<Given> => {
    const body = { camera_id: id, engine, codecs: decodable(), ...(former !== null && { instead_of: former }) }
    return session.call<Playback>({ method: 'POST', path: '/v1/playbacks', body, signal, ...(files && { files }) })
  }
  const later = (ms: number, act: () => void) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(act, ms)
  }
  const halt = () => {
    asking?.abort()
    asking = null
    playback = null
    window.clearTimeout(timer)
  }
  const ended = (closing: Closing) => {
    halt()
    player.stop()
    told({ is: 'ended', closing })
  }
  const refused = (problem: ProblemError) => {
    const closing = closingOfProblem(problem)
    if (closing !== null) return ended(closing)
    halt()
    player.stop()
    told({ is: 'refused', failure: problem.failure })
  }

  /** A first question for a camera, or another after a failure; the player waits for the answer meanwhile. */
  const open = (failures: number) => {
    const wanted = camera
    const engine = engineOf()
    if (wanted === null) return
    if (engine === null) return told({ is: 'unable' })
    former = playback?.id ?? former
    halt()
    const mine = new AbortController()
    asking = mine
    // The first picture comes with the answer; a box's own player could not take it.
    const answer = ask(wanted.id, engine, mine.signal, engine === 'mse' ? true : undefined)
    player.show({ cameraId: wanted.id, engine, source: answer.then(source) })
    answer.then(
      (given) => {
        if (asking === mine) begin(given.data, pressedAt)
      },
      (error: unknown) => {
        if (asking !== mine) return
        const problem = problemOf(error)
        if (lasting.indexOf(problem.failure) >= 0 || closingOfProblem(problem) !== null) return refused(problem)
        told({ is: 'asking', failure: problem.failure })
        later(waitOf(problem, failures + 1), () => open(failures + 1))
      },
    )
  }
  const begin = (given: Playback, heard: number) => {
    asking = null
    former = null
    trouble = null
    playback = given
    heardAt = heard
    // A key came while the answer to the one before was on its way: the service is told of it too.
    if (answered(given)) {
      goOn(given)
      return later(0, () => renew(0))
    }
    told({ is: 'watching', until: endOf(given) })
    schedule(given, 0)
  }
  const schedule = (given: Playback, failures: number) => {
    const at = renewIn(Date.parse(given.renew_after), Date.parse(given.expires_at), failures, clock.now())
    later(at, () => renew(failures))
  }
  /** Somebody pressed a key in the last minute, and the service has not heard of it yet. */
  const answered = (given: Playback) => {
    const end = endOf(given)
    return end !== null && pressedAt > heardAt && end - pressedAt < askBefore
  }
  /** Nobody is asked any more. Where the service cannot be told in time, the end says why, and it is asked for anew. */
  const goOn = (given: Playback) => {
    told({ is: 'watching', until: null })
    window.setTimeout(
      () => {
        if (playback !== given) return
        told({ is: 'asking', failure: trouble })
        open(0)
      },
      Date.parse(given.watch_until as string) - clock.now(),
    )
  }
  const renew = async (failures: number) => {
    const mine = playback
    if (mine === null || renewing) return
    renewing = true
    try {
      const sent = pressedAt
      const body = { key_pressed_at: new Date(sent).toISOString() }
      const path = `/v1/playbacks/${encodeURIComponent(mine.id)}/renewal`
      const { data } = await session.call<Playback>({ method: 'POST', path, body })
      if (playback !== mine) return
      player.renew(api.address(data.url))
      begin({ ...mine, ...data }, sent)
    } catch (error) {
      if (playback !== mine) return
      const problem = problemOf(error)
      const why = problem.problem?.why
      // Nobody renewed it in time, as when the box slept: nobody forbade it either.
      if (problem.failure === 'not-found' || (problem.failure === 'playback-revoked' && why === 'expired'))
        await again()
      else if (lasting.indexOf(problem.failure) >= 0 || closingOfProblem(problem) !== null) refused(problem)
      else {
        trouble = problem.failure
        schedule(mine, failures + 1)
      }
    } finally {
      renewing = false
    }
  }
  /** A new playback of the same camera under the running player: its token takes the place of the old one. */
  const again = async () => {
    const engine = engineOf()
    if (camera === null || engine === null) return
    halt()
    const mine = new AbortController()
    asking = mine
    try {
      const { data: given } = await ask(camera.id, engine, mine.signal)
      if (asking !== mine) return
      player.renew(api.address(given.url))
      begin(given, pressedAt)
    } catch (error) {
      if (asking !== mine) return
      const problem = problemOf(error)
      if (lasting.indexOf(problem.failure) >= 0 || closingOfProblem(problem) !== null) refused(problem)
      else later(waitOf(problem, 1), again)
    }
  }

  const deaf = [
    events.on('access.changed', ({ ended: all, pairing }) => {
      const mine = all?.filter((each) => each.playback === playback?.id)[0]
      if (mine) ended({ why: mine.why, by: mine.by, reason: mine.reason, until: null })
      else if (pairing === 'ended' && camera !== null) ended({ why: 'unpaired', by: null, reason: null, until: null })
    }),
    player.listen({
      changed: () => {},
      firstFrame: () => {},
      refused: () => void renew(0),
    }),
  ]

  const stop = () => {
    const left = playback
    halt()
    player.stop()
    camera = null
    if (left === null) return
    // Nobody waits for the answer: without it the service ends the playback when its token does.
    const path = `/v1/playbacks/${encodeURIComponent(left.id)}`
    session.call({ method: 'DELETE', path }).catch(() => {})
  }

  return {
    watch: (next) => {
      camera = next
      pressedAt = clock.now()
      told({ is: 'asking', failure: null })
      open(0)
    },
    pressed: () => {
      pressedAt = clock.now()
      const mine = playback
      // In the last minute the service is told at once; before, with the next renewal.
      if (mine === null || !answered(mine)) return
      void renew(0)
      // After the screen, which must still see that it had asked: that key does nothing else.
      window.setTimeout(() => {
        if (playback === mine) goOn(mine)
      }, 0)
    },
    leave: () => {
      stop()
      told({ is: 'nothing' })
    },
    end: (why) => {
      stop()
      told({ is: 'ended', closing: { why, by: null, reason: null, until: null } })
    },
    close: () => {
      stop()
      deaf.forEach((unsubscribe) => {
        unsubscribe()
      })
    },
  }
}

/** When it ends without a key, as the service last said; null where it sets no end. */
function endOf({ watch_until }: Playback): number | null {
  return watch_until === undefined ? null : Date.parse(watch_until)
}

/** What a problem document says of a camera that is closed or a playback that was ended; null when it is another. */
function closingOfProblem({ failure, problem }: ProblemError): Closing | null {
  const text = (name: string) => (typeof problem?.[name] === 'string' ? (problem[name] as string) : null)
  if (failure === 'camera-closed') {
    const until = text('until')
    const why = (text('reason') ?? 'suspended') as Closing['why']
    return { why, by: text('by'), reason: text('why'), until: until === null ? null : Date.parse(until) }
  }
  if (failure !== 'playback-revoked') return null
  return { why: (text('why') ?? 'revoked') as Closing['why'], by: null, reason: null, until: null }
}

function waitOf(problem: ProblemError, failures: number): number {
  return problem.retryAfter === null ? askAgainIn(failures) : problem.retryAfter * 1_000
}

/** Files by their full addresses. */
function addressed(files: Given['files'], address: (path: string) => string): Record<string, ArrayBuffer> {
  const full: Record<string, ArrayBuffer> = {}
  for (const path in files) full[address(path)] = files[path] as ArrayBuffer
  return full
}
