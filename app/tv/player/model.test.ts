import { describe, expect, it } from 'vitest'
import { type Command, idle, type Phase, type PlayerEvent, type PlayerState, step, type Trouble } from './model'

/** Runs events from a state; gives the phases passed through and the commands in order. */
function run(state: PlayerState, events: PlayerEvent[]) {
  const phases: Phase[] = []
  const commands: Command[] = []
  let now = state
  for (const event of events) {
    const [next, todo] = step(now, event)
    if (next.phase !== now.phase) phases.push(next.phase)
    commands.push(...todo)
    now = next
  }
  return { state: now, phases, commands }
}

const show: PlayerEvent = { is: 'show', at: 0 }
const loading: PlayerEvent = { is: 'loading', at: 50 }
const list = (at: number, moved = true): PlayerEvent => ({ is: 'playlist', moved, target: 1_000, at })
const frame = (at: number): PlayerEvent => ({ is: 'frame', at })
const tick = (at: number): PlayerEvent => ({ is: 'tick', at })
const trouble = (kind: Trouble, at: number): PlayerEvent => ({
  is: 'trouble',
  kind,
  at,
})
const probed = (answer: 'moved' | 'still' | 'gone' | 'denied', at: number): PlayerEvent => ({
  is: 'probed',
  answer,
  at,
})

const playing = run(idle, [show, loading, list(60), frame(100)]).state

describe('opening', () => {
  it('shows a camera and plays from its first frame', () => {
    const { phases, commands } = run(idle, [show, loading, list(60), frame(100)])
    expect(phases).toEqual(['opening', 'playing'])
    expect(commands).toEqual(['halt', 'open', 'halt'])
  })

  it('says so when it takes more than two seconds', () => {
    expect(run(idle, [show, tick(1_900)]).phases).toEqual(['opening'])
    expect(run(idle, [show, tick(2_100)]).phases).toEqual(['opening', 'slow'])
    expect(run(idle, [show, tick(2_100), frame(2_500)]).phases).toEqual(['opening', 'slow', 'playing'])
  })

  it('waits as long as it takes for the address, without loading again', () => {
    expect(run(idle, [show, tick(2_100), tick(60_000)]).commands).toEqual(['halt', 'open'])
  })

  it('loads again when no frame comes, and says so after the third time', () => {
    const events = [show, loading, tick(8_000), tick(16_000), tick(24_000)]
    const { phases, commands } = run(idle, events)
    expect(phases).toEqual(['opening', 'failed'])
    expect(commands).toEqual(['halt', 'open', 'rejoin', 'rejoin', 'hold', 'probe-slowly'])
  })

  it('begins anew with another camera, from every phase', () => {
    for (const events of [[], [trouble('codec', 200)], [trouble('denied', 200)], [trouble('network', 200)]]) {
      const { state, commands } = run(playing, [...events, { is: 'show', at: 300 }])
      expect(state).toEqual({ ...idle, phase: 'opening', since: 300 })
      expect(commands.slice(-2)).toEqual(['halt', 'open'])
    }
  })
})

describe('a picture that stands still', () => {
  it.each([
    ['no frame for two seconds', [list(1_000), list(2_000), tick(2_200)], ['frozen'], 100],
    [
      'the playlist stands for three targets',
      [list(1_000), frame(4_200), list(4_200, false), tick(4_300)],
      ['frozen'],
      4_300,
    ],
    ['one late frame is no trouble', [list(1_000), frame(1_900), tick(3_000)], [], 100],
    ['long segments have more time', [{ ...list(200), target: 4_000 }, frame(2_000), tick(7_900)], [], 100],
  ] as [string, PlayerEvent[], Phase[], number][])('%s', (_name, events, phases, since) => {
    const ran = run(playing, events)
    expect(ran.phases).toEqual(phases)
    expect(ran.state.since).toBe(since)
  })

  it('a page that was blocked is no picture that stood still; it is when nothing comes afterwards', () => {
    const blocked: PlayerEvent = { is: 'tick', at: 5_100, asleep: 4_750 }
    expect(run(playing, [blocked, frame(5_150), tick(5_400)]).phases).toEqual([])
    expect(run(playing, [blocked, tick(6_500), tick(7_000)]).phases).toEqual(['frozen'])
  })

  it('keeps the last picture and watches for the playlist to move', () => {
    expect(run(playing, [tick(2_200)]).commands).toEqual(['hold', 'probe'])
  })

  it('does not take frames still in the buffer for life', () => {
    expect(run(playing, [tick(2_200), frame(2_300)]).phases).toEqual(['frozen'])
  })

  it('joins again only when something new is there, and keeps the beginning of the trouble', () => {
    const ran = run(playing, [tick(2_200), probed('still', 2_300), probed('moved', 9_000), frame(9_200)])
    expect(ran.phases).toEqual(['frozen', 'recovering', 'playing'])
    expect(ran.commands).toEqual(['hold', 'probe', 'rejoin', 'halt'])
    expect(run(playing, [tick(2_200), probed('moved', 9_000)]).state.since).toBe(100)
  })

  it('tells a playlist that stands from an origin that is gone', () => {
    const ran = run(playing, [tick(2_200), probed('gone', 2_300), probed('still', 2_800)])
    expect(ran.phases).toEqual(['frozen', 'offline', 'frozen'])
  })
})

