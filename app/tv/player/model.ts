/**
 * What the player is doing, as one pure step function: events in, the next state and the commands to carry out.
 * Times are milliseconds of a clock that only moves forward (`performance.now()`).
 */

export type Phase =
  | 'idle'
  | 'opening'
  /** opening for more than two seconds: the screen says so in words */
  | 'slow'
  | 'playing'
  /** the playlist or the picture stands still though the origin answers */
  | 'frozen'
  /** the origin does not answer, or not with pictures */
  | 'offline'
  /** the cause has gone; joining again at the live edge */
  | 'recovering'
  /** the token was refused: the picture is gone, the session is asked */
  | 'denied'
  /** this box cannot decode the camera */
  | 'unsupported'
  /** pictures arrive and none can be shown; tried again quietly */
  | 'failed'

export interface PlayerState {
  phase: Phase
  /** when the present trouble began, or the phase itself where there is none; kept while a trouble is being cured */
  since: number
  /** when the engine was last told to load; null while the address is still being asked for */
  loaded: number | null
  /** when a frame was last painted */
  frame: number | null
  /** when the playlist was last seen to move; null where the engine does not tell */
  moved: number | null
  /** the playlist's target duration, ms */
  target: number
  /** loads without a steady picture so far */
  tries: number
}

export type PlayerEvent =
  | { is: 'show'; at: number }
  | { is: 'stop'; at: number }
  /** the address is known and the engine loads */
  | { is: 'loading'; at: number }
  | { is: 'playlist'; moved: boolean; target: number; at: number }
  /** the encoder began a new sequence: what is buffered belongs to the old one */
  | { is: 'restarted'; at: number }
  | { is: 'frame'; at: number }
  | { is: 'trouble'; kind: Trouble; at: number }
  | { is: 'probed'; answer: Answer; at: number }
  | { is: 'renewed'; at: number }
  /** `asleep`: how long nothing of ours ran before it, because the page was blocked or the box slept */
  | { is: 'tick'; at: number; asleep?: number }

/** `stuck`: as `media`, of a player that joins so far back that it would meet the same place again. */
export type Trouble = 'network' | 'denied' | 'media' | 'stuck' | 'codec'
export type Answer = 'moved' | 'still' | 'gone' | 'denied'

/** `hold` keeps the last picture and stops the engine; `blank` takes the picture away; `ask` asks the session. */
export type Command = 'open' | 'rejoin' | 'hold' | 'blank' | 'ask' | 'probe' | 'probe-slowly' | 'halt'

export type Step = [state: PlayerState, commands: Command[]]

/** After this long without a frame the screen says that it is opening. */
const slowAfter = 2_000
/** No frame for this long, or for one and a half segments, is a picture that stands still. */
const darkAfter = 2_000
/** A playlist that stands for three targets, and at least this long, stands still. */
const stillAfter = 3_000
/** A load that brought no frame in this time (and one and a half segments) is given up. */
const openWithin = 6_000
/** A picture that ran so long is steady: earlier tries are forgotten. */
const steadyAfter = 10_000
const triesBeforeFailed = 3

/** The state before anything is shown. */
export const idle: PlayerState = {
  phase: 'idle',
  since: 0,
  loaded: null,
  frame: null,
  moved: null,
  target: 1_000,
  tries: 0,
}

/** One event: the next state, and what to do now. */
export function step(state: PlayerState, event: PlayerEvent): Step {
  if (event.is === 'show') return [{ ...idle, phase: 'opening', since: event.at }, ['halt', 'open']]
  if (event.is === 'stop') return [{ ...idle, since: event.at }, ['halt', 'blank']]
  if (state.phase === 'idle' || state.phase === 'unsupported') return [state, []]
  switch (event.is) {
    case 'loading':
      return [{ ...state, loaded: event.at }, []]
    case 'playlist': {
      const moved = event.moved || state.moved === null ? event.at : state.moved
      return [{ ...state, target: event.target, moved }, []]
    }
    case 'restarted':
      return watching(state) ? rejoin(state, event.at) : [state, []]
    case 'frame':
      return painted(state, event.at)
    case 'trouble':
      return troubled(state, event.kind, event.at)
    case 'probed':
      return probed(state, event.answer, event.at)
    case 'renewed':
      return [state, state.phase === 'denied' ? ['probe'] : []]
    case 'tick':
      return ticked(event.asleep ? forgiven(state, event.asleep) : state, event.at)
  }
}

