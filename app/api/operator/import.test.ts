import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows, type Rows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { openNeighbourhood } from '../access/memory'
import { clearTables } from '../access/world.test-support'
import { verifyPassword } from '../desk/password'
import type { Fault } from './csv'
import { broken, faults } from './import.cases'
import { applyPiece } from './pieces'
import type { FileName } from './rules'
import type { Counts } from './stage'

describe.each(storeKinds)('the import on %s', (kind) => {
  let running: TestService
  beforeAll(async () => {
    running = await startService(kind)
  })
  afterEach(async () => {
    await running.store.db.deleteFrom('duty_officers').execute()
    await running.store.db.deleteFrom('pairings').execute()
    await clearTables(running.store.db)
  })
  afterAll(() => running.close())

  /** Without officers: their passwords are slow to hash. */
  const sendGood = () => {
    const { 'duty.csv': _, ...rows } = goodRows()
    return running.send(asFiles(rows))
  }
  const sendAll = () => running.send(asFiles(goodRows()))
  const snapshot = async () => {
    const { db } = running.store
    return {
      areas: await db.selectFrom('areas').selectAll().orderBy('id').execute(),
      groups: await db.selectFrom('groups').selectAll().orderBy('id').execute(),
      households: await db.selectFrom('households').selectAll().orderBy('id').execute(),
      cameras: await db.selectFrom('cameras').selectAll().orderBy('id').execute(),
      boxes: await db.selectFrom('boxes').selectAll().orderBy('serial').execute(),
      grants: await db.selectFrom('grants').selectAll().orderBy('id').execute(),
      duty: await db.selectFrom('duty_officers').selectAll().orderBy('user_name').execute(),
    }
  }

  const withoutH3 = () => goodRows()['households.csv'].filter(({ id }) => id !== 'h3')
  it.each<[string, (at: TestService) => Promise<{ status: number }>, (at: TestService) => Promise<{ status: number }>]>(
    [
      [
        'by files',
        (at) => at.send(asFiles({ 'households.csv': withoutH3() })),
        (at) => at.send(asFiles({ 'households.csv': goodRows()['households.csv'] })),
      ],
      [
        'by its address',
        (at) => at.call('DELETE', '/v1/operator/households/h3'),
        (at) => {
          const { id: _, ...body } = goodRows()['households.csv'][2]!
          return at.call('PUT', '/v1/operator/households/h3', { body })
        },
      ],
    ],
  )(
    'a household that goes %s takes its boxes along, also for a process that hears of it when it is back',
    async (_, remove, bring) => {
      await sendGood()
      const { db } = running.store
      const late = await openNeighbourhood({ db, clock: running.clock, timeZone: 'Asia/Shanghai', pollMs: 3_600_000 })
      expect(late.box('b3')?.household).toBe('h3')
      const read = late.current().households
      expect((await remove(running)).status).toBeLessThan(300)
      expect(running.service.neighbourhood.box('b3')).toBeNull()
      expect((await bring(running)).status).toBeLessThan(300)
      await late.refresh()
      expect([late.household('h3')?.id, late.box('b3'), late.box('b1')?.household]).toEqual(['h3', null, 'h1'])
      // Not because all was read.
      expect(late.current().households).toBe(read)
      late.close()
    },
  )

  it('takes all seven files in one call, and changes nothing the second time', async () => {
    const first = await sendAll()
    expect(first.status).toBe(200)
    expect(first.body.counts).toEqual({
      'areas.csv': { created: 8, updated: 0, unchanged: 0, removed: 0 },
      'groups.csv': { created: 1, updated: 0, unchanged: 0, removed: 0 },
      'households.csv': { created: 6, updated: 0, unchanged: 0, removed: 0 },
      'cameras.csv': { created: 4, updated: 0, unchanged: 0, removed: 0 },
      'boxes.csv': { created: 2, updated: 0, unchanged: 0, removed: 0 },
      'grants.csv': { created: 2, updated: 0, unchanged: 0, removed: 0 },
      'duty.csv': { created: 1, updated: 0, unchanged: 0, removed: 0 },
    })
    const before = await snapshot()
    const versions = await running.store.db.selectFrom('settings').selectAll().execute()
    const second = await sendAll()
    expect(second.status).toBe(200)
    for (const counts of Object.values<Counts>(second.body.counts)) {
      expect(counts).toMatchObject({ created: 0, updated: 0, removed: 0 })
      expect(counts.unchanged).toBeGreaterThan(0)
    }
    expect(await snapshot()).toEqual(before)
    expect(await running.store.db.selectFrom('settings').selectAll().execute()).toEqual(versions)
  })

  it('stores times as moments, dates as the start of their day in the time zone, and what is empty as nothing', async () => {
    await sendGood()
    const { cameras, grants, households } = await snapshot()
    expect(cameras[0]!.approved_until).toBe(Date.parse('2027-01-01T00:00:00+08:00'))
    expect(cameras[0]!.external_id).toBeNull()
    expect(grants[0]!.valid_from).toBe(Date.parse('2026-01-01T00:00:00+08:00'))
    expect(grants[1]).toMatchObject({ valid_until: null, effect: 'deny' })
    expect(households[2]).toMatchObject({ group_id: null, contact_method: 'voice' })
  })

  it('reads quotation marks, line breaks in cells, a byte order mark and any line end', async () => {
    const groups = '\ufeffid,area,name\nm1,g1,"互助, ""一""\r\n组"\n'
    const answer = await running.send({ ...asFiles(goodRows()), 'groups.csv': groups })
    expect(answer.body.errors).toBeUndefined()
    expect((await snapshot()).groups[0]!.name).toBe('互助, "一"\n组')
  })

  it('takes households without the optional column', async () => {
    const files = asFiles(goodRows())
    const text = files['households.csv']!.split('\r\n').map((line) => line.slice(0, line.lastIndexOf(',')))
    const answer = await running.send({ ...files, 'households.csv': text.join('\r\n') })
    expect(answer.status).toBe(200)
    expect((await snapshot()).households[0]!.contact_method).toBeNull()
  })

  it.each(faults)(
    'tells of %s, with line and column, and changes nothing',
    async (_, set, file, line, column, message) => {
      const rows = goodRows()
      const row = (line ?? 0) - 2
      rows[file][row] = { ...(rows[file][row] ?? rows[file][0]), ...set }
      const answer = await running.send(asFiles(rows))
      expect(answer.status).toBe(422)
      expect(answer.body.type).toBe('/problems/import-invalid')
      const fault = answer.body.errors.find(
        (one: Fault) => one.file === file && one.line === line && one.column === column,
      )
      expect(fault, JSON.stringify(answer.body.errors)).toBeDefined()
      expect(fault.message).toMatch(message)
      expect((await snapshot()).areas).toEqual([])
    },
  )

  it.each(broken)('tells of %s', async (_, file, text, line, column, message) => {
    const answer = await running.send({ ...asFiles({ 'areas.csv': goodRows()['areas.csv'] }), [file]: text })
    expect(answer.status).toBe(422)
    const [fault] = answer.body.errors
    expect(fault).toMatchObject({ file, line, column })
    expect(fault.message).toMatch(message)
    expect((await snapshot()).areas).toEqual([])
  })

  it('tells all faults at once, at most a thousand, and how many more', async () => {
    const rows = goodRows()
    rows['groups.csv'] = Array.from({ length: 1200 }, (_, index) => ({ id: `m${index}`, area: 'gx', name: 'x' }))
    const answer = await running.send(asFiles(rows))
    expect(answer.body.errors.length).toBe(1000)
    expect(answer.body.more).toBe(200)
  })

  it('only reports in a dry run', async () => {
    const answer = await running.send(asFiles(goodRows()), '?dry_run=true')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ dry_run: true, counts: { 'areas.csv': { created: 8 } } })
    expect((await snapshot()).areas).toEqual([])
  })

  it('removes what a file no longer has, with its grants and boxes, and leaves alone what was not sent', async () => {
    await sendGood()
    const rows = goodRows()
    const households = rows['households.csv'].filter(({ id }) => id !== 'h3')
    const answer = await running.send(asFiles({ 'households.csv': households }))
    expect(answer.body.counts).toEqual({ 'households.csv': { created: 0, updated: 0, unchanged: 5, removed: 1 } })
    const { boxes, grants, cameras } = await snapshot()
    expect(boxes.map(({ serial }) => serial)).toEqual(['b1'])
    expect(grants.map(({ id }) => id)).toEqual(['a2'])
    expect(cameras.length).toBe(4)
  })

  it('removes a camera with its grants', async () => {
    await sendGood()
    const cameras = goodRows()['cameras.csv'].filter(({ id }) => id !== 'k1')
    expect((await running.send(asFiles({ 'cameras.csv': cameras }))).status).toBe(200)
    expect((await snapshot()).grants.map(({ id }) => id)).toEqual(['a2'])
  })

  it('does not remove an area in which something is, and says what', async () => {
    await sendGood()
    const areas = goodRows()['areas.csv'].filter(({ id }) => id !== 'g1')
    const answer = await running.send(asFiles({ 'areas.csv': areas }))
    expect(answer.status).toBe(422)
    const fault = answer.body.errors.find((one: Fault) => one.message.includes('"g1"'))
    expect(fault).toMatchObject({ file: 'areas.csv', line: null, column: 'id' })
    expect(fault.message).toContain('5 of households.csv')
    expect((await snapshot()).areas.length).toBe(8)
  })

  it('does not remove a group in which households stay', async () => {
    await sendGood()
    const answer = await running.send(asFiles({ 'groups.csv': [] }))
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0]).toMatchObject({ file: 'groups.csv', line: null, column: 'id' })
  })

  it('removes a whole branch of areas with all that is in it', async () => {
    await sendGood()
    const rows = goodRows()
    const answer = await running.send(
      asFiles({
        'areas.csv': rows['areas.csv'].filter(({ id }) => !['t2', 'v2', 'g2'].includes(id!)),
        'households.csv': rows['households.csv'].filter(({ area }) => area !== 'g2'),
        'cameras.csv': rows['cameras.csv'].filter(({ area }) => area !== 'g2'),
      }),
    )
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(answer.body.counts['areas.csv'].removed).toBe(3)
  })

  it('moves a branch of areas under another, and tells when camera numbers then meet', async () => {
    await sendGood()
    const rows = goodRows()
    rows['areas.csv'][1]!.parent = 'c2'
    const answer = await running.send(asFiles({ 'areas.csv': rows['areas.csv'] }))
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0]).toMatchObject({ file: 'cameras.csv', line: null, column: 'number' })
  })

  it('asks for a word before it removes more than 100 rows and 1 % of a kind', async () => {
    const rows = goodRows()
    const many = Array.from({ length: 101 }, (_, at) => ({ ...rows['households.csv'][2]!, id: `x${at}` }))
    await running.send(asFiles({ ...rows, 'households.csv': [...rows['households.csv'], ...many] }))
    const files = asFiles({ 'households.csv': rows['households.csv'] })
    const refused = await running.send(files)
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ type: '/problems/removal-unconfirmed', confirm_removed: 101 })
    expect(refused.body.errors).toMatchObject([
      { line: null, column: null, message: expect.stringContaining('101 rows') },
    ])
    expect((await running.send(files, '?confirm_removed=100')).status).toBe(422)
    expect((await running.send(files, '?dry_run=true')).body.confirm_removed).toBe(101)
    const done = await running.send(files, '?confirm_removed=101')
    expect(done.body.counts['households.csv'].removed).toBe(101)
  })

  it('removes 100 rows without a word', async () => {
    const rows = goodRows()
    const many = Array.from({ length: 100 }, (_, at) => ({ ...rows['households.csv'][2]!, id: `x${at}` }))
    await running.send(asFiles({ ...rows, 'households.csv': [...rows['households.csv'], ...many] }))
    expect((await running.send(asFiles({ 'households.csv': rows['households.csv'] }))).status).toBe(200)
  })

  it('hashes an officer’s first password, keeps one that was changed, and takes a new first one', async () => {
    await sendAll()
    const first = (await snapshot()).duty[0]!
    expect(first.must_change).toBe(1)
    expect(JSON.stringify(first)).not.toContain('first-password')
    expect(await verifyPassword('first-password', first.password_hash)).toBe(true)
    await running.store.db.updateTable('duty_officers').set({ password_hash: 'own', must_change: 0 }).execute()
    const rows = goodRows()
    rows['duty.csv'][0]!.name = '王警官'
    await running.send(asFiles({ 'duty.csv': rows['duty.csv'] }))
    expect((await snapshot()).duty[0]).toMatchObject({ name: '王警官', password_hash: 'own', must_change: 0 })
    rows['duty.csv'][0]!.initial_password = 'second-password'
    await running.send(asFiles({ 'duty.csv': rows['duty.csv'] }))
    const third = (await snapshot()).duty[0]!
    expect(third.must_change).toBe(1)
    expect(await verifyPassword('second-password', third.password_hash)).toBe(true)
  })

  it('ends the pairing of a box that goes to another household', async () => {
    await sendGood()
    const pairing = await pair(running, 'b1', 'h1')
    const rows = goodRows()
    rows['boxes.csv'][0]!.household = 'h2'
    await running.send(asFiles({ 'boxes.csv': rows['boxes.csv'] }))
    const row = await running.store.db
      .selectFrom('pairings')
      .selectAll()
      .where('id', '=', pairing)
      .executeTakeFirstOrThrow()
    expect(row.state).toBe('ended')
  })

  it('leaves a box paired that was paired with its new household before the former pairing ended', async () => {
    await sendGood()
    const [former, fresh] = [await pair(running, 'b1', 'h2'), await pair(running, 'b1', 'h1')]
    const { db } = running.store
    await applyPiece(running.service, db, { act: 'end', file: 'boxes.csv', rows: ['b1'] }, running.clock.at)
    const rows = await db.selectFrom('pairings').select(['id', 'state']).where('id', 'in', [former, fresh]).execute()
    expect(new Map(rows.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [former, 'ended'],
        [fresh, 'active'],
      ]),
    )
  })

  it('tells of all pairings that it ends at once', async () => {
    await sendGood()
    for (const [box, household] of [
      ['b1', 'h1'],
      ['b3', 'h3'],
    ] as const)
      await pair(running, box, household)
    const told = vi.spyOn(running.service.bus, 'record')
    const rows = goodRows()
    for (const row of rows['boxes.csv']) row.household = 'h2'
    await running.send(asFiles({ 'boxes.csv': rows['boxes.csv'] }))
    expect(told.mock.calls.map(([, ...events]) => events.length)).toEqual([2, 1])
  })

  it('warns of groups that are too small, and of low clarity without a low address', async () => {
    const rows = goodRows()
    rows['households.csv'] = rows['households.csv'].slice(0, 3)
    rows['cameras.csv'][0]!.hls_url_low = ''
    const answer = await running.send(asFiles(rows))
    expect(answer.status).toBe(200)
    expect(answer.body.warnings.map(({ file, line, column }: Fault) => `${file} ${line} ${column}`)).toEqual([
      'cameras.csv 2 hls_url_low',
      'groups.csv 2 id',
    ])
  })

  it('tells those who are concerned to look again, and names nothing', async () => {
    const rows: unknown[] = []
    const passedOn: unknown[] = []
    running.service.bus.subscribe(['area:g1'], ({ id, data }) => (id === null ? passedOn : rows).push(data))
    await sendGood()
    // On PostgreSQL an event comes to its listeners after the answer, at the latest when they ask by themselves.
    await vi.waitFor(() => expect(rows).toEqual([{}]), { timeout: 15_000 })
    const files = goodRows()
    files['cameras.csv'][0]!.name = '新大门'
    await running.send(asFiles({ 'cameras.csv': files['cameras.csv'] }))
    await vi.waitFor(() => expect(rows).toEqual([{}, {}]), { timeout: 15_000 })
    // Whoever heard of it before the rules were in force is told once more, without a row.
    for (const data of passedOn) expect(data).toEqual({})
  })

  describe('with a key of an area', () => {
    const keyOf = async (role = 'import', area = 't1') =>
      (await running.call('POST', '/v1/operator/keys', { body: { name: 'town', role, area } })).body.key as string
    const below = (rows: Rows): Partial<Rows> => ({
      'areas.csv': rows['areas.csv'].filter(({ id }) => ['v1', 'g1'].includes(id!)),
      'households.csv': rows['households.csv'].filter(({ area }) => area === 'g1'),
      'cameras.csv': rows['cameras.csv'].filter(({ area }) => ['g1', 'v1'].includes(area!)),
    })

    it('the files are the truth below that area, and only there', async () => {
      await sendGood()
      const part = below(goodRows())
      const key = await keyOf()
      expect((await running.send(asFiles(part), '', key)).body.counts).toEqual({
        'areas.csv': { created: 0, updated: 0, unchanged: 2, removed: 0 },
        'households.csv': { created: 0, updated: 0, unchanged: 5, removed: 0 },
        'cameras.csv': { created: 0, updated: 0, unchanged: 2, removed: 0 },
      })
      part['cameras.csv'] = part['cameras.csv']!.slice(1)
      await running.send(asFiles(part), '', key)
      expect((await snapshot()).cameras.map(({ id }) => id)).toEqual(['k2', 'k3', 'k4'])
    })

    /** What is wrong: on which line of the key's part a row of the whole stands, with which columns made so. */
    const outside: [
      says: string,
      file: FileName,
      line: number,
      row: number,
      set: Record<string, string>,
      column: string,
    ][] = [
      ['an area of another', 'areas.csv', 4, 5, {}, 'id'],
      ['an area under another', 'areas.csv', 4, 3, { id: 'n', parent: 'v2' }, 'parent'],
      ['a county', 'areas.csv', 4, 0, { id: 'n' }, 'parent'],
      ['a household elsewhere', 'households.csv', 2, 0, { area: 'g2' }, 'area'],
      ['a household of another', 'households.csv', 7, 2, { area: 'g1' }, 'id'],
      ['a camera elsewhere', 'cameras.csv', 2, 0, { area: 'g2' }, 'area'],
      ['the number of a camera of another', 'cameras.csv', 2, 0, { number: '3' }, 'number'],
      ['a grant over a camera of another', 'grants.csv', 2, 0, { id: 'n', subject: 'h1', object: 'k3' }, 'object'],
      ['a grant for a household of another', 'grants.csv', 2, 0, { id: 'n' }, 'subject'],
    ]
    it.each(outside)('tells of %s', async (_, file, line, row, set, column) => {
      await sendGood()
      const part = below(goodRows())
      const list = part[file] ?? []
      list[line - 2] = { ...goodRows()[file][row], ...set }
      const answer = await running.send(asFiles({ ...part, [file]: list }), '', await keyOf())
      expect(answer.status).toBe(422)
      const places = answer.body.errors.map((one: Fault) => `${one.file} ${one.line} ${one.column}`)
      expect(places).toContain(`${file} ${line} ${column}`)
    })

    it('an auditor’s key imports nothing, and a revoked or unknown one is none', async () => {
      await sendGood()
      const auditor = await keyOf('auditor')
      expect((await running.send(asFiles(goodRows()), '', auditor)).status).toBe(403)
      const made = await running.call('POST', '/v1/operator/keys', { body: { name: 'x', role: 'import' } })
      expect((await running.call('DELETE', `/v1/operator/keys/${made.body.id}`)).status).toBe(204)
      expect((await running.send(asFiles(goodRows()), '', made.body.key)).status).toBe(401)
      expect((await running.send(asFiles(goodRows()), '', 'nonsense')).status).toBe(401)
    })
  })
})

async function pair({ store, clock }: TestService, box: string, household: string): Promise<string> {
  const id = randomBytes(6).toString('hex')
  const row = {
    ...{ id, box, household, method: 'activation_code', state: 'active', created_at: clock.at, ended_at: null },
    ...{ ended_why: null, suspended_why: null, refresh_hash: `r${id}`, previous_hash: null, alarm_hash: `a${id}` },
    ...{ node: null, last_seen_at: clock.at, undertaking: null, undertaken_at: null },
    ...{ family_hash: `f${id}`, changed_at: clock.at, pin_until: null },
  }
  await store.db.insertInto('pairings').values(row).execute()
  return id
}
