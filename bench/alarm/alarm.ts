import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { alarmId } from '../../app/api/alarms/rules'
import { bare } from '../crowd/bare'
import { type Caller, callers } from '../crowd/callers'
import { listener } from '../crowd/listener'
import { type Child, connectionsAllowed, monotonic, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { type Box, buildTown, groupSize, type Town } from '../crowd/town'
import { type Measured, percentile, type Row, summary } from '../measure'

const operatorKey = 'bench-root-key-0123456789-abcdefgh'
const file = fileURLToPath(import.meta.url)
const agent = new Agent({ connections: 64, keepAliveTimeout: 60_000 })
/** The rate that is promised for a minute. */
const stormRate = 1000 / 60
/** Nobody answers here: what is measured is the call, not the calling of further desks later. */
const noEscalation = { ESCALATE_TOWNSHIP_S: '86400', ESCALATE_COUNTY_S: '86400', ESCALATE_UNANSWERED_S: '86400' }
/** A desk counts as staffed for 45 s. */
const presenceMs = 15_000

/** When an alarm was sent, confirmed as durable, at the last box of its group, and at the desk. Monotonic milliseconds. */
interface Times {
  sent: number
  durable: number
  last: number
  desk: number
}

/**
 * From the POST of an alarm to the event at the last neighbour and at the desk, with as many boxes connected to one
 * process as one may open; a thousand alarms in a minute; and what a durable alarm costs beside one bare insert.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const count = connectionsAllowed(10_000)
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const town = await buildTown(folder, count)
  const [ours, floor] = [
    start(file, 'service', { DATA_DIR: folder, OPERATOR_KEY: operatorKey, ...noEscalation }),
    start(file, 'bare', { DATA_DIR: folder }),
  ]
  const [oursEar, floorEar] = [start(file, 'listener'), start(file, 'listener')]
  const ending: (() => void)[] = []
  try {
    const [address, bareAddress] = [await ours.ask<string>('address'), await floor.ask<string>('address')]
    const fresh = callers(town)
    const presence = setInterval(() => void present(address, town).catch(() => undefined), presenceMs)
    ending.push(() => clearInterval(presence))
    await present(address, town)
    const durable = await durableCost(address, bareAddress, fresh, quick ? 150 : 600)

    console.log(`  ${count} boxes and a desk connected to each server, groups of ${groupSize}`)
    const empty = { cpu: await ours.ask<number>('cpu'), memory: await ours.ask<number>('memory') }
    const boxes = town.boxes.map(({ bearer }) => ({ path: '/v1/events', header: `Authorization: ${bearer}` }))
    await oursEar.ask('open', { address, streams: boxes, desk: false })
    await oursEar.ask('open', {
      address,
      streams: [{ path: '/v1/desk/events', header: `Cookie: ${town.cookie}` }],
      desk: true,
    })
    const bareStreams = town.boxes.map(({ group }) => ({ path: `/events?group=${group}`, header: 'Accept: */*' }))
    await floorEar.ask('open', { address: bareAddress, streams: bareStreams, desk: false })
    await pause(12_000)
    const memory = ((await ours.ask<number>('memory')) - empty.memory) / count
    const idle = await idleCpu(ours, count, quick ? 5000 : 20_000)

    const alone: Times[] = []
    const aloneBare: number[] = []
    for (let n = 0; n < (quick ? 150 : 600); n++) {
      const times = await call(address, fresh(), oursEar, count)
      const bareMs = await bareCall(bareAddress, town.boxes[(n * 31) % count] as Box, floorEar, `bare-${n}`, count)
      if (n >= 10) alone.push(times)
      if (n >= 10) aloneBare.push(bareMs)
    }
    const stormSeconds = quick ? 10 : 60
    const storming = await storm(address, fresh, oursEar, count, stormSeconds)

    const row = (name: string, variant: string, metric: string, values: number[]): Row => ({
      ...{ case: name, variant, metric, unit: 'ms' },
      ...summary(values),
    })
    const single = `one alarm, ${count} boxes`
    const rush = `1,000 alarms a minute for ${stormSeconds} s, ${count} boxes`
    const last = alone.map((times) => times.last - times.sent)
    const lastInStorm = storming.map((times) => times.last - times.sent)
    const figure = (name: string, metric: string, unit: string, value: number): Row => ({
      ...{ case: name, variant: 'ours', metric, unit, median: value, p90: value, n: 1 },
    })
    return {
      rows: [
        row('durable', 'ours', 'POST to 201', durable.ours),
        row('durable', 'one bare insert', 'POST to 201', durable.floor),
        row(single, 'ours', 'POST to the last neighbour', last),
        row(single, 'bare node:http, one row stored', 'POST to the last neighbour', aloneBare),
        row(
          single,
          'ours',
          'durable to the last neighbour',
          alone.map((times) => times.last - times.durable),
        ),
        row(
          single,
          'ours',
          'POST to the desk',
          alone.map((times) => times.desk - times.sent),
        ),
        row(
          rush,
          'ours',
          'POST to 201',
          storming.map((times) => times.durable - times.sent),
        ),
        row(rush, 'ours', 'POST to the last neighbour', lastInStorm),
        figure(rush, 'the slowest to its last neighbour', 'ms', Math.max(...lastInStorm)),
        figure(`${count} silent boxes`, 'memory per box', 'KiB', memory),
        figure(`${count} silent boxes`, 'CPU per box and second', 'µs', idle),
      ],
      ratios: {
        group_p99_ms: percentile(last, 0.99),
        desk_p99_ms: percentile(
          alone.map((times) => times.desk - times.sent),
          0.99,
        ),
        durable_to_bare_insert: summary(durable.ours).median / summary(durable.floor).median,
        group_to_bare_sse: summary(last).median / summary(aloneBare).median,
        minute_max_ms: Math.max(...lastInStorm),
        minute_p99_ms: percentile(lastInStorm, 0.99),
        boxes: count,
      },
    }
  } finally {
    for (const end of ending) end()
    for (const child of [ours, floor, oursEar, floorEar]) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function raise(address: string, { box, kind }: Caller): Promise<{ id: string; sent: number; durable: number }> {
  const key = randomBytes(16).toString('hex')
  const sent = monotonic()
  const answer = await request(`${address}/v1/alarms`, {
    method: 'POST',
    dispatcher: agent,
    headers: { authorization: box.bearer, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ kind, pressed_at: new Date().toISOString() }),
  })
  await answer.body.dump()
  const durable = monotonic()
  if (answer.statusCode !== 201) throw new Error(`an alarm was answered ${answer.statusCode}`)
  return { id: alarmId(box.serial, key), sent, durable }
}