/** Phases in which the engine is loading or playing, so that its reports count. */
function watching(state: PlayerState): boolean {
  return ['opening', 'slow', 'playing', 'recovering'].includes(state.phase) || retrying(state)
}

/** `failed` with a load under way. */
function retrying(state: PlayerState): boolean {
  return state.phase === 'failed' && state.loaded !== null
}

function painted(state: PlayerState, at: number): Step {
  if (!watching(state)) return [state, []]
  if (state.phase === 'playing') return [{ ...state, frame: at }, []]
  // The playlist gets its full time anew: what stood still before the picture came is no reproach to it.
  const moved = state.moved === null ? null : at
  return [{ ...state, phase: 'playing', since: at, frame: at, moved }, ['halt']]
}

function troubled(state: PlayerState, kind: Trouble, at: number): Step {
  if (!watching(state)) return [state, []]
  if (kind === 'denied') return denied(state, at)
  if (kind === 'codec') return [{ ...state, phase: 'unsupported', since: at }, ['halt', 'blank']]
  if (kind === 'network') return wait(state, 'offline', at)
  const tries = state.tries + 1
  if (tries >= triesBeforeFailed) return fail({ ...state, tries }, at)
  // With the next segment it joins behind that place. Nothing was met yet by who has shown nothing.
  if (kind === 'stuck' && state.frame !== null) return wait({ ...state, tries }, 'frozen', at)
  return rejoin({ ...state, tries }, at)
}

function probed(state: PlayerState, answer: Answer, at: number): Step {
  if (watching(state)) return [state, []]
  if (answer === 'denied') return state.phase === 'denied' ? [state, []] : denied(state, at)
  // A token that is good again says nothing of the picture: that is known when the playlist moves.
  if (state.phase === 'denied' && answer !== 'moved') return [state, []]
  if (answer === 'moved') {
    return state.phase === 'failed' ? [{ ...state, loaded: at }, ['rejoin']] : rejoin(state, at)
  }
  if (state.phase === 'failed') return [state, []]
  return [{ ...state, phase: answer === 'gone' ? 'offline' : 'frozen' }, []]
}

function ticked(state: PlayerState, at: number): Step {
  const { phase, loaded, frame, moved, target } = state
  if (phase === 'playing') {
    const dark = frame !== null && at - frame > Math.max(darkAfter, 1.5 * target)
    const still = moved !== null && at - moved > Math.max(stillAfter, 3 * target)
    if (dark || still) return wait(state, 'frozen', dark ? frame : at)
    const steady = state.tries > 0 && loaded !== null && at - loaded > steadyAfter
    return [steady ? { ...state, tries: 0 } : state, []]
  }
  if (watching(state) && loaded !== null && at - loaded > openWithin + 1.5 * target) {
    const tried = { ...state, tries: state.tries + 1 }
    if (tried.tries >= triesBeforeFailed) return fail(tried, at)
    return phase === 'recovering' ? wait(tried, 'frozen', at) : [{ ...tried, loaded: at }, ['rejoin']]
  }
  if (phase === 'opening' && at - state.since > slowAfter) return [{ ...state, phase: 'slow' }, []]
  return [state, []]
}

/** Nobody could see whether frames came while nothing ran: that time counts for nothing. */
function forgiven(state: PlayerState, asleep: number): PlayerState {
  const later = (at: number | null) => (at === null ? null : at + asleep)
  return { ...state, frame: later(state.frame), moved: later(state.moved), loaded: later(state.loaded) }
}

/** Keeps the picture where it is and watches the playlist until it moves. A trouble keeps its first beginning. */
function wait(state: PlayerState, phase: 'frozen' | 'offline', began: number): Step {
  if (state.phase === 'failed') return fail(state, began)
  const since = state.phase === 'recovering' ? state.since : began
  return [{ ...state, phase, since, loaded: null }, ['hold', 'probe']]
}

function rejoin(state: PlayerState, at: number): Step {
  const since = state.phase === 'playing' ? at : state.since
  const phase = state.phase === 'failed' ? 'failed' : 'recovering'
  return [{ ...state, phase, since, loaded: at, moved: null }, ['rejoin']]
}

function denied(state: PlayerState, at: number): Step {
  return [{ ...state, phase: 'denied', since: at, loaded: null, frame: null }, ['blank', 'ask', 'probe']]
}

function fail(state: PlayerState, at: number): Step {
  const since = state.phase === 'playing' ? at : state.since
  return [{ ...state, phase: 'failed', since, loaded: null }, ['hold', 'probe-slowly']]
}
