import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { addCamera, type FakeOrigin, fakeOrigin, mediaPlaylist } from '../support/watching'

export const rootKey = 'the-root-key-of-the-contract-tests-0123456789'

export interface Answer {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came
  body: any
}

/** What a caller shows: a bearer token, a cookie, or nothing. */
export type As = Record<string, string>

/** The service, listening, with an operator's files imported: spoken to by HTTP alone. */
export interface Listening {
  url: string
  origin: FakeOrigin
  call(method: string, path: string, as?: As, body?: unknown, headers?: As): Promise<Answer>
  /** Sends files as an operator does. */
  send(files: Record<string, string>, query?: string): Promise<Answer>
  form(path: string, fields: Record<string, string>): Promise<Answer>
  /** Pairs a box with a fresh activation code of its household. */
  pair(serial: string, household: string): Promise<Tokens>
  signIn(user: string): Promise<As>
  close(): Promise<void>
}

export interface Tokens {
  access: As
  alarm: As
  refresh: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came
  answer: any
}

export const bearer = (token: string): As => ({ authorization: `Bearer ${token}` })
export const root = bearer(rootKey)
export const aKey = (): As => ({ 'idempotency-key': randomBytes(12).toString('hex') })
export const password = (user: string) => `first-password-of-${user}`

