import { describe, expect, it } from 'vitest'
import type { DeskAlarm, Receipt } from '../contract/alarms'
import {
  cardSince,
  cardsOf,
  happened,
  isUnheard,
  ladder,
  laterAlarm,
  mayRingBack,
  mayWrite,
  neighbourOf,
  nextAct,
  outcomesOf,
  passwordFault,
  runningTime,
  shownAlarm,
  sortQueue,
  waits,
  withAlarm,
  withList,
} from './model'

const time = (second: number) => new Date(Date.UTC(2026, 10, 23, 14, 2, second)).toISOString()
const receipt = (hop: Receipt['hop'], second: number, who: string | null = null): Receipt => ({
  hop,
  at: time(second),
  who,
})
const alarm = (id: string, over: Partial<DeskAlarm> = {}): DeskAlarm => ({
  id,
  kind: 'help',
  quiet: false,
  mode: 'real',
  late: false,
  state: 'raised',
  unanswered: false,
  stored: true,
  own: false,
  raised_at: time(1),
  pressed_at: time(0),
  closed_at: null,
  outcome: null,
  household: { label: '3-2-502', area: '东门网格 · 桂花村', contact_name: '李', contact_phone: '555' },
  household_id: 'h1',
  duress: false,
  note: null,
  receipts: [receipt('server_received', 1)],
  ...over,
})

describe('the queue', () => {
  const ids = (alarms: DeskAlarm[]) => sortQueue(alarms).map(({ id }) => id)

  it.each<[string, DeskAlarm[], string[]]>([
    ['the newest on top', [alarm('old'), alarm('new', { raised_at: time(9) })], ['new', 'old']],
    [
      'who waits before who is taken, closed last',
      [
        alarm('closed', { state: 'closed', raised_at: time(30) }),
        alarm('taken', { state: 'acknowledged', raised_at: time(20) }),
        alarm('waits'),
      ],
      ['waits', 'taken', 'closed'],
    ],
    [
      'real before drill before test',
      [
        alarm('test', { mode: 'test', raised_at: time(9) }),
        alarm('drill', { mode: 'drill', raised_at: time(8) }),
        alarm('real'),
      ],
      ['real', 'drill', 'test'],
    ],
    ['a steady order of equals', [alarm('b'), alarm('a')], ['a', 'b']],
  ])('%s', (_, alarms, order) => {
    expect(ids(alarms)).toEqual(order)
    expect(ids([...alarms].reverse())).toEqual(order)
  })

  it.each([
    ['a', 1, 'b'],
    ['b', 1, 'b'],
    ['b', -1, 'a'],
    ['gone', 1, 'a'],
  ] as const)('from %s by %d leads to %s', (from, by, to) => {
    expect(neighbourOf([alarm('a'), alarm('b')], from, by)).toBe(to)
  })

  it.each<[string, DeskAlarm[], string | null, string | null]>([
    [
      'the first of the queue when nothing is shown',
      [alarm('taken', { state: 'attending' }), alarm('waits')],
      null,
      'waits',
    ],
    [
      'what is shown, also when another one waits',
      [alarm('taken', { state: 'acknowledged' }), alarm('waits')],
      'taken',
      'taken',
    ],
    ['who waits instead of a closed one', [alarm('closed', { state: 'closed' }), alarm('waits')], 'closed', 'waits'],
    [
      'a closed one as long as nobody waits',
      [alarm('closed', { state: 'closed' }), alarm('taken', { state: 'attending' })],
      'closed',
      'closed',
    ],
    ['the first when the shown one has gone', [alarm('a')], 'gone', 'a'],
    ['nothing without calls', [], 'gone', null],
  ])('shows %s', (_, alarms, shown, expected) => {
    expect(shownAlarm(alarms, shown)?.id ?? null).toBe(expected)
  })
})

