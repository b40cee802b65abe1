import { describe, expect, it } from 'vitest'
import type { Alarm, Receipt } from '../../contract/alarms'
import { householdLanguages } from '../words/household'
import type { OwnCall } from './call'
import { ladder, laterAlarm, pendingText, runningTime } from './ladder'
import { textLines } from './texts'

const numbers = { help: '110', fire: '119', medical: '120', intruder: '110', text: '12110' }
const time = (second: number) => new Date(Date.UTC(2026, 10, 23, 14, 2, second)).toISOString()
const receipt = (hop: Receipt['hop'], second: number, who: string | null = null): Receipt => ({
  hop,
  at: time(second),
  who,
})

const alarm = (over: Partial<Alarm> = {}): Alarm => ({
  id: 'a1',
  kind: 'help',
  quiet: false,
  mode: 'real',
  late: false,
  state: 'raised',
  unanswered: false,
  stored: true,
  own: true,
  raised_at: time(1),
  pressed_at: time(0),
  closed_at: null,
  outcome: null,
  household: { label: '3-2-502', area: '东门网格 · 桂花村' },
  receipts: [receipt('server_received', 1)],
  ...over,
})
const call = (over: Partial<OwnCall> = {}): OwnCall => ({
  key: 'k'.repeat(32),
  wish: { kind: 'help', quiet: false, mode: 'real' },
  pressedAt: time(0),
  sent: 'unsent',
  asking: false,
  alarm: null,
  ...over,
})
const shown = (own: OwnCall) =>
  ladder(own, numbers)
    .slice(1)
    .map(({ what, mark }) => `${what} ${mark}`)
const stored = (over: Partial<Alarm>) => shown(call({ sent: 'stored', alarm: alarm(over) }))

describe('the ladder before the server has it', () => {
  it.each([
    ['help', '110'],
    ['fire', '119'],
    ['medical', '120'],
    ['intruder', '110'],
  ] as const)('says that %s is not sent yet, with %s beside it', (kind, number) => {
    const lines = ladder(call({ wish: { kind, quiet: false, mode: 'real' } }), numbers)
    expect(lines).toEqual([
      { what: 'pressed', mark: 'done', at: time(0) },
      { what: 'not_sent', mark: 'failed', at: null, number, text: '12110' },
    ])
  })

  it('does not call "passed on" stored, and asks after ten minutes', () => {
    expect(shown(call({ sent: 'passed_on' }))).toEqual(['passed_on failed'])
    expect(shown(call({ asking: true }))).toEqual(['not_sent failed', 'asking waiting'])
  })
})

describe('the ladder of a stored alarm', () => {
  const desk = receipt('desk_displayed', 2, '东门值班室')
  const boxes = [receipt('box_displayed', 3, '1-101'), receipt('box_displayed', 4, '1-102')]
  const seen = receipt('acknowledged', 40, '王敏')

  it.each<[string, Partial<Alarm>, string[]]>([
    ['only the server has it', {}, ['server_received done', 'waiting waiting']],
    [
      'screens show it',
      { state: 'displayed', receipts: [receipt('server_received', 1), desk, ...boxes] },
      ['server_received done', 'desk_displayed done', 'box_displayed done', 'waiting waiting'],
    ],
    [
      'a box was only reached',
      { receipts: [receipt('server_received', 1), receipt('box_reached', 2)] },
      ['server_received done', 'box_reached done', 'waiting waiting'],
    ],
    [
      'a neighbour goes',
      { state: 'displayed', receipts: [receipt('server_received', 1), receipt('going', 9, '1-101')] },
      ['server_received done', 'going answered', 'waiting_for_desk waiting'],
    ],
    [
      'a neighbour cannot',
      { receipts: [receipt('server_received', 1), receipt('cannot', 9, '1-101')] },
      ['server_received done', 'waiting waiting'],
    ],
    [
      'a person has seen it',
      { state: 'acknowledged', receipts: [receipt('server_received', 1), desk, seen] },
      ['server_received done', 'desk_displayed done', 'acknowledged answered'],
    ],
    [
      'somebody is on the way',
      { state: 'attending', receipts: [receipt('server_received', 1), seen, receipt('attending', 60, '王敏')] },
      ['server_received done', 'acknowledged answered', 'attending answered'],
    ],
    [
      'no one has answered',
      { unanswered: true, receipts: [receipt('server_received', 1), receipt('unanswered', 50)] },
      ['server_received done', 'unanswered failed'],
    ],
    [
      'answered after all',
      {
        unanswered: true,
        state: 'acknowledged',
        receipts: [receipt('server_received', 1), receipt('unanswered', 30), seen],
      },
      ['server_received done', 'acknowledged answered'],
    ],
    [
      'it is closed',
      { state: 'closed', closed_at: time(59), outcome: 'false_alarm', receipts: [receipt('server_received', 1), seen] },
      ['server_received done', 'acknowledged answered', 'closed done'],
    ],
    ['it came late', { late: true }, ['server_received done', 'late done', 'waiting waiting']],
  ])('%s', (_, over, lines) => {
    expect([...stored(over)].sort()).toEqual([...lines].sort())
    expect(stored(over).slice(-1)[0]).toBe(lines.slice(-1)[0])
  })

  it('is green only where a person has answered', () => {
    const machines: Receipt['hop'][] = [
      'server_received',
      'pressed_again',
      'desk_displayed',
      'box_displayed',
      'box_reached',
      'tier_reached',
      'says_safe',
      'cannot',
      'safe_here',
      'unanswered',
    ]
    const lines = stored({ state: 'displayed', receipts: machines.map((hop, n) => receipt(hop, n)) })
    expect(lines.filter((line) => line.endsWith('answered'))).toEqual([])
  })

  it('counts the neighbours’ screens and names who answered', () => {
    const lines = ladder(
      call({
        sent: 'stored',
        alarm: alarm({ state: 'acknowledged', receipts: [receipt('server_received', 1), ...boxes, seen] }),
      }),
      numbers,
    )
    expect(lines).toContainEqual({ what: 'box_displayed', mark: 'done', at: time(3), count: 2 })
    expect(lines).toContainEqual({ what: 'acknowledged', mark: 'answered', at: time(40), who: '王敏' })
  })

  it('waits anew since the call was pressed again', () => {
    const lines = ladder(
      call({
        sent: 'stored',
        alarm: alarm({ receipts: [receipt('server_received', 1), receipt('pressed_again', 33)] }),
      }),
      numbers,
    )
    expect(lines.slice(-1)[0]).toMatchObject({ what: 'waiting', since: time(33) })
  })
})

