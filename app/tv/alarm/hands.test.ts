import { describe, expect, it } from 'vitest'
import { type HoldStyle, holdStyles, type Profile, type ProfileKey } from '../remote/keys'
import { KeyReader, type RawKey } from '../remote/normalise'
import { profiles } from '../remote/profiles'
import { pc } from '../remote/profiles/pc'
import { step } from './model'
import { closedPanel, panelRules } from './panel'

/** Numbers in 0..1 that are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A box: raw key events in, through the reader and the machine, calls for help out. */
function makeBox(style: HoldStyle, profile: Profile) {
  const rules = panelRules({ style })
  const reader = new KeyReader(profile)
  const codeOf = (name: ProfileKey) => Number(Object.keys(profile.codes).find((code) => profile.codes[+code] === name))
  const box = {
    /** A key as this remote sends it, by its code alone. */
    key: (name: ProfileKey): RawKey => ({ key: 'Unidentified', keyCode: codeOf(name), repeat: false }),
    now: 0,
    calls: 0,
    panel: closedPanel,
    feed(input: Parameters<typeof step>[1]) {
      const next = step(box.panel, input, rules)
      box.panel = next.panel
      if (next.act?.type === 'send') box.calls++
    },
    event(key: RawKey, kind: 'down' | 'up', at: number) {
      const press = kind === 'down' ? reader.pressed(key, at) : reader.released(key, at)
      if (press) box.feed({ type: 'key', ...press })
    },
    open() {
      box.feed({ type: 'open', at: box.now, following: false })
    },
    /** Time goes on with the panel's ticks. */
    pass(ms: number) {
      const end = box.now + ms
      for (box.now += 50; box.now < end; box.now += 50) box.feed({ type: 'tick', at: box.now })
      box.now = end
      box.feed({ type: 'tick', at: end })
    },
  }
  return box
}
type Box = ReturnType<typeof makeBox>

interface Faults {
  /** shares of messages that are lost, come twice, and of moments at which the finger trembles */
  dropped: number
  doubled: number
  tremor: number
}

/** Holds OK as this kind of remote tells it, until the panel goes on or the hand lets go after 5 s. */
function holdOk(box: Box, style: HoldStyle, faults: Faults, roll: () => number) {
  const ok = box.key('Enter')
  const message = (kind: 'down' | 'up', repeat = false) => {
    if (roll() < faults.dropped) return
    const key = { ...ok, repeat }
    box.event(key, kind, box.now)
    if (roll() < faults.doubled) box.event(key, kind, box.now + 8)
  }
  const began = box.now
  message('down')
  if (style === 'pairs') message('up')
  box.pass(500)
  while (box.panel.at === 'choosing' && box.now - began < 5000) {
    if (style === 'pairs') {
      message('down')
      message('up')
    } else if (style === 'repeats' || style === 'key-up') message('down', true)
    if (style === 'key-up' && roll() < faults.tremor) {
      box.event(ok, 'up', box.now)
      box.now += 30
      box.event(ok, 'down', box.now)
    }
    box.pass(110)
  }
  if (style === 'key-up') message('up')
  box.pass(150)
}

/** Somebody who wants help: holds, and tries again up to three times when the panel says to. */
function callForHelp(style: HoldStyle, faults: Faults, roll: () => number, profile: Profile): number {
  const box = makeBox(style, profile)
  box.now = 1000 + Math.floor(roll() * 1e6)
  box.open()
  box.pass(800)
  for (let tries = 0; tries < 3 && box.panel.at !== 'counting'; tries++) {
    if (style === 'none') {
      for (let n = 0; n < 3 && box.panel.at === 'choosing'; n++) {
        if (roll() >= faults.dropped) box.event(box.key('Enter'), 'down', box.now)
        box.pass(900)
      }
      for (let n = 0; n < 3 && box.panel.at === 'confirming'; n++) {
        const { digit } = box.panel
        if (roll() >= faults.dropped) box.event(box.key(`Digit${digit}`), 'down', box.now)
        box.pass(900)
      }
    } else holdOk(box, style, faults, roll)
    box.pass(1200)
  }
  box.pass(7000)
  return box.calls
}

/** Every remote that there is a profile of, and the ways of holding that a deployment may set beside theirs. */
const remotes = [
  ...profiles.map((profile) => ({ name: profile.name, style: profile.hold, profile })),
  ...holdStyles
    .filter((style) => profiles.every(({ hold }) => hold !== style))
    .map((style) => ({ name: `a box with ${style}`, style, profile: pc })),
]

/** What players tell as keys: IPTV's virtual event, the cable boxes of several provinces, and keys that nobody knows. */
const playerEvents = [0, 255, 409, 768, 5002, 5010, 5200, 5202, 5205, 5210, 5213, 13015]

describe.each(remotes)('hands at the remote of $name', ({ style, profile }) => {
  it('reach help in at least 99 of 100 calls with trembling hands and bad infrared, and never twice', () => {
    const roll = dice(42)
    const calls = Array.from({ length: 1000 }, () =>
      callForHelp(style, { dropped: 0.05, doubled: 0.05, tremor: 0.1 }, roll, profile),
    )
    expect(calls.filter((sent) => sent === 1).length).toBeGreaterThanOrEqual(990)
    expect(calls.filter((sent) => sent > 1)).toEqual([])
  })

  it('send nothing in 10,000 hours of player events, bounces and stuck keys', () => {
    const roll = dice(7)
    const box = makeBox(style, profile)
    const [ok, back] = [box.key('Enter'), box.key('Back')]
    const hour = 3_600_000
    while (box.now < 10_000 * hour) {
      box.now += Math.floor(roll() * 720_000) + 2000
      const what = roll()
      const code = playerEvents[Math.floor(roll() * playerEvents.length)] as number
      if (what < 0.6) box.event({ key: 'Unidentified', keyCode: code, repeat: roll() < 0.5 }, 'down', box.now)
      else if (what < 0.8) {
        for (let n = 0; n < 6; n++) box.event(ok, n % 2 === 0 ? 'down' : 'up', box.now + n * 12)
      } else {
        // OK is stuck; in the middle of it something opens the panel.
        box.event(ok, 'down', box.now)
        for (let n = 0; n < 30; n++) {
          box.now += 110
          if (n === 10) box.open()
          box.event({ ...ok, repeat: true }, 'down', box.now)
          box.feed({ type: 'tick', at: box.now })
        }
        box.event(ok, 'up', box.now + 40)
        box.now += 2000
        box.event(back, 'down', box.now)
        box.event(back, 'up', box.now + 80)
      }
    }
    expect(box.calls).toBe(0)
  })
})
