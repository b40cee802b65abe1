import { describe, expect, it } from 'vitest'
import type { Me } from '../../contract/household'
import type { Known } from '../service/services'
import { en } from '../words/en'
import { hearersOf } from './sentences'

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