describe('the cards of the queue', () => {
  const at = (id: string, household_id: string, over: Partial<DeskAlarm> = {}) => alarm(id, { household_id, ...over })
  const ids = (...alarms: DeskAlarm[]) => cardsOf(sortQueue(alarms)).map((card) => card.map(({ id }) => id).join())

  it.each<[string, DeskAlarm[], string[]]>([
    [
      'a household’s open calls are one, at the place of the one that waits',
      [at('a', 'h1', { state: 'attending' }), at('b', 'h2', { raised_at: time(5) }), at('c', 'h1', { kind: 'fire' })],
      ['b', 'c,a'],
    ],
    ['a quiet call too', [at('a', 'h1', { raised_at: time(9) }), at('b', 'h1', { quiet: true })], ['a,b']],
    ['a real call is no part of a drill', [at('a', 'h1', { mode: 'drill' }), at('b', 'h1')], ['b', 'a']],
    [
      'what is closed stays by itself',
      [at('a', 'h1', { state: 'closed' }), at('b', 'h1'), at('c', 'h1', { state: 'closed', raised_at: time(0) })],
      ['b', 'a', 'c'],
    ],
  ])('%s', (_, alarms, cards) => expect(ids(...alarms)).toEqual(cards))

  it('run since the longest waiting call', () => {
    const old = at('old', 'h1', { state: 'acknowledged', raised_at: time(1) })
    const [waiting, newest] = [at('b', 'h1', { raised_at: time(4) }), at('c', 'h1', { raised_at: time(9) })]
    expect(cardSince([newest, waiting, old])).toBe(time(4))
    expect(cardSince([old])).toBe(time(1))
  })
})

describe('what is heard', () => {
  it('adds, replaces by the later, and never goes back', () => {
    const first = [alarm('a')]
    const taken = alarm('a', { state: 'acknowledged' })
    expect(withAlarm([], alarm('a'))).toHaveLength(1)
    expect(withAlarm(first, taken)).toEqual([taken])
    expect(withAlarm([taken], alarm('a', { state: 'displayed' }))).toEqual([taken])
  })

  it('drops what is no longer open, and keeps what was seen to close', () => {
    const closed = alarm('closed', { state: 'closed' })
    const known = [alarm('gone'), closed, alarm('a')]
    const list = withList(known, [alarm('a', { state: 'displayed' }), alarm('b')], known)
    expect(list.map(({ id, state }) => `${id} ${state}`)).toEqual(['closed closed', 'a displayed', 'b raised'])
  })

  it('keeps a call that came while the list was on its way', () => {
    const known = [alarm('a')]
    const list = withList([...known, alarm('new')], [alarm('a')], known)
    expect(list.map(({ id }) => id)).toEqual(['a', 'new'])
  })

  it('keeps more receipts of the same state', () => {
    const more = alarm('a', { receipts: [receipt('server_received', 1), receipt('box_displayed', 2)] })
    expect(laterAlarm(more, alarm('a'))).toBe(more)
    const forced = alarm('a', { duress: true })
    expect(laterAlarm(forced, alarm('a'))).toBe(forced)
  })

  it('keeps what became of a text, however the answers overtake each other', () => {
    const text = {
      id: 't',
      ready: null,
      text: 'ok?',
      answers: ['yes' as const, 'no' as const],
      by: 'Grace',
      at: time(1),
    }
    const written = alarm('a', { texts: [{ ...text, displayed_at: null, answer: null, answered_at: null }] })
    const shown = alarm('a', { texts: [{ ...text, displayed_at: time(2), answer: null, answered_at: null }] })
    const answered = alarm('a', { texts: [{ ...text, displayed_at: time(2), answer: 'yes', answered_at: time(3) }] })
    expect([alarm('a'), written, shown, answered].map(happened)).toEqual([1, 2, 3, 4])
    expect(withAlarm([answered], written)).toEqual([answered])
    expect(withAlarm([written], shown)).toEqual([shown])
  })
})

