import { describe, expect, it } from 'vitest'
import { fc } from '../../../tests/support/properties'
import { type HoldStyle, holdStyles, type KeyName, keyNames, type Phase } from '../remote/keys'
import { ringFill, secondsLeft, step } from './model'
import { type Act, closedPanel, type Input, longerHold, offersPractice, type Panel, panelRules } from './panel'
import { soundOf } from './sounds'

const key = (name: KeyName | number, phase: Phase, at: number): Input =>
  typeof name === 'number'
    ? { type: 'key', key: 'Digit', digit: name, phase, at }
    : { type: 'key', key: name, phase, at }
const tick = (at: number): Input => ({ type: 'tick', at })
const open = (at = 0): Input => ({ type: 'open', at, following: false })

/** Runs inputs through the panel and notes every act. */
function run(style: HoldStyle, inputs: Input[], from: Panel = closedPanel, countdownS = 5) {
  const rules = panelRules({ style, countdownS })
  const acts: Act[] = []
  let panel = from
  for (const input of inputs) {
    const next = step(panel, input, rules)
    panel = next.panel
    if (next.act) acts.push(next.act)
  }
  return { panel, acts, rules }
}

/** A key held from `from` for `ms` as each kind of remote tells it, with a tick every 100 ms. */
function held(style: HoldStyle, name: KeyName, from: number, ms: number): Input[] {
  const inputs: Input[] = [key(name, 'press', from)]
  const again = (at: number) =>
    style === 'pairs' ? [key(name, 'press', at), key(name, 'release', at + 2)] : [key(name, 'repeat', at)]
  if (style === 'pairs') inputs.push(key(name, 'release', from + 2))
  for (let at = from + 100; at <= from + ms; at += 100) {
    if (style !== 'none' && at >= from + 500) inputs.push(...again(at))
    inputs.push(tick(at + 3))
  }
  if (style === 'key-up') inputs.push(key(name, 'release', from + ms + 4))
  return inputs
}

const help = { kind: 'help', quiet: false, mode: 'real' } as const
const withHold = ['key-up', 'repeats', 'pairs'] as const

describe.each(withHold)('a remote with %s', (style) => {
  it('opens, fills the ring, counts down and sends once by silence', () => {
    const counting = run(style, [open(), ...held(style, 'Enter', 1000, 2200)])
    expect(counting.panel.at).toBe('counting')
    expect(counting.acts).toEqual([])
    const after = run(style, [tick(5900), tick(8300), tick(8400), tick(20_000)], counting.panel)
    expect(after.panel.at).toBe('following')
    expect(after.acts).toEqual([{ type: 'send', wish: help }])
  })

  it('asks to keep holding when OK was let go early', () => {
    const { panel, acts } = run(style, [open(), ...held(style, 'Enter', 1000, 1500), tick(4000)])
    expect(panel).toMatchObject({ at: 'choosing', hold: null, hint: true })
    expect(acts).toEqual([])
  })

  it('is stopped by Back held in the countdown, and by nothing else', () => {
    const counting = run(style, [open(), ...held(style, 'Enter', 1000, 2200)]).panel
    const others = keyNames.filter((name) => name !== 'Back')
    const pressed = run(
      style,
      others.flatMap((name, n) => [key(name, 'press', 3500 + n * 90), key(name, 'release', 3540 + n * 90)]),
      counting,
    )
    expect(pressed.panel.at).toBe('counting')
    expect(run(style, held(style, 'Back', 4600, 1200), counting).panel.at).toBe('stopped')
    const short = run(style, [...held(style, 'Back', 4600, 300), tick(5900)], counting)
    expect(short.panel.at).toBe('counting')
  })

  it('does not send while Back is still being held as the time runs out', () => {
    const counting = run(style, [open(), ...held(style, 'Enter', 1000, 2200)]).panel
    const { panel, acts } = run(style, held(style, 'Back', 7500, 1200), counting)
    expect(panel.at).toBe('stopped')
    expect(acts).toEqual([])
  })

  it('sends at once with a countdown of 0, and one hold is one call', () => {
    const { panel, acts } = run(style, [open(), ...held(style, 'Enter', 1000, 9000), tick(40_000)], closedPanel, 0)
    expect(acts).toHaveLength(1)
    expect(panel.at).toBe('following')
  })

  it('closes without a trace when a quiet call was held', () => {
    const { panel, acts } = run(style, [
      open(),
      key('Down', 'press', 500),
      key('Down', 'release', 520),
      ...held(style, 'Enter', 1000, 2200),
    ])
    expect(panel.at).toBe('closed')
    expect(acts).toEqual([{ type: 'send', wish: { ...help, quiet: true } }])
  })

  it('takes no part of a hold that began before the panel was open', () => {
    const train = held(style, 'Enter', 1000, 6000)
    const before = train.filter((input) => input.at < 1400)
    const after = train.filter((input) => input.at >= 1400 && !(input.type === 'key' && input.phase === 'release'))
    expect(run(style, [...before, open(1400), ...after]).acts).toEqual([])
  })
})

