import type { FastifyInstance } from 'fastify'
import { openNeighbourhood } from '../../app/api/access/memory'
import { accessRoutes } from '../../app/api/access/routes'
import { readConfig } from '../../app/api/config'
import type { StoreKind } from '../../app/api/database/connect'
import { openBus } from '../../app/api/events/bus'
import { operatorRoutes } from '../../app/api/operator/routes'
import type { FileName } from '../../app/api/operator/rules'
import { openPairings } from '../../app/api/pairing/pairings'
import { makeServer } from '../../app/api/server'
import type { Service } from '../../app/api/service'
import { sign } from '../../app/api/tokens/compact'
import { openSigningKeys } from '../../app/api/tokens/keys'
import type { LogLine } from '../../app/api/viewings/log'
import { webhookRoutes } from '../../app/api/webhooks/routes'
import { emptyStore, type TestStore } from './stores'

export const rootKey = 'test-operator-key-0123456789abcdefghij'

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what an answer has
  body: any
  headers: Record<string, unknown>
}

export interface TestService {
  service: Service
  app: FastifyInstance
  store: TestStore
  clock: { at: number; now(): number }
  /** what was appended to the log */
  lines: LogLine[]
  call(method: string, url: string, options?: { key?: string; body?: unknown; box?: string }): Promise<Answer>
  /** Sends files as the contract has them. */
  send(files: Partial<Record<FileName | (string & {}), string>>, query?: string, key?: string): Promise<Answer>
  close(): Promise<void>
}

/** A service on an empty store, with a log that is kept in memory. */
export async function startService(
  kind: StoreKind,
  env: Record<string, string> = {},
  routes: (app: FastifyInstance, service: Service) => void | Promise<void> = () => undefined,
): Promise<TestService> {
  const store = await emptyStore(kind)
  const config = readConfig({ OPERATOR_KEY: rootKey, LOG_LEVEL: 'silent', ...env })
  const clock = { at: Date.parse('2026-05-01T12:00:00+08:00'), now: () => clock.at }
  const app = makeServer(config, false)
  const lines: LogLine[] = []
  const { db } = store
  const bus = await openBus(store, clock)
  const pairings = await openPairings({ db, bus, clock, log: app.log, config })
  const neighbourhood = await openNeighbourhood({ db, clock, timeZone: config.TIME_ZONE, bus })
  const service: Service = {
    config,
    store,
    db,
    clock,
    log: app.log,
    keys: await openSigningKeys(db, clock.now()),
    bus,
    neighbourhood,
    pairings,
    viewings: {
      async append(line) {
        lines.push(line)
      },
      async close() {},
    } as Service['viewings'],
  }
  accessRoutes(app, service)
  operatorRoutes(app, service)
  webhookRoutes(app, service)
  await routes(app, service)
  await app.ready()

  const call: TestService['call'] = async (method, url, options = {}) => {
    const authorization =
      options.box === undefined ? `Bearer ${options.key ?? rootKey}` : `Bearer ${tokenOf(service, options.box)}`
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers: { authorization, ...(options.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(options.body === undefined ? {} : { payload: JSON.stringify(options.body) }),
    })
    return { status: response.statusCode, body: parsed(response.body), headers: response.headers }
  }

  return {
    service,
    app,
    store,
    clock,
    lines,
    call,
    async send(files, query = '', key = rootKey) {
      const boundary = 'boundary-of-the-test'
      const payload = [
        ...Object.entries(files).map(
          ([name, text]) =>
            `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`,
        ),
        `--${boundary}--\r\n`,
      ].join('')
      const response = await app.inject({
        method: 'POST',
        url: `/v1/operator/import${query}`,
        headers: { authorization: `Bearer ${key}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload,
      })
      return { status: response.statusCode, body: parsed(response.body), headers: response.headers }
    },
    async close() {
      neighbourhood.close()
      await pairings.close()
      await bus.close()
      await app.close()
      await store.close()
    },
  }
}

/** An access token of a box that the files gave to a household. */
export function tokenOf({ keys, clock, neighbourhood }: Service, serial: string): string {
  const household = neighbourhood.box(serial)?.household ?? 'nobody'
  const claims = {
    kind: 'box',
    expiresAt: clock.now() + 600_000,
    subject: `pairing-${serial}`,
    rest: [serial, household],
  } as const
  return sign(claims, keys.current())
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** CSV of rows of cells. */
export function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map((row) => row.map(cell).join(',')).join('\r\n')
}
