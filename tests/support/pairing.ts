import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../app/api/clock'
import type { Store } from '../../app/api/database/connect'
import { deskRoutes } from '../../app/api/desk/routes'
import { makeActivationCode } from '../../app/api/pairing/codes'
import { requireBox, requireBoxOrAlarm, requirePin } from '../../app/api/pairing/guard'
import { beginPairing, type NewPairing, settle } from '../../app/api/pairing/issue'
import { pairingRoutes } from '../../app/api/pairing/routes'
import { makeServer } from '../../app/api/server'
import type { TokenAnswer } from '../../app/contract/pairing'
import { openProcess, type Process } from './street'

/** A process of the service with the routes of pairing and desk, spoken to without a network. */
export interface PairingApp extends Process {
  app: FastifyInstance
  /** everything that was logged, as it would stand in the log file */
  logged(): string
  /** posts a form, as OAuth clients do */
  form(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  /** the answer to a bearer token at the box, alarm and PIN guards, or anywhere else */
  as(token: string, path: string, options?: { method?: Method; body?: object; headers?: object }): Promise<Answer>
  activationCode(household: string, endsOthers?: boolean): Promise<string>
  /** pairs a box without a code, which would take time to hash */
  paired(serial: string, household: string, node?: string | null): Promise<PairedTokens>
}

type PairedTokens = TokenAnswer & { alarm_token: string }

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read what came, whatever it is
  body: any
  text: string
  headers: Record<string, unknown>
}

export async function openPairingApp(
  store: Store,
  clock: Clock,
  settings: Record<string, string> = {},
): Promise<PairingApp> {
  const process = await openProcess(store, clock, settings)
  const { service } = process
  const lines: string[] = []
  const app = makeServer(service.config, { level: 'trace', stream: { write: (line: string) => void lines.push(line) } })
  pairingRoutes(app, service)
  deskRoutes(app, service)
  app.get('/guarded/box', { onRequest: requireBox(service) }, async (request) => request.box)
  app.get('/guarded/alarm', { onRequest: requireBoxOrAlarm(service) }, async (request) => request.box)
  app.get('/guarded/pin', { onRequest: [requireBox(service), requirePin(service)] }, async (request) => request.box)
  await app.ready()

  const answer = (response: Awaited<ReturnType<typeof app.inject>>): Answer => {
    const json = /json/.test(String(response.headers['content-type'] ?? ''))
    return {
      status: response.statusCode,
      body: json ? response.json() : null,
      text: response.body,
      headers: response.headers,
    }
  }
  const form: PairingApp['form'] = async (path, fields, headers = {}) =>
    answer(
      await app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
    )
  const activationCode = async (household: string, endsOthers = false) =>
    (await makeActivationCode(service, household, endsOthers)).code

  return {
    ...process,
    app,
    logged: () => lines.join(''),
    form,
    as: async (token, path, { method = 'GET', body, headers } = {}) =>
      answer(
        await app.inject({
          method,
          url: path,
          headers: { authorization: `Bearer ${token}`, ...headers },
          ...(body === undefined ? {} : { payload: body }),
        }),
      ),
    activationCode,
    async paired(serial, household, node = null) {
      const facts: NewPairing = { serial, household, method: 'activation_code', node, confirmedBy: 'resident' }
      const tokens = await store.db.transaction().execute((transaction) => beginPairing(service, transaction, facts))
      await settle(service, facts, 'household')
      return tokens as PairedTokens
    },
    async close() {
      await app.close()
      await process.close()
    },
  }
}

export const codeGrant = 'urn:porchlight:grant:activation-code'
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
export const assertionGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