describe('a remote without a hold', () => {
  const asked = run('none', [open(), key('Enter', 'press', 1000)])
  const digit = asked.panel.at === 'confirming' ? asked.panel.digit : -1

  it('asks for a digit and sends after it was typed and the countdown ran out', () => {
    expect(digit).toBeGreaterThanOrEqual(1)
    expect(digit).toBeLessThanOrEqual(9)
    const { panel, acts } = run('none', [key(digit, 'press', 2000), tick(6900), tick(7001)], asked.panel)
    expect(panel.at).toBe('following')
    expect(acts).toEqual([{ type: 'send', wish: help }])
  })

  it.each([
    ['another digit', key((digit % 9) + 1, 'press', 2000)],
    ['the digit as a repeat', key(digit, 'repeat', 2000)],
    ['OK again', key('Enter', 'press', 2000)],
    ['Back', key('Back', 'press', 2000)],
    ['time', tick(17_000)],
  ])('sends nothing after %s', (_, input) => {
    const { panel, acts } = run('none', [input, tick(17_001), tick(60_000)], asked.panel)
    expect(panel.at).toBe('choosing')
    expect(acts).toEqual([])
  })

  it.each([
    ['twice', [3000, 3600], 'stopped'],
    ['once', [3000], 'counting'],
    ['doubled by the receiver', [3000, 3100], 'counting'],
    ['twice, too far apart', [3000, 7050], 'following'],
  ] as const)('stops the countdown only by Back twice: %s', (_, times, end) => {
    const counting = run('none', [key(digit, 'press', 2000)], asked.panel).panel
    const backs = times.flatMap((at) => [tick(at - 1), key('Back', 'press', at)])
    expect(run('none', backs, counting).panel.at).toBe(end)
  })
})

