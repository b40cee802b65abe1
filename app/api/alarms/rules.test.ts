import { describe, expect, it } from 'vitest'
import { alarmStates } from '../../contract/alarms'
import type { AlarmFacts, Confirmer, Hop } from './facts'
import {
  advance,
  alarmId,
  awaitsAnswer,
  bodyHash,
  emergency,
  idempotencyKey,
  isGoing,
  joins,
  ladder,
  pressOf,
} from './rules'
import { alarmView, channelsOf, follows, hears, type Listener } from './view'

const now = Date.parse('2026-11-23T08:00:00Z')
const minute = 60_000
const at = (ms: number) => new Date(now + ms).toISOString()

const alarm = (over: Partial<AlarmFacts> = {}): AlarmFacts => ({
  id: 'a',
  household: 'home1',
  boxes: ['box1'],
  kind: 'help',
  quiet: false,
  mode: 'real',
  late: false,
  duress: false,
  state: 'raised',
  unanswered: false,
  stored: true,
  raisedAt: now,
  pressedAt: now,
  closedAt: null,
  outcome: null,
  note: null,
  area: 'grid',
  group: 'group',
  label: 'No. 1',
  areas: [
    { id: 'grid', name: 'Grid', level: 'grid' },
    { id: 'village', name: 'Village', level: 'village' },
  ],
  contactName: 'Li',
  contactPhone: '123',
  texts: [],
  receipts: [{ hop: 'server_received', at: now, who: { kind: 'system' } }],
  ...over,
})
const home2: Confirmer = { kind: 'household', id: 'home2', name: 'No. 2' }
const home1: Confirmer = { kind: 'household', id: 'home1', name: 'No. 1' }
const grace: Confirmer = { kind: 'officer', id: 'grace', name: 'Officer Grace' }
const tom: Confirmer = { kind: 'officer', id: 'tom', name: 'Officer Tom' }
const receipt = (hop: Hop, who: Confirmer = { kind: 'system' }) => ({ hop, at: now, who })

