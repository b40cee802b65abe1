import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  emptyStreet,
  type HandClock,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { setCamera } from '../../../tests/support/watching'
import { keyHash } from '../operator/guard'
import { makeServer } from '../server'
import { openViewingLog } from './chain'
import { viewingRoutes } from './routes'
import { csvCell } from './rules'

it.each([
  [null, ''],
  [5, '5'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=1+1', `"'=1+1"`],
  ['+49', `"'+49"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['  =1', `"'  =1"`],
  ['\t=1', `"'\t=1"`],
  ['＝1+1', `"'＝1+1"`],
  ['a=b', 'a=b'],
])('the CSV cell of %j is %s', (value, cell) => expect(csvCell(value)).toBe(cell))

describe.each(storeKinds)('who saw what, on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let process: Process
  let app: ReturnType<typeof makeServer>
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    process = await openProcess(store, clock)
    const { service } = process
    service.viewings = await openViewingLog(store, clock, 'p')
    const key = (name: string, role: string, area: string | null) => ({
      ...{ id: name, name, role, area, created_at: 0, revoked_at: null },
      secret_hash: keyHash(`secret-of-${name}`),
    })
    await store.db
      .insertInto('operator_keys')
      .values([key('auditor', 'auditor', null), key('nightly', 'import', null), key('local', 'auditor', 'village')])
      .execute()
    app = makeServer(service.config, { level: 'silent' })
    viewingRoutes(app, service)
    await app.ready()
  })
  afterEach(async () => {
    await app.close()
    await process.service.viewings.close()
    await process.close()
    await store.close()
  })
  const started = (playback: string, household: string, camera = 'cam3', reason?: string) =>
    process.service.viewings.append({
      ...{ kind: 'watch.started', household, box: household.replace('home', 'box'), camera, clarity: 'low', playback },
      ...(reason === undefined ? {} : { reason }),
    })
  const ended = (playback: string, household: string, detail: string) =>
    process.service.viewings.append({ kind: 'watch.ended', household, camera: 'cam3', playback, detail })
  const get = async (url: string, token: string) => {
    const response = await app.inject({ url, headers: { authorization: `Bearer ${token}` } })
    return { status: response.statusCode, headers: response.headers, text: response.body, body: () => response.json() }
  }
  const asBox = (url: string, box = 'box1') => get(url, boxToken(process.service, box))
  const asOperator = (url: string, name = 'auditor') => get(url, `secret-of-${name}`)
  const lines = () => store.db.selectFrom('viewings').selectAll().orderBy('id').execute()

  it('a household reads its own log and no other, page by page', async () => {
    for (let number = 0; number < 5; number++) {
      await started(`p${number}`, 'home1', 'cam3', number === 0 ? 'a noise' : undefined)
      await started(`q${number}`, 'home2')
      clock.advance(60_000)
      await ended(`p${number}`, 'home1', 'stopped')
    }
    await started('p4', 'home1')
    const first = await asBox('/v1/viewings?limit=3')
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'private, no-store'])
    const page = first.body()
    expect(page.viewings.map((one: { started_at: string }) => one.started_at)).toEqual([
      '2026-11-23T08:05:00.000Z',
      '2026-11-23T08:03:00.000Z',
    ])
    const rest = (await asBox(`/v1/viewings?before=${page.next}`)).body()
    expect(rest.next).toBeNull()
    expect(rest.viewings.at(-1)).toEqual({
      id: expect.any(String),
      camera: { id: 'cam3', number: 3, name: 'camera 3' },
      box: 'box1',
      clarity: 'low',
      reason: 'a noise',
      started_at: '2026-11-23T08:00:00.000Z',
      ended_at: '2026-11-23T08:01:00.000Z',
      how: 'stopped',
    })
    expect((await asBox('/v1/viewings', 'box3')).body()).toEqual({ viewings: [], next: null })
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=-1', 'household=home2'])
      expect([query, (await asBox(`/v1/viewings?${query}`)).status]).toEqual([query, 400])
    expect((await asOperator('/v1/viewings')).status).toBe(401)
  })

  it('everybody who may see a camera learns how often it is watched, and never of one or two', async () => {
    const days = async (camera = 'cam3', box = 'box1') =>
      (await asBox(`/v1/cameras/${camera}/viewings/summary`, box)).body().days as object[]
    const few = 'fewer than 3'
    expect((await days()).length).toBe(30)
    expect((await days())[0]).toEqual({ day: '2026-11-23', households: few, times: few })
    for (let number = 0; number < 7; number++) await started(`p${number}`, 'home1')
    await started('q', 'home2')
    expect((await days())[0]).toEqual({ day: '2026-11-23', households: few, times: few })
    await started('r', 'home3')
    await started('r', 'home3')
    await started('x', 'home4', 'cam9')
    expect((await days())[0]).toEqual({ day: '2026-11-23', households: 3, times: 9 })
    // In Shanghai it is already the next day.
    clock.advance(9 * 3600 * 1000)
    expect((await days()).slice(0, 2)).toEqual([
      { day: '2026-11-24', households: few, times: few },
      { day: '2026-11-23', households: 3, times: 9 },
    ])
    const [hidden, unknown] = [
      await asBox('/v1/cameras/cam9/viewings/summary'),
      await asBox('/v1/cameras/nothing/viewings/summary'),
    ]
    expect([hidden.status, hidden.text]).toEqual([404, unknown.text])
  })

  it("an auditor's look is itself in the log, with who and why", async () => {
    await started('p1', 'home1', 'cam3', '=HYPERLINK("http://x")')
    await started('p2', 'home2')
    const found = await asOperator('/v1/operator/viewings?household=home1&reason=complaint+12')
    expect(found.body().viewings).toMatchObject([
      { kind: 'lookup', actor: 'auditor', household: 'home1', reason: 'complaint 12' },
      { kind: 'watch.started', playback: 'p1', at: '2026-11-23T08:00:00.000Z' },
    ])
    expect((await lines()).at(-1)).toMatchObject({ kind: 'lookup', actor: 'auditor', reason: 'complaint 12' })
    const csv = await asOperator(
      '/v1/operator/viewings?playback=p1&reason=complaint+12&format=csv&from=2026-11-01T00:00:00Z',
    )
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.text.split('\r\n')).toEqual([
      'at,kind,household,box,camera,clarity,playback,actor,reason,detail',
      `2026-11-23T08:00:00.000Z,watch.started,home1,box1,cam3,low,p1,,"'=HYPERLINK(""http://x"")",`,
      '',
    ])
    expect((await asOperator('/v1/operator/viewings?reason=nothing+there&until=2026-01-01T00:00:00Z')).body()).toEqual({
      viewings: [],
      next: null,
    })
  })

  it('wants a reason and the right key, and an area key only looks below its area', async () => {
    await setCamera(process, 'cam9', { resident_clarity: 'low' })
    const why = 'reason=complaint'
    for (const [url, name, status] of [
      ['/v1/operator/viewings?household=home1', 'auditor', 400],
      ['/v1/operator/viewings?reason=x', 'auditor', 400],
      [`/v1/operator/viewings?${why}&from=yesterday`, 'auditor', 400],
      [`/v1/operator/viewings?${why}`, 'nightly', 403],
      [`/v1/operator/viewings?${why}`, 'nobody', 401],
      [`/v1/operator/viewings?${why}`, 'local', 403],
      [`/v1/operator/viewings?${why}&household=home9`, 'local', 403],
      [`/v1/operator/viewings?${why}&household=home1&camera=cam9`, 'local', 403],
      [`/v1/operator/viewings?${why}&household=home1&camera=cam3`, 'local', 200],
      ['/v1/operator/viewings/verification', 'nightly', 403],
    ] as const)
      expect([url, name, (await asOperator(url, name)).status]).toEqual([url, name, status])
    expect((await lines()).length).toBe(1)
  })

  it('goes on with the removal of a long day where the process before was told to end', async () => {
    await Promise.all(Array.from({ length: 2600 }, (_, n) => started(`p${n}`, 'home1')))
    clock.advance(400 * 24 * 3600 * 1000)
    const serve = async () => {
      const server = makeServer(process.service.config, { level: 'silent' })
      viewingRoutes(server, process.service)
      await server.ready()
      return server
    }
    const count = async () =>
      Number(
        (
          await store.db
            .selectFrom('viewings')
            .select(({ fn }) => fn.countAll().as('n'))
            .executeTakeFirst()
        )?.n,
      )
    const patience = { interval: 1, timeout: 15_000 }
    const first = await serve()
    await expect.poll(count, patience).toBeLessThan(2600)
    await first.close()
    // How many are left then is the machine's affair; that nothing goes on behind its back is not.
    const left = await count()
    await new Promise((later) => setTimeout(later, 300))
    expect(await count()).toBe(left)
    const second = await serve()
    await expect.poll(count, patience).toBe(0)
    await second.close()
  }, 60_000)

  it('verifies the log, and names what is wrong', async () => {
    await started('p1', 'home1')
    await started('p2', 'home1')
    expect((await asOperator('/v1/operator/viewings/verification')).body()).toEqual({ lines: 3, days: 0, fault: null })
    await store.db.updateTable('viewings').set({ household: 'home2' }).where('playback', '=', 'p1').execute()
    expect((await asOperator('/v1/operator/viewings/verification')).body().fault).toEqual({
      what: 'line altered',
      day: '2026-11-23',
      chain: '2026-11-23/p',
      seq: 1,
    })
  })
})