describe('the transitions', () => {
  const counting = run('key-up', [open(), ...held('key-up', 'Enter', 1000, 2200)]).panel
  const panels: Record<Panel['at'], Panel> = {
    closed: closedPanel,
    choosing: run('key-up', [open()]).panel,
    confirming: run('none', [open(), key('Enter', 'press', 1000)]).panel,
    counting,
    stopped: run('key-up', held('key-up', 'Back', 4000, 1100), counting).panel,
    following: run('key-up', [tick(8200)], counting).panel,
  }
  const at = 10_000

  it.each([
    ['closed', open(at), 'choosing'],
    ['closed', { type: 'open', at, following: true } as Input, 'following'],
    ['choosing', key('Back', 'press', at), 'closed'],
    ['choosing', { type: 'blur', at } as Input, 'choosing'],
    ['confirming', key('Back', 'press', at), 'choosing'],
    ['stopped', key('Back', 'press', at), 'closed'],
    ['stopped', key('Enter', 'press', at), 'closed'],
    ['stopped', tick(at), 'closed'],
    ['following', key('Back', 'press', at), 'closed'],
    ['following', key('Red', 'press', at), 'choosing'],
    ['following', key('Help', 'press', at), 'choosing'],
    ['following', { type: 'gone', at } as Input, 'closed'],
    ['choosing', { type: 'gone', at } as Input, 'closed'],
    ['counting', { type: 'gone', at: 4000 } as Input, 'counting'],
  ] as const)('%s goes on', (from, input, to) => {
    expect(run('key-up', [input], panels[from]).panel.at).toBe(to)
  })

  const silent = keyNames.filter((name) => name !== 'Enter' && name !== 'Back' && name !== 'Digit')
  it.each(['closed', 'confirming', 'counting', 'stopped'] as const)(
    '%s refuses every key that is not in the table',
    (from) => {
      for (const name of silent)
        for (const phase of ['press', 'repeat', 'release'] as const) {
          const { panel, acts } = run('key-up', [key(name, phase, 4000)], panels[from])
          expect(panel.at).toBe(from)
          expect(acts).toEqual([])
        }
    },
  )

  it('does not close on a Back that came just too late to stop the sending', () => {
    expect(run('key-up', [key('Back', 'press', 8900)], panels.following).panel.at).toBe('following')
  })

  it('refuses to open what is open', () => {
    expect(run('key-up', [open(4000)], panels.counting).panel).toBe(panels.counting)
  })

  it('says "I am safe" only from its own button, and once per press', () => {
    const safe = [
      key('Down', 'press', at),
      key('Down', 'release', at + 50),
      key('Enter', 'press', at + 500),
      key('Enter', 'repeat', at + 900),
    ]
    expect(run('key-up', safe, panels.following).acts).toEqual([{ type: 'say-safe' }])
    expect(run('key-up', [key('Enter', 'press', at)], panels.following).acts).toEqual([{ type: 'still' }])
  })

  it.each([
    ['Right', 'fire'],
    ['Left', 'intruder'],
  ] as const)('%s chooses %s', (name, kind) => {
    expect(run('key-up', [key(name, 'press', 100)], panels.choosing).panel).toMatchObject({ wish: { kind } })
  })

  it.each([
    ['Down', { quiet: true, mode: 'real' }],
    ['Down Down Down', { quiet: true, mode: 'real' }],
    ['Down Left', { quiet: true, mode: 'real' }],
    ['Down Right', { kind: 'help', quiet: false, mode: 'test' }],
    ['Right Down Right', { kind: 'help', quiet: false, mode: 'test' }],
    ['Down Right Right Down', { kind: 'help', quiet: false, mode: 'test' }],
    ['Down Right Left', { quiet: true, mode: 'real' }],
    ['Down Right Up', { kind: 'help', quiet: false, mode: 'real' }],
    ['Right Down Up', { kind: 'fire', quiet: false, mode: 'real' }],
  ])('%s leads there: a test is never one key too many away', (names, wish) => {
    const presses = names.split(' ').map((name, n) => key(name as 'Up', 'press', 100 + 300 * n))
    expect(run('key-up', presses, panels.choosing).panel).toMatchObject({ wish })
  })

  it('sends a test as a test', () => {
    const { acts } = run('key-up', [
      open(),
      key('Down', 'press', 100),
      key('Right', 'press', 400),
      ...held('key-up', 'Enter', 1000, 2200),
      tick(9000),
    ])
    expect(acts).toEqual([{ type: 'send', wish: { ...help, mode: 'test' } }])
  })
})

describe('hands and remotes', () => {
  it('forgives a tremor: a contact that opens for less than 60 ms was never let go', () => {
    const inputs = [
      open(),
      key('Enter', 'press', 1000),
      key('Enter', 'release', 1700),
      tick(1730),
      key('Enter', 'press', 1745),
      tick(3001),
    ]
    expect(run('key-up', inputs).panel.at).toBe('counting')
  })

  it('takes a press after a lost release as a fresh one', () => {
    const inputs = [open(), key('Enter', 'press', 1000), key('Enter', 'press', 2500), tick(3100)]
    expect(run('key-up', inputs).panel).toMatchObject({ at: 'choosing', hold: { since: 2500 } })
  })

  it('lets a hold survive one dropped infrared message, and not two', () => {
    const train = (gap: number) => [
      open(),
      key('Enter', 'press', 0),
      ...[500, 700, 700 + gap, 900 + gap, 1100 + gap, 1300 + gap, 1500 + gap, 1700 + gap, 1900 + gap].flatMap((t) => [
        tick(t - 10),
        key('Enter', 'repeat', t),
      ]),
    ]
    expect(run('repeats', train(340)).panel.at).toBe('counting')
    expect(run('repeats', train(500)).panel).toMatchObject({ at: 'choosing', hold: null })
  })

  it('proves a hold by repeats, never by time alone, where the end of a press is not told', () => {
    expect(run('repeats', [open(), key('Enter', 'press', 0), tick(600), tick(2500)]).panel.at).toBe('choosing')
    expect(run('pairs', [open(), key('Enter', 'press', 0), key('Enter', 'release', 5), tick(2500)]).panel.at).toBe(
      'choosing',
    )
  })

  it('lets go when the page loses the keyboard', () => {
    const inputs: Input[] = [open(), key('Enter', 'press', 0), { type: 'blur', at: 900 }, tick(3000)]
    expect(run('key-up', inputs).panel).toMatchObject({ at: 'choosing', hold: null })
  })

  const names = fc.constantFrom(...keyNames)
  const step1 = fc.integer({ min: 0, max: 900 })

  it.each(holdStyles)('never sends from repeats, releases and unknown codes (%s)', (style) => {
    const noise = fc.record({ name: names, phase: fc.constantFrom('repeat' as const, 'release' as const), wait: step1 })
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 120 }), (events) => {
        let at = 0
        const inputs = events.flatMap(({ name, phase, wait }) => {
          at += wait
          return [tick(at), key(name, phase, at)]
        })
        expect(run(style, [open(), ...inputs, tick(at + 60_000)], closedPanel, 0).acts).toEqual([])
      }),
    )
  })

  it.each(holdStyles)('never sends from presses that are not held (%s)', (style) => {
    const tap = fc.record({
      name: names,
      wait: fc.integer({ min: 750, max: 4000 }),
      for: fc.integer({ min: 10, max: 600 }),
    })
    fc.assert(
      fc.property(fc.array(tap, { maxLength: 60 }), (taps) => {
        let at = 0
        const inputs = taps.flatMap(({ name, wait, for: ms }) => {
          at += wait
          return [
            tick(at),
            key(name, 'press', at),
            key(name, 'release', at + (style === 'pairs' ? 2 : ms)),
            tick(at + 700),
          ]
        })
        const { acts } = run(style, [open(), ...inputs, tick(at + 60_000)], closedPanel, 0)
        expect(acts.filter(({ type }) => type === 'send')).toEqual([])
      }),
    )
  })
})