describe('the ladder', () => {
  // hop: the state that each of raised, displayed, acknowledged, attending, closed becomes; - is refused
  const table: [Hop, string][] = [
    ['server_received', '- - - - -'],
    ['pressed_again', 'raised displayed acknowledged attending -'],
    ['desk_displayed', 'displayed displayed acknowledged attending -'],
    ['box_displayed', 'displayed displayed acknowledged attending -'],
    ['box_reached', 'raised displayed acknowledged attending -'],
    ['going', 'displayed displayed acknowledged attending -'],
    ['cannot', 'displayed displayed acknowledged attending -'],
    ['safe_here', 'displayed displayed acknowledged attending -'],
    ['cameras_opened', 'raised displayed acknowledged attending -'],
    ['cameras_ended', 'raised displayed acknowledged attending -'],
    ['says_safe', 'raised displayed acknowledged attending -'],
    ['called_back', '- - acknowledged attending -'],
    ['called_in_vain', '- - acknowledged attending -'],
    ['desks_only', 'raised - - - -'],
    ['acknowledged', 'acknowledged acknowledged acknowledged attending -'],
    ['attending', 'attending attending attending attending -'],
    ['tier_reached', 'raised displayed - - -'],
    ['unanswered', 'raised displayed - - -'],
    ['closed', 'closed closed closed closed -'],
  ]
  const cells = table.flatMap(([hop, row]) => row.split(' ').map((to, n) => [hop, alarmStates[n]!, to] as const))

  it('has a row for every hop', () =>
    expect(Object.keys(ladder).toSorted()).toEqual(table.map(([hop]) => hop).toSorted()))

  it.each(cells)('%s on %s gives %s', (hop, state, to) => {
    const { result, alarm: after } = advance(alarm({ state }), receipt(hop, grace))
    expect(result === 'refused' ? '-' : after.state).toBe(to)
    expect(alarmStates.indexOf(after.state)).toBeGreaterThanOrEqual(alarmStates.indexOf(state))
    expect(after.receipts.length - 1).toBe(result === 'changed' ? 1 : 0)
  })

  const said = (hop: Hop, who: Confirmer, ...more: [Hop, Confirmer][]) => {
    let current = alarm()
    for (const [each, by] of [[hop, who] as [Hop, Confirmer], ...more])
      current = advance(current, receipt(each, by)).alarm
    return current
  }
  it.each([
    ['a screen confirms once', said('box_displayed', home2), 'box_displayed', home2, 'same'],
    ['another screen confirms too', said('box_displayed', home2), 'box_displayed', home1, 'changed'],
    ['the same answer again', said('going', home2), 'going', home2, 'same'],
    ['another answer', said('going', home2), 'cannot', home2, 'changed'],
    ['back to the first answer', said('going', home2, ['cannot', home2]), 'going', home2, 'changed'],
    ['the second to acknowledge', said('acknowledged', grace), 'acknowledged', tom, 'same'],
    ['acknowledging what is attended', said('attending', grace), 'acknowledged', tom, 'same'],
    ['attending twice', said('attending', grace), 'attending', tom, 'same'],
    ['cameras open', said('going', home2), 'cameras_opened', home2, 'changed'],
    ['cameras end', said('cameras_opened', home2), 'cameras_ended', home2, 'changed'],
    ['cameras end twice', said('cameras_opened', home2, ['cameras_ended', home2]), 'cameras_ended', home2, 'same'],
    ['cameras open anew', said('cameras_opened', home2, ['cameras_ended', home2]), 'cameras_opened', home2, 'changed'],
    ['cameras of another end', said('cameras_opened', home2), 'cameras_ended', home1, 'same'],
    ['saying safe twice', said('says_safe', home1), 'says_safe', home1, 'same'],
    ['pressing twice more', said('pressed_again', home1), 'pressed_again', home1, 'changed'],
  ] as const)('%s', (_, before, hop, who, expected) => expect(advance(before, receipt(hop, who)).result).toBe(expected))

  it('sets what belongs to a step', () => {
    const unanswered = advance(alarm(), receipt('unanswered')).alarm
    expect(unanswered.unanswered).toBe(true)
    expect(advance(unanswered, receipt('pressed_again', home1)).alarm.unanswered).toBe(false)
    expect(advance(unanswered, receipt('acknowledged', grace)).alarm.unanswered).toBe(false)
    const late = alarm({ late: true })
    expect(advance(late, receipt('pressed_again', home1), { late: false }).alarm.late).toBe(false)
    expect(advance(late, receipt('pressed_again', home1), { late: true }).alarm.late).toBe(true)
    expect(advance(alarm(), receipt('pressed_again', home1), { late: true }).alarm.late).toBe(false)
    const duress = advance(alarm(), receipt('says_safe', home1), { duress: true }).alarm
    expect(duress).toMatchObject({ duress: true, state: 'raised' })
    // Saying it again under duress is known to desks; at home nothing more is seen than after any second "safe".
    const [calm, forced] = [false, true].map((duress) =>
      advance(said('says_safe', home1), receipt('says_safe', home1), { duress }),
    )
    expect(forced).toMatchObject({ result: 'changed', alarm: { duress: true, receipts: calm?.alarm.receipts } })
    expect(advance(duress, receipt('says_safe', home1), { duress: true }).result).toBe('same')
    const closed = advance(alarm(), receipt('closed', grace), { outcome: 'real', note: 'n' }).alarm
    expect(closed).toMatchObject({ state: 'closed', closedAt: now, outcome: 'real', note: 'n' })
    expect(advance(closed, receipt('closed', grace), { outcome: 'real', note: 'n' }).result).toBe('same')
    expect(advance(closed, receipt('closed', grace), { outcome: 'real', note: 'm' }).result).toBe('refused')
    expect(advance(closed, receipt('closed', tom), { outcome: 'real', note: 'n' }).result).toBe('refused')
  })

  it.each(alarmStates.map((state) => [state, state === 'raised' || state === 'displayed'] as const))(
    '%s awaits an answer: %s',
    (state, expected) => expect(awaitsAnswer({ state })).toBe(expected),
  )
})

