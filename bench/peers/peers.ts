import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { bare } from '../crowd/bare'
import { listener, type Stream } from '../crowd/listener'
import { type Child, connectionsAllowed, monotonic, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { buildTown } from '../crowd/town'
import { type Measured, type Row, summary } from '../measure'
import { listenerHello, startMosquitto } from './mosquitto'
import { sockets, upgradeHeader } from './sockets'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
const agent = new Agent({ keepAliveTimeout: 60_000 })

/** A server that tells something to all who listen, and what it used until now. */
interface Peer {
  address: string
  stream(n: number): Stream
  /** Tells everybody; gives the id that they hear. */
  tell(n: number): Promise<string>
  cpu(): Promise<number>
  memory(): Promise<number>
}

/**
 * Ten thousand listeners of the service beside as many of a bare SSE server, of `ws` and of mosquitto: the CPU and the
 * time of their coming all together, as after a cut of the line, what each costs in memory while it is silent, and the
 * CPU and the time of one text to all. One after another, so that they do not stand in each other's way.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const count = connectionsAllowed(10_000)
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const town = await buildTown(folder, count)
  const ours = start(file, 'service', { DATA_DIR: folder, OPERATOR_KEY: operatorKey })
  const floor = start(file, 'bare', { DATA_DIR: folder })
  const socketServer = start(file, 'sockets')
  const mosquitto = await startMosquitto(folder)
  if ('reason' in mosquitto) console.log(`  without mosquitto: ${mosquitto.reason}`)
  const body = (id: string) => `id: 1\nevent: notice\ndata: {"id":"${id}","text":"${'停水'.repeat(60)}"}\n\n`
  const post = async (url: string, id: string) => {
    await (await request(url, { method: 'POST', dispatcher: agent, body: body(id) })).body.dump()
    return id
  }
  const child = (process: Child) => ({
    cpu: () => process.ask<number>('cpu'),
    memory: () => process.ask<number>('memory'),
  })
  try {
    const [api, sse, ws] = await Promise.all([ours, floor, socketServer].map((one) => one.ask<string>('address')))
    const peers: Record<string, Peer> = {
      ours: {
        address: api!,
        stream: (n) => ({ path: '/v1/events', header: `Authorization: ${town.boxes[n]!.bearer}` }),
        async tell(n) {
          const answer = await request(`${api}/v1/desk/notices`, {
            method: 'POST',
            dispatcher: agent,
            headers: { cookie: town.cookie, 'content-type': 'application/json' },
            body: JSON.stringify({ text: `${'停水'.repeat(50)} ${n}`, until: new Date(Date.now() + 3600_000) }),
          })
          return ((await answer.body.json()) as { id: string }).id
        },
        ...child(ours),
      },
      'bare SSE': {
        address: sse!,
        stream: () => ({ path: '/events?group=all', header: 'Accept: */*' }),
        tell: (n) => post(`${sse}/tell?group=all`, `sse-${n}`),
        ...child(floor),
      },
      ws: {
        address: ws!,
        stream: () => ({ path: '/', header: upgradeHeader }),
        tell: (n) => post(ws!, `ws-${n}`),
        ...child(socketServer),
      },
    }
    if (!('reason' in mosquitto))
      peers.mosquitto = {
        address: mosquitto.address,
        stream: (n) => ({ path: '', header: '', hello: listenerHello(n) }),
        tell: (n) => mosquitto.publish(body(`mqtt-${n}`)).then(() => `mqtt-${n}`),
        cpu: async () => mosquitto.cpu(),
        memory: async () => mosquitto.memory(),
      }
    const rows: Row[] = []
    for (const [variant, peer] of Object.entries(peers)) rows.push(...(await measure(variant, peer, count, quick)))
    const of = (variant: string, metric: string) =>
      rows.find((row) => row.variant === variant && row.metric === metric)?.median ?? Number.NaN
    const beside = (metric: string) =>
      Object.keys(peers)
        .filter((name) => name !== 'ours')
        .map((name) => [name.replace(/\W/g, '_').toLowerCase(), of('ours', metric) / of(name, metric)] as const)
    return {
      rows,
      ratios: {
        ...Object.fromEntries(beside(metrics.memory).map(([name, ratio]) => [`memory_to_${name}`, ratio])),
        ...Object.fromEntries(beside(metrics.tell).map(([name, ratio]) => [`fanout_cpu_to_${name}`, ratio])),
        ...Object.fromEntries(beside(metrics.come).map(([name, ratio]) => [`reconnect_cpu_to_${name}`, ratio])),
        boxes: count,
      },
    }
  } finally {
    for (const one of [ours, floor, socketServer]) await one.stop()
    if (!('reason' in mosquitto)) await mosquitto.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const metrics = {
  come: 'CPU of one that comes',
  memory: 'memory of one that is silent',
  tell: 'CPU per listener of one text to all',
}

async function measure(variant: string, peer: Peer, count: number, quick: boolean): Promise<Row[]> {
  const streams = Array.from({ length: count }, (_, n) => peer.stream(n))
  const row = (metric: string, unit: string, values: number[]): Row => ({
    ...{ case: `${count} listeners`, variant, metric, unit },
    ...summary(values),
  })
  const ear = start(file, 'listener')
  try {
    const empty = await peer.memory()
    const cpuBefore = await peer.cpu()
    const begun = monotonic()
    await ear.ask('open', { address: peer.address, streams, desk: false })
    const came = monotonic() - begun
    const comeUs = (((await peer.cpu()) - cpuBefore) * 1000) / count
    // What the coming itself took is given back.
    await pause(5000)
    const kib = ((await peer.memory()) - empty) / count
    const cpu: number[] = []
    const last: number[] = []
    for (let round = -1; round < (quick ? 6 : 20); round++) {
      const before = await peer.cpu()
      const from = monotonic()
      const id = await peer.tell(round + 1)
      const arrived = await ear.ask<{ last: number }>('arrived', { id, n: count, desk: false })
      await pause(200)
      if (round < 0) continue
      cpu.push((((await peer.cpu()) - before) * 1000) / count)
      last.push(arrived.last - from)
    }
    return [
      row(metrics.come, 'µs', [comeUs]),
      row('all have come', 'ms', [came]),
      row(metrics.memory, 'KiB', [kib]),
      row(metrics.tell, 'µs', cpu),
      row('a text is at the last', 'ms', last),
    ]
  } finally {
    await ear.stop()
  }
}

playRole({ service, bare, sockets, listener })