describe('what is heard of the panel', () => {
  const heard = (inputs: Input[], from: Panel = closedPanel) => {
    let panel = from
    return inputs.flatMap((input) => {
      const before = panel
      panel = run('key-up', [input], before).panel
      return soundOf(before, panel) ?? []
    })
  }
  const holding = held('key-up', 'Enter', 1000, 2200)

  it('is the beginning of a hold, and that the countdown was stopped', () => {
    expect(heard([open(), ...holding, ...held('key-up', 'Back', 4000, 1100)])).toEqual(['holding', 'stopped'])
  })
  it('is nothing at all of a quiet call, held long enough or let go', () => {
    const quiet = [open(), key('Down', 'press', 500), key('Down', 'release', 520)]
    expect(heard([...quiet, ...holding])).toEqual([])
    expect(heard([...quiet, ...held('key-up', 'Enter', 1000, 600), tick(4000)])).toEqual([])
  })
})

describe('what the panel shows', () => {
  it('fills the ring and counts down', () => {
    const holding = run('key-up', [open(), key('Enter', 'press', 1000)])
    expect(ringFill(holding.panel, 2000, holding.rules)).toBe(0.5)
    const counting = run('key-up', [tick(3000)], holding.panel)
    expect(secondsLeft(counting.panel, 3001, counting.rules)).toBe(5)
    expect(secondsLeft(counting.panel, 7500, counting.rules)).toBe(1)
    expect(secondsLeft(closedPanel, 0, counting.rules)).toBe(0)
  })

  it.each([
    [{ holdMs: 3000, countdownS: 10 }, 3000, 10_000],
    [{}, 2000, 5000],
    [{ holdMs: 'x', countdownS: Number.NaN }, 2000, 5000],
    [{ holdMs: 1, countdownS: 99 }, 500, 50_000],
    [{ holdMs: 99_999, countdownS: -1 }, 10_000, 0],
  ])('reads settings %j within their limits', (given, holdMs, countdownMs) => {
    expect(panelRules({ style: 'key-up', ...given })).toMatchObject({ holdMs, countdownMs })
  })
})

