import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock, openProcess, type Process } from '../../../tests/support/street'
import { readConfig } from '../config'
import { openViewingLog } from '../viewings/chain'
import { verifyViewings } from '../viewings/verify'
import { type Kind, keepings, keptTables, kinds, removedBefore } from './rules'
import { openRetention, type Retention } from './run'
import { claimRun, countDue, removeSome } from './store'

const day = 24 * 3600_000

describe.each(storeKinds)('what is kept long enough on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let open: Process[]
  let retention: Retention
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    open = []
    retention = await begin()
  })
  afterEach(async () => {
    for (const process of open) await process.close()
    await store.close()
  })

  async function begin(settings: Record<string, string> = {}): Promise<Retention> {
    const process = await openProcess(store, clock, settings)
    open.push(process)
    return openRetention(process.service)
  }

  /** An alarm with everything that hangs on it. */
  async function alarm(id: string, closedAt: number | null): Promise<void> {
    const at = clock.now() - 2 * day
    const { db } = store
    await db
      .insertInto('alarms')
      .values({
        ...{ id, household: 'home1', box: 'box1', kind: 'help', quiet: 0, mode: 'real', late: 0, duress: 0 },
        ...{ state: closedAt === null ? 'raised' : 'closed', unanswered: 0, raised_at: at, pressed_at: at },
        ...{ closed_at: closedAt, outcome: null, note: 'fell at the stove', area: 'grid', group_id: 'group' },
      })
      .execute()
    await db.insertInto('alarm_keys').values({ box: 'box1', key: id, alarm: id, body_hash: '', at }).execute()
    const receipt = { alarm: id, hop: 'server', at, who_kind: 'officer', who: 'grace', who_name: 'Officer grace' }
    await db.insertInto('alarm_receipts').values([receipt, receipt]).execute()
    await db
      .insertInto('escalation_steps')
      .values({ id: `s-${id}`, alarm: id, tier: 'county', due_at: at, done_at: at })
      .execute()
    await db
      .insertInto('emergency_grants')
      .values({ id: `e-${id}`, alarm: id, household: 'home2', camera: 'cam1', valid_from: at, valid_until: at })
      .execute()
    await db
      .insertInto('alarm_texts')
      .values({
        ...{ id: `t-${id}`, alarm: id, ready: null, text: 'are you well?', answers: '[]', by_user: 'grace' },
        ...{ by_name: 'Officer grace', at, displayed_at: null, answer: null, answered_at: null },
      })
      .execute()
    await db
      .insertInto('drills')
      .values({ id: `d-${id}`, area: 'grid', kind: 'help', by_user: 'grace', by_name: 'g', at, ended_at: at })
      .execute()
    await db
      .insertInto('drill_alarms')
      .values({ drill: `d-${id}`, alarm: id })
      .execute()
  }
  const count = async (table: string) => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(store.db)
    return Number(rows[0]!.n)
  }

  it('says of every table how long it is kept', async () => {
    const tables = (await store.db.introspection.getTables()).map(({ name }) => name)
    const known = new Set<string>([...kinds, ...Object.keys(keptTables)])
    // Beside the migrator's own.
    expect(tables.filter((name) => !known.has(name) && !/^kysely_|^sqlite_/.test(name))).toEqual([])
  })

  /** For each kind a row whose time began at a moment, and what stays beside it. */
  const old: { readonly [One in Kind]: (at: number) => Promise<unknown> } = {
    alarms: (at) => alarm('a', at),
    drills: (at) => insert('drills', { id: 'd', area: 'grid', kind: 'help', by_user: 'u', by_name: 'n', at }),
    emergency_grants: async (at) => {
      await alarm('a', null)
      await store.db.updateTable('emergency_grants').set({ valid_until: at, logged_at: at }).execute()
    },
    reports: async (at) => {
      const report = { household: 'home1', camera: 'cam1', kind: 'fault', note: 'dark' }
      await insert('reports', { id: 'answered', ...report, at: at - day, answer: 'done', answered_at: at })
      await insert('reports', { id: 'open', ...report, at: at + day })
    },
    notices: (at) =>
      insert('notices', { id: 'n', area: 'grid', text: 't', by_user: 'u', by_name: 'n', at: 0, until: at }),
    handovers: (at) => insert('handovers', { id: 'h', area: 'grid', text: 't', by_user: 'u', by_name: 'n', at }),
    duty_shifts: (at) =>
      insert('duty_shifts', { id: 's', area: 'grid', user_name: 'u', starts_at: 0, ends_at: at, by_name: 'n' }),
    pairings: (at) =>
      store.db
        .updateTable('pairings')
        .set({ state: 'ended', ended_at: at, created_at: 0 })
        .where('box', '=', 'box9')
        .execute(),
    activation_codes: async (at) => {
      const code = { household: 'home1', code_hash: 'h', created_at: 0, failures: 0, ends_others: 0 }
      await insert('activation_codes', { id: 'used', ...code, expires_at: at + day, used_at: at })
      await insert('activation_codes', { id: 'open', ...code, expires_at: at + day })
    },
    household_pins: async (at) => {
      await insert('household_pins', { household: 'gone', hash: null, changed_at: at, failures: 0 })
      await insert('household_pins', { household: 'home1', hash: 'scrypt', changed_at: at, failures: 0 })
    },
    device_authorizations: (at) =>
      insert('device_authorizations', {
        ...{
          device_hash: 'd',
          user_hash: 'u',
          box: 'box1',
          created_at: 0,
          expires_at: at,
          interval_s: 5,
          state: 'used',
        },
      }),
    assertion_ids: (at) => insert('assertion_ids', { id: 'j', expires_at: at }),
    event_tickets: async (at) => {
      await insert('event_tickets', { hash: 'used', listener: '{}', expires_at: at - day, used_at: at })
      await insert('event_tickets', { hash: 'open', listener: '{}', expires_at: at + day })
    },
    desk_sessions: (at) =>
      insert('desk_sessions', { hash: 's', user_name: 'grace', created_at: 0, seen_at: 0, expires_at: at }),
    desk_presence: (at) =>
      insert('desk_presence', { session: 'x', area: 'grid', user_name: 'u', visible: 1, seen_at: at, acted_at: at }),
    failed_tries: (at) => insert('failed_tries', { key: 'k', count: 1, until: at }),
    webhook_outbox: async (at) => {
      const message = { type: 't', body: '{}', next_at: 0, attempts: 1, created_at: 0 }
      await insert('webhook_outbox', { id: 'delivered', ...message, delivered_at: at })
      await insert('webhook_outbox', { id: 'waits', ...message })
    },
    events: async (at) => {
      await insert('events', { at, type: 'notice', data: '{}' })
      await insert('events', { at: at - day, type: 'notice', data: '{}' })
      await store.db.deleteFrom('events').where('at', '<', at).execute()
      await insert('events', { at, type: 'notice', data: '{}' })
    },
    playbacks: (at) =>
      insert('playbacks', {
        ...{ id: 'p', household: 'home1', box: 'box1', camera: 'cam1', clarity: 'low', engine: 'mse', intent: 'watch' },
        ...{ why: 'area', created_at: 0, ended_at: at, expires_at: 0, watch_until: 0, pairing: 'p', codecs: '' },
      }),
    operator_keys: async (at) => {
      const key = { name: 'n', role: 'import', created_at: 0 }
      await insert('operator_keys', { id: 'revoked', ...key, secret_hash: 'a', revoked_at: at })
      await insert('operator_keys', { id: 'good', ...key, secret_hash: 'b' })
    },
    revoked_grants: (at) => insert('revoked_grants', { id: 'g', at, by_key: 'root' }),
    access_history: async (at) => {
      for (const facts of ['[1]', '[2]']) await insert('access_history', { at, kind: 'areas', key: 'a', facts })
    },
  }
  const insert = (table: string, row: Record<string, unknown>) =>
    store.db
      .insertInto(table as never)
      .values(row as never)
      .execute()

  it.each(kinds)('takes %s away when their time is over, and not a moment sooner', async (one) => {
    const at = clock.now() - 10 * day
    await old[one](at)
    expect(await countDue(store.db, one, at)).toBe(0)
    expect(await removeSome(store.db, one, at, 10)).toBe(0)
    expect(await countDue(store.db, one, at + 1)).toBe(1)
    expect(await removeSome(store.db, one, at + 1, 10)).toBe(1)
    expect(await countDue(store.db, one, at + 1)).toBe(0)
  })

  it('takes closed alarms away with all that belongs to them, and never an open one', async () => {
    await alarm('closed', clock.now())
    await alarm('open', null)
    clock.advance(365 * day)
    expect(await retention.run()).not.toHaveProperty('alarms')
    clock.advance(1)
    expect(await retention.run()).toMatchObject({ alarms: 1 })
    for (const table of ['alarms', 'alarm_keys', 'alarm_texts', 'escalation_steps', 'emergency_grants', 'drill_alarms'])
      expect([table, await count(table)]).toEqual([table, 1])
    clock.advance(20 * 365 * day)
    await retention.run()
    expect(await store.db.selectFrom('alarms').select('id').execute()).toEqual([{ id: 'open' }])
    expect([await count('alarm_receipts'), await count('drills')]).toEqual([2, 1])
  })

  it('forgets what was superseded, and the last that is known of what is gone', async () => {
    const { db } = store
    const note = (key: string, at: number, facts: string | null) =>
      insert('access_history', { at: clock.now() - at * day, kind: 'households', key, facts })
    await note('stays', 300, '[1]')
    await note('stays', 250, '[2]')
    await note('stays', 10, '[3]')
    await note('gone', 300, '[1]')
    await note('gone', 250, null)
    await note('just gone', 300, '[1]')
    await note('just gone', 10, null)
    expect(await retention.run()).toMatchObject({ access_history: 3 })
    const left = await db.selectFrom('access_history').select(['key', 'facts']).orderBy('id').execute()
    expect(left.map(({ key, facts }) => `${key} ${facts}`)).toEqual([
      ...['stays [2]', 'stays [3]', 'just gone [1]', 'just gone null'],
    ])
  })

  it('runs once a day, whoever looks, and follows a process that died over it', async () => {
    const other = await begin()
    await alarm('a', clock.now() - 400 * day)
    await Promise.all([retention.look(), other.look()])
    expect(await count('alarms')).toBe(0)
    expect(open.flatMap(({ viewings }) => viewings)).toHaveLength(1)
    await alarm('b', clock.now() - 400 * day)
    clock.advance(day - 1)
    await other.look()
    expect(await count('alarms')).toBe(1)
    clock.advance(1)
    await claimRun(store.db, clock.now(), 3600_000)
    await other.look()
    expect(await count('alarms')).toBe(1)
    clock.advance(3600_000)
    await other.look()
    expect(await count('alarms')).toBe(0)
  })

  it('counts nothing twice when two processes remove at the same time', async () => {
    const other = await begin()
    for (let n = 0; n < 250; n++)
      await insert('handovers', { id: `h${n}`, area: 'grid', text: 't', by_user: 'u', by_name: 'n', at: 0 })
    const removed = await Promise.all([retention.run(), other.run()])
    expect(removed.reduce((sum, { handovers = 0 }) => sum + handovers, 0)).toBe(250)
  })

  it('says in the log how many went and names nobody, and the log verifies on', async () => {
    const log = await openViewingLog(store, clock, 'p1')
    const process = await openProcess(store, clock)
    open.push(process)
    await log.append({ kind: 'act', actor: 'root', household: 'home1', detail: 'before' })
    await alarm('a', clock.now() - 400 * day)
    await openRetention({ ...process.service, viewings: log }).run()
    const lines = await store.db.selectFrom('viewings').selectAll().orderBy('id').execute()
    expect(lines.at(-1)).toMatchObject({ actor: 'system', reason: 'retention', household: null })
    expect(JSON.parse(lines.at(-1)!.detail!)).toEqual({ alarms: 1 })
    expect(await verifyViewings(store.db, clock.now(), 183)).toMatchObject({ lines: 2, fault: null })
    await log.close()
  })

  it('keeps as long as the settings say', async () => {
    const { service } = open[0]!
    const now = clock.now()
    for (const one of kinds)
      expect(removedBefore(one, service.config, now)).toBe(now - keepings[one].ms(service.config))
    const short = await begin({ ALARMS_DAYS: '31' })
    await alarm('a', clock.now() - 32 * day)
    expect(await retention.run()).not.toHaveProperty('alarms')
    expect(await short.run()).toMatchObject({ alarms: 1 })
  })
})

describe('how long is kept by default, in days', () => {
  it.each<[Kind, number]>([
    ['alarms', 365],
    ['drills', 365],
    ['emergency_grants', 184],
    ['reports', 365],
    ['notices', 183],
    ['handovers', 183],
    ['duty_shifts', 183],
    ['pairings', 183],
    ['activation_codes', 30],
    ['webhook_outbox', 30],
    ['events', 1],
    ['playbacks', 1],
    ['access_history', 183],
    ['assertion_ids', 0],
  ])('%s: %d', (kind, days) => {
    const config = readConfig({ OPERATOR_KEY: 'a-root-key-for-tests-0123456789abcdef' })
    expect(keepings[kind].ms(config)).toBe(days * day)
  })
})
