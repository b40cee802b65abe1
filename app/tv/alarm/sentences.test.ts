import { describe, expect, it } from 'vitest'
import type { Me } from '../../contract/household'
import type { Known } from '../service/services'
import { en } from '../words/en'
import type { OwnCall } from './call'
import { hearersOf, opensOn } from './sentences'

const me = {
  household: { id: 'h', label: '3-2-502', code: 'ABCD' },
  areas: [{ id: 'g', name: 'East Gate Grid', level: 'grid' }],
  group: { id: 'group', name: 'group' },
  desk: { name: 'Village', phone: null, staffed: true },
  readiness: { reachable: 6, members: 8 },
} as unknown as Me

describe('who would hear of a call', () => {
  const now = 1_000_000
  const words = en.alarm
  const asked = { desk: words.unknown, neighbours: '' }

  it.each<[string, Me | null, Known<Me>['freshness'], number | null, object]>([
    ['said just now', me, 'fresh', now - 60_000, { desk: 'Duty desk: Village · staffed' }],
    ['said just now', me, 'fresh', now, { neighbours: 'Neighbours: 6 of 8 can be reached now' }],
    ['said before the box came to the front', me, 'fresh', now - 121_000, asked],
    ['known from before a restart', me, 'stored', now - 1000, asked],
    ['said before the network went', me, 'failed', now - 1000, asked],
    ['never said', null, 'nothing', null, asked],
  ])('%s', (_, value, freshness, at, shown) => {
    expect(hearersOf({ value, freshness, at }, now, words)).toMatchObject(shown)
  })

  it('the address is shown whatever is known of the others', () => {
    expect(hearersOf({ value: me, freshness: 'failed', at: 0 }, now, words).address).toContain('3-2-502')
  })
})

describe('the panel opens on how a call stands', () => {
  const call = (mode: 'real' | 'test', state?: string) => ({ wish: { mode }, alarm: state && { state } }) as OwnCall
  it.each<[string, OwnCall | null, boolean, boolean]>([
    ['by red while it is unsent', call('real'), false, true],
    ['by red while it is open', call('real', 'attending'), false, true],
    ['not by red when it is closed: that is a new emergency', call('real', 'closed'), false, false],
    ['when it is news that it is closed', call('real', 'closed'), true, true],
    ['not by red during a test', call('test', 'raised'), false, false],
    ['for news of a test', call('test', 'acknowledged'), true, true],
    ['never without one', null, true, false],
  ])('%s', (_, followed, announced, opens) => expect(opensOn(followed, announced)).toBe(opens))
})
