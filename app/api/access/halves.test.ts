import type { KyselyPlugin } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows, type Rows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { openNeighbourhood } from './memory'
import type { Neighbourhood } from './neighbourhood'
import { bumpChanged, bumpVersion } from './store'

describe.each(storeKinds)('a change is never in force by halves, on %s', (kind) => {
  let running: TestService
  /** As another process has it. */
  let other: Neighbourhood
  /** Is called with each answer that the store gives to the other process. */
  let look: (rows: readonly object[]) => Promise<void> | void
  const rows = (): Rows => ({ ...goodRows(), 'duty.csv': [] })
  const camera = (change: object) => ({ ...goodRows()['cameras.csv'][0]!, id: 'k9', number: '9', ...change })
  const denial = { ...goodRows()['grants.csv'][0]!, id: 'a9', subject: 'h1', object: 'k9', effect: 'deny', clarity: '' }

  beforeEach(async () => {
    running = await startService(kind)
    await send(rows())
    look = () => undefined
    const looking: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        const looked = look(result.rows as object[])
        // The embedded store has one connection, taken in turn: what was begun here is done before the next question.
        if (kind === 'postgres') await looked
        return result
      },
    }
    const { store, clock } = running
    const db = store.db.withPlugin(looking)
    other = await openNeighbourhood({ db, clock, timeZone: 'Asia/Shanghai', pollMs: 3_600_000 })
  })
  afterEach(async () => {
    other.close()
    await running.close()
  })

  async function send({ 'duty.csv': _, ...files }: Rows): Promise<void> {
    const { status, body } = await running.send(asFiles(files))
    expect(status, JSON.stringify(body)).toBe(200)
  }
  const see = (household = 'h1') => other.decide(household, 'k9', running.clock.at).see
  /** What was decided at each answer while the other process read again. */
  async function seenMeanwhile(meanwhile: typeof look = () => undefined): Promise<Set<string>> {
    const seen = new Set<string>()
    look = (rows) => {
      seen.add(see())
      return meanwhile(rows)
    }
    await other.refresh()
    return seen.add(see())
  }

  it('a camera and the denial that comes with it', async () => {
    const files = rows()
    files['cameras.csv'].push(camera({ resident_clarity: 'full' }))
    files['grants.csv'].push(denial)
    await send(files)
    expect(await seenMeanwhile()).toEqual(new Set(['no']))
    expect(see('h2')).toBe('yes')
  })

  it('a new area, and a denial of what lies above it', async () => {
    const files = rows()
    files['cameras.csv'].push(camera({ area: 't1' }))
    files['grants.csv'].push({ ...denial, subject_kind: 'area', subject: 't1' })
    await send(files)
    await other.refresh()
    files['areas.csv'].push({ id: 'g9', parent: 'v1', level: 'grid', name: '九格' })
    files['households.csv'][0]!.area = 'g9'
    await send(files)
    expect(await seenMeanwhile()).toEqual(new Set(['no']))
    expect(other.household('h1')?.area).toBe('g9')
  })

  it('a camera that comes back, and its suspension', async () => {
    const files = rows()
    files['cameras.csv'].push(camera({}))
    await send(files)
    await running.call('POST', '/v1/operator/cameras/k9/suspension', { body: { reason: 'x' } })
    await send(rows())
    await other.refresh()
    await send(files)
    expect(await seenMeanwhile()).toEqual(new Set(['no', 'closed']))
  })

  it.each([
    ['an earlier change', (files: Rows) => send(files)],
    ['everything', () => bumpVersion(running.store.db, 'neighbourhood')],
  ])('a denial that ends as the camera is closed to residents, while %s is still read', async (_, change) => {
    const files = rows()
    files['cameras.csv'].push(camera({ resident_clarity: 'full' }))
    files['grants.csv'].push(denial)
    await send(files)
    await other.refresh()
    files['cameras.csv'].at(-1)!.name = '另一个名字'
    files['grants.csv'].at(-1)!.reason = '另一件事'
    await change(files)
    let closed: Promise<void> | null = null
    const close = () =>
      running.store.db.transaction().execute(async (transaction) => {
        await transaction.updateTable('cameras').set({ resident_clarity: 'none' }).where('id', '=', 'k9').execute()
        await transaction.deleteFrom('grants').where('id', '=', 'a9').execute()
        await bumpChanged(transaction, { cameras: ['k9'] })
        await bumpVersion(transaction, 'grants')
      })
    const seen = await seenMeanwhile(([row]) => {
      if (closed !== null || row === undefined || !('resident_clarity' in row)) return
      closed = close()
      return closed
    })
    expect(closed).not.toBeNull()
    expect(seen).toEqual(new Set(['no']))
    expect(see('h2')).toBe('no')
  })

  it('what is in force is told, also when the store goes away right after', async () => {
    const files = rows()
    files['cameras.csv'].push(camera({}))
    await send(files)
    let told = 0
    other.onChange(() => {
      told++
    })
    look = () => {
      if (see() === 'yes') throw new Error('away')
    }
    await expect(other.refresh()).rejects.toThrow('away')
    expect([see(), told]).toEqual(['yes', 1])
  })

  it.runIf(kind === 'postgres')('also when the grants cannot be read for a while', async () => {
    const files = rows()
    files['cameras.csv'].push(camera({ resident_clarity: 'full' }))
    files['grants.csv'].push(denial)
    await send(files)
    const client = new pg.Client({ connectionString: running.store.address.databaseUrl! })
    await client.connect()
    await client.query('begin; lock table grants')
    let done = false
    const refreshed = other.refresh().then(() => {
      done = true
    })
    for (let turn = 0; turn < 20; turn++) {
      expect([see(), done]).toEqual(['no', false])
      await new Promise((later) => setTimeout(later, 10))
    }
    await client.query('commit')
    await refreshed
    expect([see(), see('h2')]).toEqual(['no', 'yes'])
    await client.end()
  })
})