describe.each(withHold)('a digit before a cancel, on a remote with %s', (style) => {
  const counting = run(style, [open(), ...held(style, 'Enter', 1000, 2200)]).panel
  const cancelled = held(style, 'Back', 5000, 1200)
  const digit = (n: number, at: number) => [key(n, 'press', at), key(n, 'release', at + 40)]

  it.each<[string, Input[], Act[]]>([
    ['none', [], []],
    ['one', digit(7, 4000), [{ type: 'stop', kind: 'help', sign: 7 }]],
    ['the last of several', [...digit(3, 3700), ...digit(7, 4200)], [{ type: 'stop', kind: 'help', sign: 7 }]],
    ['a nought', digit(0, 4000), []],
  ])('%s', (_, before, acts) => {
    const after = run(style, [...before, ...cancelled], counting)
    expect(after.acts).toEqual(acts)
    // What is seen is the same: the panel after it holds no trace of the digit.
    expect({ ...after.panel, train: null }).toEqual({ ...run(style, cancelled, counting).panel, train: null })
  })

  it('changes nothing that is shown while it is counted', () => {
    const [plain, with7] = [[], digit(7, 4000)].map((before) => run(style, [...before, tick(4200)], counting))
    const rules = panelRules({ style })
    for (const at of [4200, 5200, 6200]) {
      expect(secondsLeft(with7!.panel, at, rules)).toBe(secondsLeft(plain!.panel, at, rules))
      expect(ringFill(with7!.panel, at, rules)).toBe(ringFill(plain!.panel, at, rules))
    }
    // Without a cancel it is a call like any other.
    expect(run(style, [tick(8300), tick(8400)], with7!.panel).acts).toEqual([{ type: 'send', wish: help }])
  })

  it('goes with "I am safe" within ten seconds, and means nothing later', () => {
    const following = run(style, [tick(8300), tick(8400)], counting).panel
    const safe = (at: number) => [key('Down', 'press', at), key('Enter', 'press', at + 600)]
    const said = (ms: number) => run(style, [...digit(7, 20_000), ...safe(20_000 + ms)], following)
    expect(said(2000).acts).toEqual([{ type: 'say-safe', sign: 7 }])
    expect(said(10_001).acts).toEqual([{ type: 'say-safe' }])
    expect({ ...said(2000).panel, train: null }).toEqual({
      ...run(style, safe(22_000), following).panel,
      train: null,
    })
  })
})

it('a digit before Back twice counts on a remote without a hold', () => {
  const asked = run('none', [open(), key('Enter', 'press', 1000)])
  const typed = asked.panel.at === 'confirming' ? asked.panel.digit : 0
  const counting = run('none', [key(typed, 'press', 2000)], asked.panel).panel
  const twice = [key('Back', 'press', 4000), key('Back', 'press', 4600)]
  expect(run('none', [key(7, 'press', 3000), ...twice], counting).acts).toEqual([
    { type: 'stop', kind: 'help', sign: 7 },
  ])
})

describe('the digit that confirmed a call on a remote without a hold', () => {
  const asked = run('none', [open(), key('Enter', 'press', 1000)])
  const typed = asked.panel.at === 'confirming' ? asked.panel.digit : 0
  const other = (typed % 9) + 1
  const sign = (digit: number | null) => (digit === null ? {} : { sign: digit })

  it.each<[string, Input[], number | null]>([
    ['is no sign', [], null],
    ['nor when it is heard twice', [key(typed, 'press', 2008)], null],
    ['nor many times', [2008, 2200, 2400].map((at) => key(typed, 'press', at)), null],
    ['nor when the remote repeats it', [key(typed, 'repeat', 2500), key(typed, 'repeat', 2600)], null],
    ['is one when it is pressed afresh', [key(typed, 'press', 2500)], typed],
    ['and when it was heard twice then', [key(typed, 'press', 2500), key(typed, 'press', 2508)], typed],
    ['another is one, however soon', [key(other, 'press', 2100)], other],
    ['and it again after another', [key(other, 'press', 2100), key(typed, 'press', 2200)], typed],
  ])('%s, before a cancel and before "I am safe"', (_, digits, meant) => {
    const confirmed = [key(typed, 'press', 2000), ...digits]
    const twice = [key('Back', 'press', 4000), key('Back', 'press', 4600)]
    const stopped = run('none', [...confirmed, ...twice], asked.panel)
    expect(stopped.acts).toEqual(meant === null ? [] : [{ type: 'stop', kind: 'help', ...sign(meant) }])
    const safe = [key('Down', 'press', 4000), key('Enter', 'press', 4600)]
    const sent = run('none', [...confirmed, ...safe], asked.panel, 0)
    expect(sent.acts).toEqual([
      { type: 'send', wish: help },
      { type: 'say-safe', ...sign(meant) },
    ])
  })
})

