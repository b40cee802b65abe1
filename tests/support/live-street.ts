import type { FastifyInstance, InjectOptions } from 'fastify'
import { type Alarms, openAlarms } from '../../app/api/alarms/changes'
import type { Db, StoreKind } from '../../app/api/database/connect'
import type { StoredEvent } from '../../app/api/events/bus'
import { makeServer } from '../../app/api/server'
import type { Service } from '../../app/api/service'
import { openProcess, type Process, patienceMs } from './process'
import type { TestStore } from './stores'
import { boxToken, deskCookieOf, emptyStreet, freshKey, type HandClock, handClock } from './street'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The street with one process of the service that answers, without a network. */
export interface LiveStreet {
  clock: HandClock
  store: TestStore
  running: Process
  service: Service
  alarms: Alarms
  app: FastifyInstance
  /** Headers of a box (`box1`) or an officer (`grace`). */
  as(who: string): Record<string, string>
  call(
    who: string,
    method: Method,
    url: string,
    payload?: InjectOptions['payload'],
    headers?: Record<string, string>,
    // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was answered
  ): Promise<{ status: number; body: any; headers: Record<string, unknown>; text: string }>
  /** Now, as a box writes it. */
  pressed(): string
  /** A call for help. */
  press(who: string, over?: object, key?: string): ReturnType<LiveStreet['call']>
  heard(...channels: string[]): Promise<StoredEvent[]>
  close(): Promise<void>
}

/**
 * Opens it on an empty store, with the routes that a test needs.
 * @param patience how long its calls for help wait for the store, ms
 */
export async function openLiveStreet(
  kind: StoreKind,
  routes: (app: FastifyInstance, service: Service, alarms: Alarms) => void,
  settings: Record<string, string> = {},
  patience = patienceMs,
): Promise<LiveStreet> {
  const clock = handClock()
  const store = await emptyStreet(kind, clock)
  const running = await openProcess(store, clock, settings)
  const { service } = running
  const alarms = openAlarms(service, patience)
  const app = makeServer(service.config)
  routes(app, service, alarms)

  function as(who: string): Record<string, string> {
    return who.startsWith('box') ? { authorization: `Bearer ${boxToken(service, who)}` } : { cookie: deskCookieOf(who) }
  }
  const call: LiveStreet['call'] = async (who, method, url, payload, more = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...as(who), ...more },
      ...(payload !== undefined && { payload }),
    })
    const body = answer.body === '' ? null : answer.json()
    return { status: answer.statusCode, body, headers: answer.headers, text: answer.body }
  }
  const pressed = () => new Date(clock.now()).toISOString()
  return {
    clock,
    store,
    running,
    service,
    alarms,
    app,
    as,
    call,
    pressed,
    press: (who, over = {}, key = freshKey()) =>
      call(who, 'POST', '/v1/alarms', { kind: 'help', pressed_at: pressed(), ...over }, { 'idempotency-key': key }),
    heard: (...channels) => service.bus.since(channels, 0, 1000),
    async close() {
      await app.close()
      await alarms.close()
      await running.close()
      await store.close()
    },
  }
}

/** The hops that were confirmed, in order. */
export const hopsOf = (alarm: { receipts: { hop: string }[] }) => alarm.receipts.map(({ hop }) => hop)

/** The timers of an alarm that still run. */
export const stepsOf = (db: Db, alarm: string) =>
  db.selectFrom('escalation_steps').selectAll().where('alarm', '=', alarm).where('done_at', 'is', null).execute()