describe('a press', () => {
  it.each([
    ['now', { pressed_at: at(0) }, 0, false],
    ['9:59 ago', { pressed_at: at(-10 * minute + 1000) }, -10 * minute + 1000, false],
    ['10:00 ago', { pressed_at: at(-10 * minute) }, -10 * minute, false],
    ['10:01 ago', { pressed_at: at(-10 * minute - 1000) }, -10 * minute - 1000, true],
    ['in the future', { pressed_at: at(minute) }, 0, false],
    ['by a clock a day behind', { pressed_at: at(-1441 * minute), sent_at: at(-1440 * minute) }, -minute, false],
    ['by a clock a day ahead', { pressed_at: at(1420 * minute), sent_at: at(1440 * minute) }, -20 * minute, true],
    ['by a clock a second off', { pressed_at: at(-1000), sent_at: at(1000) }, -1000, false],
  ])('%s', (_, times, offset, late) => {
    const press = pressOf({ kind: 'fire', ...times }, now)
    expect(press).toEqual({ kind: 'fire', quiet: false, mode: 'real', pressedAt: now + offset, late })
  })

  it('is the same call whenever it is sent and however its time is written', () => {
    const hash = bodyHash({ kind: 'help', pressed_at: '2026-11-23T08:00:00Z' })
    expect(
      bodyHash({
        kind: 'help',
        pressed_at: '2026-11-23T16:00:00.000+08:00',
        quiet: false,
        mode: 'real',
        sent_at: at(9),
      }),
    ).toBe(hash)
    expect(bodyHash({ kind: 'help', pressed_at: '2026-11-23T08:00:00Z', quiet: true })).not.toBe(hash)
    expect(bodyHash({ kind: 'help', pressed_at: '2026-11-23T08:00:01Z' })).not.toBe(hash)
  })

  it.each([[undefined], ['x'.repeat(15)], ['x'.repeat(129)], ['']])('needs a key, not %j', (key) =>
    expect(() => idempotencyKey(key)).toThrow(),
  )
  it.each([['x'.repeat(16)], ['x'.repeat(128)]])('takes the key %j', (key) => expect(idempotencyKey(key)).toBe(key))

  it('gives one id per box and key', () => {
    expect(alarmId('a', 'b')).toBe(alarmId('a', 'b'))
    expect(new Set([alarmId('a', 'bc'), alarmId('ab', 'c'), alarmId('c', 'ab')]).size).toBe(3)
  })

  const press = pressOf({ kind: 'help', pressed_at: at(0) }, now)
  it.each([
    [{}, true],
    [{ state: 'attending' }, true],
    [{ state: 'closed' }, false],
    [{ kind: 'fire' }, false],
    [{ quiet: true }, false],
    [{ mode: 'drill' }, false],
  ] as [Partial<AlarmFacts>, boolean][])('joins an open alarm with %j: %s', (over, expected) =>
    expect(joins(alarm(over), press)).toBe(expected),
  )
})