/** Starts it with an empty store on a port of the kernel's. `files` stand in the place of the standard ones. */
export async function listen(
  settings: Record<string, string> = {},
  files: (origin: string) => Record<string, string> = standardFiles,
): Promise<Listening> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-contract-'))
  const origin = await fakeOrigin()
  for (const id of ['gate', 'yard', 'road', 'pond', 'far', 'shed']) {
    addCamera(origin, id)
    origin.files.set(`/${id}/low.m3u8`, mediaPlaylist(10, 3).replaceAll('seg', 'low/seg'))
  }
  const env = {
    OPERATOR_KEY: rootKey,
    PORT: '0',
    DATA_DIR: dataDir,
    CAMERA_ORIGINS: origin.url,
    LOG_LEVEL: 'silent',
    PROBE_PICTURE_S: '0',
  }
  const running = await assemble(readConfig({ ...env, ...settings }))
  const url = await running.listen()

  async function call(method: string, path: string, as: As = {}, body?: unknown, headers: As = {}): Promise<Answer> {
    const isForm = body instanceof FormData || body instanceof URLSearchParams
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { ...as, ...headers, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const parsed = isJson && text !== '' ? JSON.parse(text) : null
    return { status: response.status, headers: response.headers, text, body: parsed }
  }
  const service: Listening = {
    url,
    origin,
    call,
    send(sent, query = '') {
      const form = new FormData()
      for (const [name, text] of Object.entries(sent)) form.append('file', new Blob([text]), name)
      return call('POST', `/v1/operator/import${query}`, root, form)
    },
    form: (path, fields) => call('POST', path, {}, new URLSearchParams(fields)),
    async pair(serial, household) {
      const { body } = await call('POST', `/v1/operator/households/${household}/activation-codes`, root)
      const grant_type = 'urn:porchlight:grant:activation-code'
      const { status, body: answer, text } = await service.form('/oauth/token', { grant_type, serial, code: body.code })
      if (status !== 200) throw new Error(`not paired: ${text}`)
      const { access_token, alarm_token, refresh_token } = answer
      return { access: bearer(access_token), alarm: bearer(alarm_token), refresh: refresh_token, answer }
    },
    async signIn(user) {
      const { headers, status, text } = await call('POST', '/v1/desk/session', {}, { user, password: password(user) })
      if (status !== 201) throw new Error(`no sign-in: ${text}`)
      return { cookie: headers.get('set-cookie')!.split(';')[0]! }
    },
    async close() {
      await running.close()
      await origin.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  const imported = await service.send(files(origin.url))
  if (imported.status !== 200) throw new Error(`the files were refused: ${imported.text}`)
  return service
}

const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`

export const cameraColumns =
  'id,number,name,area,kind,hls_url,hls_url_low,published,resident_clarity,legal_basis,approved_by,approved_until,mask_attested_by,owner,contact,quiet_hours,external_id'

/** A row of cameras.csv. */
export function cameraRow(
  origin: string,
  id: string,
  number: number,
  area: string,
  change: Record<string, string> = {},
) {
  const row: Record<string, string> = {
    ...{ id, number: String(number), name: `Camera ${number}`, area, kind: 'gate' },
    ...{ hls_url: `${origin}/${id}/index.m3u8`, hls_url_low: `${origin}/${id}/low.m3u8`, published: 'yes' },
    ...{ resident_clarity: 'full', legal_basis: 'by law', approved_by: 'the office', approved_until: '2099-01-01' },
    ...{ mask_attested_by: 'inspector', owner: 'the village', contact: '100', quiet_hours: '', external_id: '' },
    ...change,
  }
  return cameraColumns
    .split(',')
    .map((column) => row[column])
    .join(',')
}

/**
 * county c > township t > village v > grids g and n; township u > village w > grid f. Households h1, h2 and h3 are a
 * group in g; h4 lives alone in n, h9 in f. Officers grace (v), tom (t), carol (c), olga (u).
 */
export function standardFiles(origin: string): Record<string, string> {
  return {
    'areas.csv': lines(
      'id,parent,level,name',
      ...['c,,county,County', 't,c,township,Township', 'u,c,township,Other', 'v,t,village,Village'],
      ...['w,u,village,Elsewhere', 'g,v,grid,Grid', 'n,v,grid,Next', 'f,w,grid,Far'],
    ),
    'groups.csv': lines('id,area,name', 'm,g,The group'),
    'households.csv': lines(
      'id,area,group,label,contact_name,contact_phone',
      ...['h1', 'h2', 'h3'].map((id) => `${id},g,m,Label ${id},Name ${id},Phone ${id}`),
      'h4,n,,Label h4,Name h4,Phone h4',
      'h9,f,,Label h9,Name h9,Phone h9',
    ),
    'boxes.csv': lines('serial,household,model', ...['h1', 'h2', 'h3', 'h4', 'h9'].map((id) => `box-${id},${id},X1`)),
    'cameras.csv': lines(
      cameraColumns,
      cameraRow(origin, 'gate', 1, 'g'),
      cameraRow(origin, 'yard', 2, 'v', { resident_clarity: 'low' }),
      cameraRow(origin, 'road', 3, 'c'),
      cameraRow(origin, 'pond', 4, 'g', { quiet_hours: '00:00-24:00' }),
      cameraRow(origin, 'shed', 5, 'g', { resident_clarity: 'none' }),
      cameraRow(origin, 'far', 9, 'f'),
    ),
    'grants.csv': lines(
      'id,subject_kind,subject,object_kind,object,effect,clarity,from,until,approved_by,reason',
      'a1,household,h1,camera,yard,allow,full,2020-01-01,2099-01-01,the office,keeper',
      'a2,group,m,camera,shed,allow,low,2020-01-01,,the office,watch',
      'd1,household,h3,camera,gate,deny,,2020-01-01,,the office,dispute',
    ),
    'duty.csv': lines(
      'area,name,user,initial_password',
      ...[
        ['v', 'grace'],
        ['t', 'tom'],
        ['c', 'carol'],
        ['u', 'olga'],
      ].map(([area, user]) => `${area},Officer ${user},${user},${password(user!)}`),
    ),
  }
}

/** A problem document as every error must be. */
export function problemOf({ status, headers, body }: Answer): string {
  const type = headers.get('content-type')
  if (!type?.startsWith('application/problem+json')) throw new Error(`${status} is no problem document: ${type}`)
  if (body.status !== status || !/^\/problems\/[a-z-]+$/.test(body.type) || typeof body.title !== 'string')
    throw new Error(`not a problem document: ${JSON.stringify(body)}`)
  if (status === 429 && !/^[1-9]\d*$/.test(headers.get('retry-after') ?? '')) throw new Error('429 without Retry-After')
  return body.type.replace('/problems/', '')
}

/** RFC 3339 in UTC. */
export const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