describe('two views of one alarm', () => {
  const early = alarm()
  const more = alarm({ receipts: [receipt('server_received', 1), receipt('desk_displayed', 2)] })
  const taken = alarm({ state: 'acknowledged', receipts: [receipt('server_received', 1)] })
  it.each([
    ['more receipts', early, more, more],
    ['the other way round', more, early, more],
    ['a further state', more, taken, taken],
    ['never back', taken, more, taken],
  ])('keeps the later: %s', (_, one, other, later) => {
    expect(laterAlarm(one, other)).toBe(later)
  })
})

it.each([
  [0, '0:00'],
  [38_400, '0:38'],
  [600_000, '10:00'],
  [3_661_000, '1:01:01'],
  [-5000, '0:00'],
])('a running time of %d ms reads %s', (ms, text) => {
  expect(runningTime(1_000_000, 1_000_000 + ms)).toBe(text)
})

describe('texts of the desk', () => {
  const text = (id: string, second: number, over: object = {}) => ({
    ...{ id, ready: null, text: 'ok?', answers: ['yes', 'no'] as ('yes' | 'no')[], by: '王敏', at: time(second) },
    ...{ displayed_at: null, answer: null, answered_at: null },
    ...over,
  })
  const yes = { displayed_at: time(8), answer: 'yes' as const, answered_at: time(9) }
  it.each<[string, Alarm | null, string | null]>([
    ['no call', null, null],
    ['a call of before there were texts', alarm(), null],
    ['one', alarm({ texts: [text('a', 5)] }), 'a'],
    ['the newest of two', alarm({ texts: [text('a', 5), text('b', 6)] }), 'b'],
    ['an answered one', alarm({ texts: [text('a', 5, yes)] }), null],
    ['an older one beside an answered one', alarm({ texts: [text('a', 5), text('b', 6, yes)] }), 'a'],
    ['a closed call', alarm({ state: 'closed', texts: [text('a', 5)] }), null],
  ])('%s waits for an answer', (_, given, id) => expect(pendingText(given)?.id ?? null).toBe(id))

  it('stand on the ladder in their time, and their answers do not get lost', () => {
    const seen = receipt('acknowledged', 4, '王敏')
    const taken = { state: 'acknowledged' as const, receipts: [receipt('server_received', 1), seen] }
    const asked = alarm({ ...taken, texts: [text('a', 5)] })
    const answered = alarm({ ...taken, texts: [text('a', 5, yes)] })
    const { en } = householdLanguages
    const lines = (given: Alarm) => ladder(call({ alarm: given }), numbers, textLines(given, en.texts))
    expect(lines(asked).map(({ what }) => what)).toEqual(['pressed', 'server_received', 'acknowledged', 'text'])
    expect(lines(asked).pop()).toMatchObject({ said: '王敏: ok?', mark: 'done' })
    expect(lines(answered).pop()).toMatchObject({ said: '王敏: ok? You said: Yes' })
    const ready = alarm({ ...taken, texts: [text('a', 5, { ready: 'stay_there', text: null })] })
    expect(lines(ready).pop()).toMatchObject({ said: '王敏: Please stay where you are.' })
    expect(laterAlarm(answered, asked)).toBe(answered)
    expect(laterAlarm(asked, answered)).toBe(answered)
  })
})

it('says of each neighbour how it stands with the cameras now', () => {
  const receipts = [
    receipt('server_received', 1),
    receipt('cameras_opened', 5, '1-101'),
    receipt('cameras_opened', 6, '1-102'),
    receipt('cameras_ended', 7, '1-101'),
  ]
  const lines = ladder(call({ alarm: alarm({ receipts }) }), numbers).filter(({ what }) => what.startsWith('cameras'))
  expect(lines.map((line) => [line.what, 'who' in line && line.who, line.mark])).toEqual([
    ['cameras_opened', '1-102', 'done'],
    ['cameras_ended', '1-101', 'done'],
  ])
})