describe('an origin that is gone', () => {
  it('holds, asks until pictures come, joins at live', () => {
    const ran = run(playing, [trouble('network', 500), probed('gone', 1_000), probed('moved', 10_500), frame(10_700)])
    expect(ran.phases).toEqual(['offline', 'recovering', 'playing'])
    expect(ran.commands).toEqual(['hold', 'probe', 'rejoin', 'halt'])
  })

  it('goes back to waiting when joining fails, with the first beginning', () => {
    const ran = run(playing, [trouble('network', 500), probed('moved', 1_000), trouble('network', 1_200)])
    expect(ran.phases).toEqual(['offline', 'recovering', 'offline'])
    expect(ran.state.since).toBe(500)
  })
})

describe('a refused token', () => {
  it('takes the picture away at once and asks the session', () => {
    const ran = run(playing, [trouble('denied', 500)])
    expect(ran.phases).toEqual(['denied'])
    expect(ran.commands).toEqual(['blank', 'ask', 'probe'])
  })

  it('is found out while an outage lasts, too', () => {
    expect(run(playing, [trouble('network', 500), probed('denied', 900)]).commands.slice(-3)).toEqual([
      'blank',
      'ask',
      'probe',
    ])
  })

  it('asks the session once, and the gate at once when renewed', () => {
    const ran = run(playing, [trouble('denied', 500), probed('denied', 900), { is: 'renewed', at: 1_000 }])
    expect(ran.commands).toEqual(['blank', 'ask', 'probe', 'probe'])
  })

  it('plays again when the gate lets it', () => {
    const ran = run(playing, [trouble('denied', 500), probed('gone', 700), probed('moved', 900), frame(1_000)])
    expect(ran.phases).toEqual(['denied', 'recovering', 'playing'])
  })
})

describe('what cannot be shown', () => {
  it('a codec that the box has not: said, and not tried again', () => {
    const ran = run(playing, [trouble('codec', 500), probed('moved', 900), tick(60_000), frame(60_001)])
    expect(ran.phases).toEqual(['unsupported'])
    expect(ran.commands).toEqual(['halt', 'blank'])
  })

  it('a decoder that fails: joined anew twice, then said and tried slowly', () => {
    const again = (at: number) => [trouble('media', at), frame(at + 100)]
    const ran = run(playing, [...again(500), ...again(1_000), trouble('media', 1_500)])
    expect(ran.phases).toEqual(['recovering', 'playing', 'recovering', 'playing', 'failed'])
    expect(ran.commands.slice(-2)).toEqual(['hold', 'probe-slowly'])
  })

  it('a player that joins some segments back: the next segment is waited for, so that it joins behind the failure', () => {
    const ran = run(playing, [trouble('stuck', 500), probed('still', 510), probed('moved', 1_100), frame(1_500)])
    expect(ran.phases).toEqual(['frozen', 'recovering', 'playing'])
    expect(ran.commands).toEqual(['hold', 'probe', 'rejoin', 'halt'])
    const again = run(ran.state, [trouble('stuck', 1_600), probed('moved', 2_100), trouble('stuck', 2_200)])
    expect(again.phases).toEqual(['frozen', 'recovering', 'failed'])
  })

  it('such a player that has shown nothing yet is opened again at once', () => {
    const ran = run(step(idle, { is: 'show', at: 0 })[0], [{ is: 'loading', at: 1 }, trouble('stuck', 300)])
    expect(ran.commands).toEqual(['rejoin'])
  })

  it('stays failed in words while it tries, until a frame is there', () => {
    const failed = run(playing, [trouble('media', 1), trouble('media', 2), trouble('media', 3)]).state
    expect(failed.phase).toBe('failed')
    const ran = run(failed, [probed('moved', 5_000), trouble('network', 5_200), probed('moved', 10_000), frame(10_300)])
    expect(ran.phases).toEqual(['playing'])
    expect(ran.commands).toEqual(['rejoin', 'hold', 'probe-slowly', 'rejoin', 'halt'])
  })

  it('forgets earlier failures after ten steady seconds', () => {
    const tried = run(playing, [trouble('media', 500), frame(600)]).state
    expect(tried.tries).toBe(1)
    expect(run(tried, [list(10_400), frame(10_550), tick(10_600)]).state.tries).toBe(0)
  })
})

it('an encoder that began anew is joined at once', () => {
  const ran = run(playing, [{ is: 'restarted', at: 500 }, frame(700)])
  expect(ran.phases).toEqual(['recovering', 'playing'])
  expect(ran.commands).toEqual(['rejoin', 'halt'])
})

it('stopped, nothing that still arrives wakes it', () => {
  const late = [frame(500), tick(9_000), trouble('network', 9_001), probed('moved', 9_002), list(9_003)]
  const ran = run(playing, [{ is: 'stop', at: 400 }, ...late])
  expect(ran.phases).toEqual(['idle'])
  expect(ran.commands).toEqual(['halt', 'blank'])
})