describe('who hears what', () => {
  const box = (serial: string, household: string, group: string | null): Listener & { kind: 'box' } => ({
    kind: 'box',
    serial,
    household,
    group,
    areas: [],
  })
  const [own, ownOther] = [box('box1', 'home1', 'group'), box('box1-b', 'home1', 'group')]
  const [neighbour, stranger] = [box('box2', 'home2', 'group'), box('box4', 'home4', null)]
  const desk: Listener = { kind: 'desk', area: 'village' }

  // told: own box, own other box, neighbour, stranger, desk; then by id: own, own other, neighbour, stranger
  it.each([
    ['a real call', {}, 'own own neighbour - desk', 'own own neighbour -'],
    ['a drill', { mode: 'drill' }, 'own own neighbour - desk', 'own own neighbour -'],
    ['a test', { mode: 'test' }, 'own own - - desk', 'own own - -'],
    ['a late call', { late: true }, 'own own - - desk', 'own own - -'],
    ['a quiet call', { quiet: true }, '- - - - desk', 'own - - -'],
    ['a call without a group', { group: null }, 'own own - - desk', 'own own - -'],
    [
      'a call that was just closed',
      { state: 'closed', closedAt: now },
      'own own neighbour - desk',
      'own own neighbour -',
    ],
    ['one closed a day ago', { closedAt: now - 1440 * minute }, 'own own neighbour - desk', 'own own - -'],
  ] as [string, Partial<AlarmFacts>, string, string][])('%s', (_, over, told, read) => {
    const of = alarm(over)
    const hear = [own, ownOther, neighbour, stranger, desk].map((who) => hears(of, who) ?? '-')
    const see = [own, ownOther, neighbour, stranger].map((who) => follows(of, who, 'access', now) ?? '-')
    expect([hear.join(' '), see.join(' ')]).toEqual([told, read])
    const channels = ['desk:grid', 'desk:village']
    if (told.startsWith('own')) channels.push('household:home1')
    if (told.includes('neighbour')) channels.push('group:group')
    expect(channelsOf(of).toSorted()).toEqual(channels.toSorted())
  })

  it('lets an alarm credential follow what its box pressed', () => {
    expect(follows(alarm(), own, 'alarm', now)).toBe('own')
    expect(follows(alarm(), ownOther, 'alarm', now)).toBeNull()
    expect(follows(alarm(), neighbour, 'alarm', now)).toBeNull()
    expect(follows(alarm({ household: 'home5' }), own, 'alarm', now)).toBeNull()
  })

  const full = alarm({
    duress: true,
    note: 'secret note',
    receipts: [
      receipt('server_received'),
      receipt('tier_reached', { kind: 'tier', id: 'village', name: 'Village' }),
      receipt('box_displayed', home2),
      receipt('going', home2),
      receipt('cannot', { kind: 'household', id: 'home3', name: 'No. 3' }),
      receipt('says_safe', home1),
      receipt('acknowledged', grace),
    ],
  })
  it.each([
    ['own', [null, 'Village', null, 'No. 2', 'No. 3', 'No. 1', 'Officer Grace']],
    ['neighbour', [null, 'Village', null, 'No. 2', null, 'No. 1', 'Officer Grace']],
    ['desk', [null, 'Village', 'No. 2', 'No. 2', 'No. 3', 'No. 1', 'Officer Grace']],
  ] as const)('the %s view names whom it may', (view, names) => {
    const told = alarmView(full, view)
    expect(told.receipts.map(({ who }) => who)).toEqual(names)
    const text = JSON.stringify(told)
    expect(text.includes('123') && text.includes('Li')).toBe(view !== 'neighbour')
    expect(text.includes('duress') && text.includes('secret note')).toBe(view === 'desk')
    expect(told.household?.area).toBe('Grid · Village')
    expect(told.own).toBe(view === 'own')
  })
})

describe('emergency grants', () => {
  const day = 1440 * minute
  const grant = (name: string, days: number) => ({ alarm: name, at: now - days * day })
  it.each([
    ['the first', {}, [], false, 'open'],
    ['the second', {}, [grant('x', 1)], false, 'open'],
    ['the third', {}, [grant('x', 1), grant('y', 29)], false, 'limit'],
    ['the third with consent', {}, [grant('x', 1), grant('y', 29)], true, 'open'],
    ['two that were one alarm', {}, [grant('x', 1), grant('x', 1)], false, 'open'],
    ['one of them long ago', {}, [grant('x', 1), grant('y', 30)], false, 'open'],
    ['the same alarm again', {}, [grant('a', 0)], false, 'given'],
    ['a drill', { mode: 'drill' }, [], true, 'none'],
    ['a closed alarm', { state: 'closed' }, [], true, 'none'],
    ['a quiet alarm', { quiet: true }, [], true, 'none'],
    ['a late alarm', { late: true }, [], true, 'none'],
  ] as [string, Partial<AlarmFacts>, { alarm: string; at: number }[], boolean, string][])(
    '%s',
    (_, over, earlier, consent, expected) => expect(emergency(alarm(over), earlier, now, consent)).toBe(expected),
  )

  it('knows who is going by the last answer', () => {
    const going = alarm({ receipts: [receipt('going', home2), receipt('box_displayed', home2)] })
    expect([isGoing(going, 'home2'), isGoing(going, 'home3')]).toEqual([true, false])
    expect(isGoing(alarm({ receipts: [...going.receipts, receipt('cannot', home2)] }), 'home2')).toBe(false)
  })
})
