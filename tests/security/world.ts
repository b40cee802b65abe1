import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Assembled, assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import type { StoreKind } from '../../app/api/database/connect'
import { beginPairing, type NewPairing, settle } from '../../app/api/pairing/issue'
import type { TokenAnswer } from '../../app/contract/pairing'
import { demoCameras } from '../../app/demo/cameras'
import { demoDesks, demoFiles, type FileName } from '../../app/demo/neighbourhood'
import { newDatabase } from '../support/stores'
import { type HandClock, handClock } from '../support/street'
import { addCamera, type FakeOrigin, fakeOrigin, mediaPlaylist } from '../support/watching'

export const rootKey = 'the-root-key-of-the-security-tests-0123456789'

export interface Answer {
  status: number
  headers: Record<string, unknown>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came
  body: any
}

interface Call {
  method: string
  url: string
  headers?: Record<string, string>
  body?: unknown
  from?: string
}

/** The whole service as `npm run serve` assembles it, on the demo's seven files, spoken to without a network. */
export interface World {
  app: FastifyInstance
  service: Assembled['service']
  clock: HandClock
  origin: FakeOrigin
  /** everything that was logged */
  logged(): string
  call(call: Call): Promise<Answer>
  /** Sends files as an operator does. */
  send(files: Partial<Record<FileName, string>>, query?: string, key?: string): Promise<Answer>
  /** Pairs a box without a code, which would take time to hash. */
  pair(serial: string, household: string): Promise<TokenAnswer & { alarm_token: string }>
  /** Signs an officer in; gives the Cookie header. */
  signIn(user: string, password: string): Promise<string>
  /** Makes an operator key below an area. */
  key(role: 'import' | 'operator' | 'auditor', area: string | null): Promise<string>
  /** A second process of the service on the same store. */
  another(): Promise<World>
  close(): Promise<void>
}

/** Opens the world on an empty store, with every camera of the demo answering. */
export async function openWorld(kind: StoreKind, settings: Record<string, string> = {}): Promise<World> {
  const database = kind === 'postgres' ? await newDatabase() : null
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-security-'))
  const origin = await fakeOrigin()
  for (const { id } of demoCameras) {
    addCamera(origin, id)
    origin.files.set(`/${id}/low.m3u8`, mediaPlaylist(10, 3).replaceAll('seg', 'low/seg'))
  }
  const clock = handClock(Date.now())
  const env = {
    OPERATOR_KEY: rootKey,
    PORT: '0',
    DATA_DIR: dataDir,
    // Its cameras send no pictures.
    PROBE_PICTURE_S: '0',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...settings,
    CAMERA_ORIGINS: [origin.url, ...(settings.CAMERA_ORIGINS?.split(',') ?? [])].join(),
  }
  const first = await openOne(env, clock, origin)
  const files = demoFiles(origin.url, clock.now())
  const imported = await first.send(files)
  if (imported.status !== 200) throw new Error(`the demo's files were refused: ${imported.text}`)
  const { close } = first
  first.close = async () => {
    await close()
    await origin.close()
    await database?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return first
}

async function openOne(env: Record<string, string>, clock: HandClock, origin: FakeOrigin): Promise<World> {
  const lines: string[] = []
  const logger = { level: 'trace', stream: { write: (line: string) => void lines.push(line) } }
  const { app, service, close } = await assemble(readConfig(env), { clock, logger })
  await app.ready()

  const call: World['call'] = async ({ method, url, headers = {}, body, from = '10.0.0.1' }) => {
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers,
      remoteAddress: from,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = /json/.test(String(response.headers['content-type'] ?? ''))
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      body: isJson && response.body !== '' ? response.json() : null,
    }
  }
  return {
    app,
    service,
    clock,
    origin,
    call,
    logged: () => lines.join(''),
    send: (files, query = '', key = rootKey) => {
      const boundary = `b${randomBytes(8).toString('hex')}`
      const parts = Object.entries(files).map(
        ([name, text]) =>
          `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`,
      )
      return call({
        method: 'POST',
        url: `/v1/operator/import${query}`,
        headers: { ...bearer(key), 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: `${parts.join('')}--${boundary}--\r\n`,
      })
    },
    async pair(serial, household) {
      const facts: NewPairing = { serial, household, method: 'device', node: null, confirmedBy: 'officer' }
      const answer = await service.db.transaction().execute((transaction) => beginPairing(service, transaction, facts))
      await settle(service, facts, 'tests')
      return answer as TokenAnswer & { alarm_token: string }
    },
    async signIn(user, password) {
      const answer = await call({ method: 'POST', url: '/v1/desk/session', body: { user, password } })
      if (answer.status !== 201) throw new Error(`no sign-in: ${answer.text}`)
      return String(answer.headers['set-cookie']).split(';')[0]!
    },
    async key(role, area) {
      const answer = await call({
        method: 'POST',
        url: '/v1/operator/keys',
        headers: bearer(rootKey),
        body: { name: `tests ${role}`, role, area },
      })
      return answer.body.key as string
    },
    another: () => openOne(env, clock, origin),
    close,
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The desk of the demo that lies nearest to the first household. */
export const nearDesk = demoDesks[0]!

/** A fresh Idempotency-Key. */
export const aKey = () => ({ 'idempotency-key': randomBytes(12).toString('hex') })
