import { describe, expect, it } from 'vitest'
import type { CameraList } from '../../contract/cameras'
import type { Me } from '../../contract/household'
import { en } from '../words/en'
import type { TileModel } from './model'
import { ageLine, rowTitle, stateLine, whyClosed, withStar } from './sentences'
import { helpLine, listState } from './states'

const at = new Date(2026, 10, 23, 14, 2).getTime()
const empty: CameraList = { cameras: [], closed: [] }
const some = { cameras: [{}], closed: [] } as unknown as CameraList
type Facts = Parameters<typeof listState>[0]
const facts = (value: CameraList | null, freshness: Facts['freshness'], failure: Facts['failure'] = null): Facts => ({
  value,
  at: value ? at : null,
  freshness,
  failure,
})

describe('the list', () => {
  it.each<[string, Facts, Parameters<typeof listState>[1], boolean, string | null, string, string]>([
    ['on its way', facts(null, 'nothing'), 'offline', false, en.cameras.loading, '', ''],
    ['on its way while pairing', facts(null, 'nothing'), 'pairing', true, en.pairing.pairing, '', ''],
    ['failed', facts(null, 'failed', 'timeout'), 'offline', true, en.cameras.failedTitle, '', en.cameras.again],
    [
      'behind the PIN',
      facts(null, 'failed', 'pin-needed'),
      'paired',
      true,
      en.problems['pin-needed'],
      '',
      en.watch.keys.pin,
    ],
    [
      'of an unpaired box',
      facts(null, 'failed', 'unauthorized'),
      'unpaired',
      true,
      en.pairing.unpaired,
      '',
      en.cameras.again,
    ],
    ['stored', facts(some, 'stored'), 'offline', false, null, 'List of 14:02 · Updating …', ''],
    [
      'stale',
      facts(some, 'failed', 'no-network'),
      'offline',
      false,
      null,
      `List of 14:02 · ${en.problems['no-network']}`,
      en.cameras.again,
    ],
    ['fresh', facts(some, 'fresh'), 'paired', false, null, '', ''],
    ['empty', facts(empty, 'fresh'), 'paired', false, en.cameras.empty, '', ''],
  ])('%s', (_, list, session, slow, sentence, banner, ok) => {
    const state = listState(list, session, slow, en, at)
    expect([state.message?.sentence ?? null, state.banner, state.ok]).toEqual([sentence, banner, ok])
  })

  it('of another day is not taken for today’s', () => {
    const thursday = at + 3 * 86_400_000
    expect(listState(facts(some, 'stored'), 'offline', false, en, thursday).banner).toMatch(/^List of 23 Nov · /)
  })

  it.each<[string, Facts, string | null, string]>([
    ['did not come', facts(null, 'failed', 'timeout'), en.cameras.loading, ''],
    ['is stale', facts(some, 'failed', 'timeout'), null, 'List of 14:02 · Updating …'],
  ])('that %s is being fetched once the resident asks again', (_name, list, sentence, banner) => {
    const state = listState(list, 'offline', false, en, at, true)
    expect([state.message?.sentence ?? null, state.banner, state.ok]).toEqual([sentence, banner, ''])
  })

  it('says more after two seconds', () => {
    const detail = (slow: boolean) => listState(facts(null, 'nothing'), 'offline', slow, en, at).message?.detail
    expect([detail(false), detail(true)]).toEqual(['', en.cameras.stillLoading])
  })
})

describe('who would hear a call', () => {
  const me = (more: object) =>
    ({
      desk: { name: '', phone: null, staffed: true },
      group: {},
      readiness: { reachable: 6, members: 8 },
      ...more,
    }) as Me
  type MeFacts = Parameters<typeof helpLine>[0]
  it.each<[Me | null, MeFacts['freshness'], string]>([
    [null, 'nothing', '○ Desk and neighbours not known yet'],
    [me({}), 'stored', '○ Desk and neighbours not known yet'],
    [me({}), 'failed', '○ Desk and neighbours not known yet'],
    [me({}), 'fresh', '● Desk staffed · 6 of 8 neighbours reachable'],
    [me({ desk: null, group: null }), 'fresh', '○ No duty desk · No mutual-help group'],
    [me({ desk: { staffed: false } }), 'fresh', '○ Desk not staffed now · 6 of 8 neighbours reachable'],
  ])('%#', (value, freshness, line) => {
    expect(helpLine({ value, at: null, freshness, failure: null }, en)).toBe(line)
  })
})

describe('a tile', () => {
  const tile = (more: Partial<TileModel>) => ({ state: 'online', at: null, closed: null, ...more }) as TileModel
  it.each<[Partial<TileModel>, boolean, string]>([
    [{}, false, '● Online'],
    [{ clarity: 'low' }, false, '● Online · low'],
    [{ clarity: 'low' }, true, '● Online'],
    [{ state: 'unknown' }, false, '○ Not known'],
    [{ state: 'offline' }, false, '○ Offline'],
    [{ state: 'offline', at: at - 1_320_000 }, false, '○ Offline since 13:40'],
    [{ state: 'offline', at: at - 1_320_000 }, true, '○ Offline'],
    [{ state: 'offline', at: at - 3 * 86_400_000 }, false, '○ Offline since 20 Nov'],
    [{ state: 'closed', at: at + 8 * 3_600_000, closed: 'quiet_hours' }, false, 'Closed until 22:02'],
    [{ state: 'closed', closed: 'suspended' }, false, 'Closed'],
  ])('%o (short: %s) says %s', (more, short, line) => {
    expect(stateLine(tile(more), en, at, short)).toBe(line)
  })

  it('has its star in the words where there is no room beside them', () => {
    const said = (more: Partial<TileModel>) => withStar(stateLine(tile(more), en, at, true))
    expect([said({}), said({ state: 'offline' }), said({ state: 'closed' })]).toEqual([
      '★ Online',
      '★ Offline',
      '★ Closed',
    ])
  })

  it('says why it is closed, and how old its picture is', () => {
    expect(whyClosed(tile({ state: 'closed', closed: 'quiet_hours' }), en)).toBe('quiet hours')
    expect(whyClosed(tile({}), en)).toBe('')
    expect([1, 19, 119, 7300, 200_000].map((age) => ageLine(at - age * 1000, en, at, true))).toEqual([
      'seconds ago',
      '10 s ago',
      '1 min ago',
      '2 h ago',
      '2 days ago',
    ])
  })

  it('stands in a row that says whose it is', () => {
    expect(rowTitle({ key: 'g', title: 'grid', name: 'East gate', tiles: [tile({})] }, en)).toEqual({
      title: 'Our grid',
      detail: 'East gate · 1 camera',
    })
  })
})