describe('the next act', () => {
  it.each([
    ['raised', 'acknowledge', true],
    ['displayed', 'acknowledge', true],
    ['acknowledged', 'attend', false],
    ['attending', 'close', false],
    ['closed', null, false],
  ] as const)('of a %s alarm is %s', (state, act, waiting) => {
    expect(nextAct(alarm('a', { state }))).toBe(act)
    expect(waits(alarm('a', { state }))).toBe(waiting)
  })

  it.each([
    ['real', ['real', 'false_alarm']],
    ['drill', ['drill']],
    ['test', ['test']],
  ] as const)('a %s call closes as %j', (mode, outcomes) => {
    expect(outcomesOf(alarm('a', { mode }))).toEqual(outcomes)
  })
})

describe('writing to the caller’s TV', () => {
  it.each([
    ['raised', false, false],
    ['displayed', false, false],
    ['acknowledged', false, true],
    ['attending', false, true],
    ['attending', true, false],
    ['closed', false, false],
  ] as const)('of a %s call, quiet %s: %s', (state, quiet, may) =>
    expect(mayWrite(alarm('a', { state, quiet }))).toBe(may),
  )
})

it.each(['acknowledged', 'attending'] as const)('nothing rings or shows at a caller who may be forced: %s', (state) => {
  const forced = alarm('a', { state, duress: true })
  expect([mayRingBack(forced), mayWrite(forced), isUnheard(forced)]).toEqual([false, false, true])
})

describe('the ladder', () => {
  const shown = (over: Partial<DeskAlarm>) =>
    ladder(alarm('a', over)).map(({ what, mark, who }) => `${what} ${mark} ${who.length}`)

  it('gathers the neighbours’ screens and waits for a person', () => {
    const receipts = [
      receipt('box_displayed', 4, '1-102'),
      receipt('server_received', 1),
      receipt('box_displayed', 3, '1-101'),
    ]
    expect(shown({ state: 'displayed', receipts })).toEqual([
      'server_received done 0',
      'box_displayed done 2',
      'waiting waiting 0',
    ])
    expect(ladder(alarm('a', { receipts }))[1]).toMatchObject({ at: time(3), who: ['1-101', '1-102'] })
  })

  it('counts screens whose household is not named', () => {
    expect(shown({ receipts: [receipt('box_displayed', 1), receipt('box_displayed', 2)] })[0]).toBe(
      'box_displayed done 2',
    )
  })

  it('is green only where a person has answered', () => {
    const receipts = [
      receipt('server_received', 1),
      receipt('desk_displayed', 2, '东门'),
      receipt('says_safe', 5),
      receipt('acknowledged', 6, '王敏'),
      receipt('going', 7, '1-101'),
      receipt('closed', 9, '王敏'),
    ]
    const green = ladder(alarm('a', { state: 'closed', receipts })).filter(({ mark }) => mark === 'answered')
    expect(green.map(({ what }) => what)).toEqual(['acknowledged', 'going'])
  })

  it.each(['unanswered', 'pressed_again'] as const)('%s must be read', (hop) => {
    expect(ladder(alarm('a', { receipts: [receipt(hop, 3)] }))[0]?.mark).toBe('failed')
  })
})

it.each([
  [0, '0:00'],
  [38_400, '0:38'],
  [3_661_000, '1:01:01'],
  [-5000, '0:00'],
])('a running time of %d ms reads %s', (ms, text) => {
  expect(runningTime(1_000_000, 1_000_000 + ms)).toBe(text)
})

it.each([
  ['old password', 'short', 'short', 'short'],
  ['long enough', 'long enough', 'long enough', 'same'],
  ['old password', 'long enough', 'long enouGh', 'differs'],
  ['old password', 'long enough', 'long enough', null],
] as const)('a password changed from %j to %j, repeated %j: %s', (current, next, repeated, fault) => {
  expect(passwordFault(current, next, repeated)).toBe(fault)
})