describe('a practice', () => {
  const opened = (over: object) => run('key-up', [{ type: 'open', at: 0, following: false, ...over }]).panel
  const chosen = (panel: Panel) => (panel.at === 'choosing' ? (panel.wish.quiet ? 'quiet' : panel.wish.mode) : panel.at)

  it.each([
    [0, false],
    [1, false],
    [2, true],
    [9, true],
  ])('after %i mistakes is offered: %s', (mistakes, offered) => expect(offersPractice(mistakes)).toBe(offered))

  it.each<[boolean, KeyName[], string]>([
    [false, ['Down', 'Right'], 'test'],
    [true, ['Down', 'Right'], 'practice'],
    [true, ['Down', 'Right', 'Right'], 'test'],
    [true, ['Down', 'Right', 'Right', 'Right'], 'test'],
    [true, ['Down', 'Right', 'Right', 'Left', 'Left'], 'quiet'],
    [true, ['Down', 'Down', 'Down'], 'quiet'],
    [true, ['Down', 'Right', 'Down'], 'practice'],
    [true, ['Down', 'Right', 'Up'], 'real'],
  ])('offered %s, %j leads to %s', (offer, names, to) => {
    const keys = names.flatMap((name, n) => [key(name, 'press', 1000 + n * 900), key(name, 'release', 1040 + n * 900)])
    expect(chosen(run('key-up', keys, opened({ offer })).panel)).toBe(to)
  })

  it.each(withHold)('sends nothing on a remote with %s, whatever is pressed', (style) => {
    const from = run(style, [{ type: 'open', at: 0, following: false, start: 'practice' }]).panel
    const counting = run(style, held(style, 'Enter', 1000, 2200), from).panel
    expect(counting.at).toBe('counting')
    const done = run(style, [tick(8300), tick(8400)], counting)
    expect([done.acts, done.panel.at]).toEqual([[{ type: 'practised' }], 'closed'])
    const stopped = run(
      style,
      [key(7, 'press', 4000), key(7, 'release', 4040), ...held(style, 'Back', 5000, 1200)],
      counting,
    )
    expect([stopped.acts, stopped.panel.at]).toEqual([[], 'stopped'])
  })

  it('and the test are what was asked for elsewhere, also while a call is followed', () => {
    expect(chosen(opened({ start: 'test', following: true }))).toBe('test')
    expect(chosen(opened({ start: 'practice' }))).toBe('practice')
    expect(chosen(opened({ following: true }))).toBe('following')
  })

  it.each([
    [2000, 3000],
    [2500, 3000],
    [5000, null],
    [9000, null],
  ])('with a hold of %i ms offers %s', (now, next) => expect(longerHold(now)).toBe(next))
})

describe('a text of the desk', () => {
  const following = run('key-up', [
    { type: 'open', at: 0, following: true },
    { type: 'text', at: 5000, text: { id: 't', answers: 3 } },
  ]).panel
  const asked = (panel: Panel) => (panel.at === 'following' ? panel.asked : null)

  it.each<[KeyName[], number]>([
    [[], 0],
    [['Left'], 0],
    [['Right'], 1],
    [['Right', 'Right', 'Right'], 2],
    [['Right', 'Up', 'Down', 'Left'], 0],
  ])('%j leads to the answer %i', (names, choice) => {
    const keys = names.map((name, n) => key(name, 'press', 6000 + n * 1100))
    const { panel, acts } = run('key-up', [...keys, key('Enter', 'press', 20_000)], following)
    expect(acts).toEqual([{ type: 'answer', text: 't', choice }])
    expect(asked(panel)).toMatchObject({ choice, sent: true })
  })

  it('is not answered by an OK meant for what was there before, nor twice', () => {
    expect(run('key-up', [key('Enter', 'press', 5700)], following).acts).toEqual([])
    const once = run('key-up', [key('Enter', 'press', 7000), key('Enter', 'release', 7050)], following)
    expect(run('key-up', [key('Right', 'press', 9000), key('Enter', 'press', 12_000)], once.panel).acts).toEqual([])
  })

  it('is asked again with the same answer in focus when that did not arrive', () => {
    const sent = run('key-up', [key('Right', 'press', 6000), key('Enter', 'press', 7000)], following).panel
    const again = run('key-up', [{ type: 'text', at: 9000, text: { id: 't', answers: 3 } }], sent).panel
    expect(asked(again)).toMatchObject({ choice: 1, sent: false })
  })

  it('goes when it was answered elsewhere, and disturbs no choice and no countdown', () => {
    expect(asked(run('key-up', [{ type: 'text', at: 9000, text: null }], following).panel)).toBeNull()
    const choosing = run('key-up', [open()]).panel
    expect(run('key-up', [{ type: 'text', at: 9000, text: { id: 't', answers: 3 } }], choosing).panel).toBe(choosing)
  })
})
