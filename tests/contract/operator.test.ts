import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aKey,
  bearer,
  cameraColumns,
  cameraRow,
  type Listening,
  listen,
  problemOf,
  root,
  rootKey,
  standardFiles,
  utc,
} from './service'

interface AreaHealth {
  area: { id: string }
}

describe('operator: files in', () => {
  let at: Listening
  let files: Record<string, string>
  beforeAll(async () => {
    at = await listen()
    files = standardFiles(at.origin.url)
  })
  afterAll(() => at.close())

  it('changes nothing with the same files again, and says so per file', async () => {
    const { status, body } = await at.send(files)
    expect(status).toBe(200)
    expect(Object.keys(body.counts).sort()).toEqual(Object.keys(files).sort())
    for (const { created, updated, removed } of Object.values<Record<string, number>>(body.counts))
      expect([created, updated, removed]).toEqual([0, 0, 0])
    expect(body.counts['households.csv']).toEqual({ created: 0, updated: 0, unchanged: 5, removed: 0 })
  })

  it('takes a byte order mark and line feeds alone', async () => {
    const groups = `\ufeff${files['groups.csv']!.replaceAll('\r\n', '\n')}`
    expect((await at.send({ 'groups.csv': groups })).body.counts).toEqual({
      'groups.csv': { created: 0, updated: 0, unchanged: 1, removed: 0 },
    })
  })

  it('reports only with ?dry_run=true', async () => {
    const changed = { 'groups.csv': 'id,area,name\nm,g,Renamed\n' }
    expect((await at.send(changed, '?dry_run=true')).body.counts['groups.csv'].updated).toBe(1)
    expect((await at.call('GET', '/v1/operator/groups/m', root)).body.name).toBe('The group')
  })

  const camera = (change: Record<string, string>) => (origin: string) => ({
    'cameras.csv': `${cameraColumns}\n${cameraRow(origin, 'gate', 1, 'g', change)}\n`,
  })
  const households = (row: string) => () => ({
    'households.csv': `id,area,group,label,contact_name,contact_phone\n${row}\n`,
  })
  type Fault = [name: string, files: (origin: string) => Record<string, string>, line: number, column: string | null]
  it.each<Fault>([
    ['an unknown column', () => ({ 'groups.csv': 'id,area,name,colour\nx,g,n,red\n' }), 1, 'colour'],
    ['a missing column', () => ({ 'groups.csv': 'id,area\nx,g\n' }), 1, 'name'],
    ['an area that is not there', households('hx,nowhere,,L,N,P'), 2, 'area'],
    ['a group that is not there', households('hx,g,nobody,L,N,P'), 2, 'group'],
    ['a control character in a name', households('hx,g,,L\u0007,N,P'), 2, 'label'],
    ['a kind that there is none of', camera({ kind: 'roof' }), 2, 'kind'],
    ['published without a legal basis', camera({ legal_basis: '' }), 2, 'legal_basis'],
    ['published without who approved', camera({ approved_by: '' }), 2, 'approved_by'],
    ['published without an end of approval', camera({ approved_until: '' }), 2, 'approved_until'],
    ['published without who attested the mask', camera({ mask_attested_by: '' }), 2, 'mask_attested_by'],
    ['quiet hours that are none', camera({ quiet_hours: '25:00-06:00' }), 2, 'quiet_hours'],
    ['an address that the operator did not allow', camera({ hls_url: 'http://127.0.0.1:1/a.m3u8' }), 2, 'hls_url'],
    ['a link-local address', camera({ hls_url: 'http://169.254.169.254/latest/meta-data' }), 2, 'hls_url'],
    ['a weak box reference', () => ({ 'boxes.csv': 'serial,household,model\nz,hx,X1\n' }), 2, 'household'],
    [
      'a grant for nobody',
      () => ({
        'grants.csv':
          'id,subject_kind,subject,object_kind,object,effect,clarity,from,until,approved_by,reason\nx,household,hx,camera,gate,allow,low,2020-01-01,,o,r\n',
      }),
      2,
      'subject',
    ],
    ['a time that is none', camera({ approved_until: 'soon' }), 2, 'approved_until'],
  ])('refuses %s, with file, line and column, and changes nothing', async (_name, make, line, column) => {
    const sent = make(at.origin.url)
    const [file] = Object.keys(sent)
    const before = (await at.call('GET', `/v1/operator/${file!.replace('.csv', '')}`, root)).text
    const answer = await at.send(sent)
    expect([answer.status, problemOf(answer)]).toEqual([422, 'import-invalid'])
    expect(answer.body.errors).toContainEqual({ file, line, column, message: expect.stringMatching(/\S/) })
    expect((await at.call('GET', `/v1/operator/${file!.replace('.csv', '')}`, root)).text).toBe(before)
  })

  it('tells a file that cannot be read once, not again for all that refers to it', async () => {
    const households = files['households.csv']!
    const answer = await at.send({
      'areas.csv': 'id,parent,level,naem\nc,,county,County\n',
      'households.csv': households,
    })
    expect(answer.body.errors.map(({ column }: { column: string }) => column)).toEqual(['naem', 'name'])
    const cut = await at.send({ 'areas.csv': files['areas.csv']!.replace('g,v,grid,Grid', 'g,v,grid') })
    expect(cut.body.errors).toEqual([{ file: 'areas.csv', line: 7, column: null, message: expect.any(String) }])
  })

  it('says of a part without a file name that it needs one', async () => {
    const form = new FormData()
    form.append('groups.csv', files['groups.csv']!)
    const answer = await at.call('POST', '/v1/operator/import', root, form)
    expect([answer.status, problemOf(answer)]).toEqual([422, 'import-invalid'])
    expect(answer.body.detail).toMatch(/no file name/)
  })

  it('refuses a number twice in a county, and an area that goes while it is in use', async () => {
    const twice = { 'cameras.csv': `${files['cameras.csv']}${cameraRow(at.origin.url, 'other', 1, 'v')}\n` }
    expect((await at.send(twice)).status).toBe(422)
    const less = { 'areas.csv': files['areas.csv']!.replace('g,v,grid,Grid\r\n', '') }
    expect((await at.send(less)).status).toBe(422)
  })

  it('asks for confirmation before it removes many rows', async () => {
    const many = Array.from({ length: 150 }, (_, n) => `x${n},g,,L${n},N,P`).join('\n')
    expect((await at.send({ 'households.csv': `${files['households.csv']}${many}\n` })).status).toBe(200)
    const back = { 'households.csv': files['households.csv']! }
    const refused = await at.send(back)
    expect([refused.status, problemOf(refused)]).toEqual([422, 'removal-unconfirmed'])
    expect((await at.send(back, '?confirm_removed=149')).status).toBe(422)
    const done = await at.send(back, '?confirm_removed=150')
    expect([done.status, done.body.counts['households.csv'].removed]).toEqual([200, 150])
  })

  it('needs the operator key', async () => {
    for (const as of [{}, bearer('wrong')])
      expect(problemOf(await at.call('POST', '/v1/operator/import', as, new FormData()))).toBe('unauthorized')
  })

  it('reads, writes and removes one by one', async () => {
    for (const name of ['areas', 'cameras', 'groups', 'households', 'boxes', 'grants', 'duty'])
      expect((await at.call('GET', `/v1/operator/${name}`, root)).body[name]).toEqual(expect.any(Array))
    const group = { area: 'n', name: 'New' }
    expect((await at.call('PUT', '/v1/operator/groups/new', root, group)).status).toBe(201)
    expect((await at.call('PUT', '/v1/operator/groups/new', root, group)).status).toBe(200)
    expect((await at.call('GET', '/v1/operator/groups/new', root)).body).toMatchObject({ id: 'new', ...group })
    const read = await at.call('GET', '/v1/operator/groups/new', root)
    expect((await at.call('PUT', '/v1/operator/groups/new', root, read.body)).status).toBe(200)
    expect((await at.call('PUT', '/v1/operator/groups/old', root, read.body)).body.errors).toEqual([
      { where: 'id', message: expect.stringMatching(/"old"/) },
    ])
    expect((await at.call('DELETE', '/v1/operator/groups/new', root)).status).toBe(204)
    expect(problemOf(await at.call('GET', '/v1/operator/groups/new', root))).toBe('not-found')
    expect((await at.call('GET', '/v1/operator/duty/grace', root)).text).not.toContain('first-password')
  })

  it('gives an activation code, and 404 to a household that is not there', async () => {
    const { status, body } = await at.call('POST', '/v1/operator/households/h4/activation-codes', root)
    expect(status).toBe(201)
    expect(body).toMatchObject({ code: expect.stringMatching(/^\d{9}$/), expires_at: expect.stringMatching(utc) })
    const days = (Date.parse(body.expires_at) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(6.9)
    expect(days).toBeLessThan(7.1)
    expect((await at.call('POST', '/v1/operator/households/no/activation-codes', root)).status).toBe(404)
  })

  it('suspends and resumes; a resident is told by whom and why', async () => {
    const { access } = await at.pair('box-h1', 'h1')
    expect((await at.call('POST', '/v1/operator/cameras/gate/suspension', root, {})).status).toBe(422)
    const reason = { reason: 'a wedding' }
    expect((await at.call('POST', '/v1/operator/cameras/gate/suspension', root, reason)).status).toBe(201)
    const { body } = await at.call('GET', '/v1/cameras', access)
    expect(body.closed).toContainEqual(
      expect.objectContaining({ id: 'gate', reason: 'suspended', why: 'a wedding', by: expect.any(String) }),
    )
    expect(problemOf(await at.call('POST', '/v1/playbacks', access, { camera_id: 'gate' }))).toBe('camera-closed')
    expect((await at.call('DELETE', '/v1/operator/cameras/gate/suspension', root)).status).toBe(204)
    expect((await at.call('POST', '/v1/playbacks', access, { camera_id: 'gate' })).status).toBe(201)
    expect((await at.call('POST', '/v1/operator/cameras/no/suspension', root, reason)).status).toBe(404)
  })

  it('revokes: the box’s tokens end, the alarm credential too', async () => {
    const { access, alarm, refresh } = await at.pair('box-h4', 'h4')
    expect((await at.call('POST', '/v1/operator/revocations', root, { box: 'box-h4' })).status).toBe(200)
    expect((await at.call('GET', '/v1/me', access)).status).toBe(401)
    expect((await at.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: refresh })).status).toBe(400)
    const press = { kind: 'help', pressed_at: new Date().toISOString() }
    expect((await at.call('POST', '/v1/alarms', alarm, press, aKey())).status).toBe(401)
    expect((await at.call('POST', '/v1/operator/revocations', root, {})).status).toBe(422)
    expect((await at.call('POST', '/v1/operator/revocations', root, { box: 'none' })).status).toBe(404)
  })

  it('keys below an area reach no further', async () => {
    const made = await at.call('POST', '/v1/operator/keys', root, { name: 'n', role: 'operator', area: 'u' })
    expect(made.status).toBe(201)
    const key = { authorization: `Bearer ${made.body.key}` }
    expect((await at.call('GET', '/v1/operator/households/h1', key)).status).toBe(404)
    expect((await at.call('GET', '/v1/operator/households/h9', key)).status).toBe(200)
    expect(
      (await at.call('GET', '/v1/operator/health', key)).body.areas.map((one: AreaHealth) => one.area.id).sort(),
    ).toEqual(['f', 'u', 'w'])
  })

  it('tells a day’s online and intact rate, and what is not known as not known', async () => {
    const { status, body } = await at.call('GET', '/v1/operator/health', root)
    expect(status).toBe(200)
    const county = body.areas.find((one: AreaHealth) => one.area.id === 'c')
    expect(county).toMatchObject({ cameras: 6, intact: { yes: expect.any(Number), no: expect.any(Number) } })
    expect(county.seconds.unknown).toBeGreaterThan(0)
    const past = await at.call('GET', '/v1/operator/health?day=2026-01-01', root)
    const empty = past.body.areas.find((one: AreaHealth) => one.area.id === 'c')
    expect(empty).toMatchObject({ online_rate: null, unknown_rate: 1, intact: { yes: 0, no: 0, unknown: 6 } })
    expect(empty.seconds).toEqual({ online: 0, offline: 0, unknown: 6 * 86_400 })
    for (const day of ['2026-13-01', '2026-02-30', 'today', '2999-01-01'])
      expect((await at.call('GET', `/v1/operator/health?day=${day}`, root)).status).toBe(400)
  })

  it('looks up viewings with a reason only, and the look is in the log', async () => {
    expect((await at.call('GET', '/v1/operator/viewings', root)).status).toBe(400)
    const first = await at.call('GET', '/v1/operator/viewings?reason=complaint%2017&camera=gate', root)
    expect([first.status, first.body.viewings]).toEqual([200, expect.any(Array)])
    const second = await at.call('GET', '/v1/operator/viewings?reason=again', root)
    expect(second.body.viewings).toContainEqual(expect.objectContaining({ kind: 'lookup', reason: 'complaint 17' }))
    expect(second.text).not.toContain(rootKey)
  })
})