/** One alarm, until its whole group and the desk have heard of it. */
async function call(address: string, caller: Caller, ear: Child, count: number): Promise<Times> {
  const { id, sent, durable } = await raise(address, caller)
  const heard = await ear.ask<{ last: number; desk: number }>('arrived', {
    id,
    n: sizeOf(caller.box, count),
    desk: true,
  })
  return { sent, durable, last: heard.last, desk: heard.desk }
}

/** The last group may be smaller. */
const sizeOf = ({ group }: Box, count: number) =>
  Math.min(groupSize, count - groupSize * Number(group.slice('group'.length)))

async function bareCall(
  address: string,
  { group, household }: Box,
  ear: Child,
  id: string,
  count: number,
): Promise<number> {
  // As long as the text of a neighbour's event.
  const data = JSON.stringify({ id, household, filler: 'x'.repeat(420) })
  const sent = monotonic()
  const body = `id: 1\nevent: alarm.raised\ndata: ${data}\n\n`
  const answer = await request(`${address}/call?group=${group}`, { method: 'POST', dispatcher: agent, body })
  await answer.body.dump()
  const n = sizeOf({ group } as Box, count)
  return (await ear.ask<{ last: number }>('arrived', { id, n, desk: false })).last - sent
}

/** In turns: an alarm until its 201, and one row until its 201. */
async function durableCost(address: string, bareAddress: string, fresh: () => Caller, rounds: number) {
  const [ours, floor]: [number[], number[]] = [[], []]
  const body = JSON.stringify({ filler: 'x'.repeat(420) })
  for (let n = -20; n < rounds; n++) {
    const { sent, durable } = await raise(address, fresh())
    const begun = monotonic()
    await (await request(`${bareAddress}/insert`, { method: 'POST', dispatcher: agent, body })).body.dump()
    if (n < 0) continue
    floor.push(monotonic() - begun)
    ours.push(durable - sent)
  }
  return { ours, floor }
}

/** Alarms evenly over the time, whatever happens to those before. */
async function storm(
  address: string,
  fresh: () => Caller,
  ear: Child,
  count: number,
  seconds: number,
): Promise<Times[]> {
  const begun = monotonic()
  const running: Promise<Times>[] = []
  for (let n = 0; n < stormRate * seconds; n++) {
    await pause(Math.max(0, begun + (n * 1000) / stormRate - monotonic()))
    running.push(call(address, fresh(), ear, count))
  }
  return Promise.all(running)
}

/** The desk is staffed, so that no alarm is handed on at once. */
async function present(address: string, { cookie }: Town): Promise<void> {
  const headers = { cookie, 'content-type': 'application/json' }
  const body = JSON.stringify({ visible: true })
  await (await request(`${address}/v1/desk/presence`, { method: 'PUT', dispatcher: agent, headers, body })).body.dump()
}

/** CPU of a server with silent listeners, microseconds per listener and second. */
async function idleCpu(server: Child, count: number, ms: number): Promise<number> {
  const [cpu, at] = [await server.ask<number>('cpu'), monotonic()]
  await pause(ms)
  const used = (await server.ask<number>('cpu')) - cpu
  return (used * 1000) / count / ((monotonic() - at) / 1000)
}

playRole({ service, bare, listener })
