import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { bare } from '../crowd/bare'
import { listener } from '../crowd/listener'
import { type Child, connectionsAllowed, monotonic, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { buildTown } from '../crowd/town'
import { type Measured, type Row, summary } from '../measure'

const operatorKey = 'bench-root-key-0123456789-abcdefgh'
const file = fileURLToPath(import.meta.url)
const agent = new Agent({ keepAliveTimeout: 60_000 })

/**
 * One event to everybody: a desk's notice to all boxes of a village, from the request until the last box has it, the
 * durable commit included; beside it the same text by a bare `node:http` server to as many. And what a silent
 * connection costs in memory.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const count = connectionsAllowed(10_000)
  console.log(`  ${count} connections to each server`)
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const town = await buildTown(folder, count)
  const servers = {
    ours: start(file, 'service', { DATA_DIR: folder, OPERATOR_KEY: operatorKey }),
    'bare node:http': start(file, 'bare', { DATA_DIR: folder }),
  }
  const ears = { ours: start(file, 'listener'), 'bare node:http': start(file, 'listener') }
  const rows: Row[] = []
  try {
    const at = (variant: keyof typeof servers) => servers[variant].ask<string>('address')
    const [ours, floor] = [await at('ours'), await at('bare node:http')]
    const kib = {
      ours: await held(
        servers.ours,
        ears.ours,
        ours,
        town.boxes.map(({ bearer }) => stream('/v1/events', `Authorization: ${bearer}`)),
      ),
      'bare node:http': await held(
        servers['bare node:http'],
        ears['bare node:http'],
        floor,
        town.boxes.map(() => stream('/events?group=all', 'Accept: */*')),
      ),
    }
    const until = new Date(Date.now() + 6 * 3600_000).toISOString()
    let text = ''
    const tell = {
      async ours(n: number) {
        const answer = await request(`${ours}/v1/desk/notices`, {
          method: 'POST',
          dispatcher: agent,
          headers: { cookie: town.cookie, 'content-type': 'application/json' },
          body: JSON.stringify({ text: `今晚 22:00 到明早 6:00 停水，第 ${n} 次通知。`, until }),
        })
        const notice = (await answer.body.json()) as { id: string }
        text = JSON.stringify(notice)
        return notice.id
      },
      async 'bare node:http'(n: number) {
        const id = `bare-${n}`
        const data = text.replace(/"id":"[^"]+"/, `"id":"${id}"`)
        const body = `id: ${n}\nevent: notice\ndata: ${data}\n\n`
        const answer = await request(`${floor}/tell?group=all`, { method: 'POST', dispatcher: agent, body })
        await answer.body.dump()
        return id
      },
    }
    const ms = { ours: [] as number[], 'bare node:http': [] as number[] }
    const cpu = { ours: [] as number[], 'bare node:http': [] as number[] }
    const rounds = quick ? 12 : 40
    for (let round = -2; round < rounds; round++)
      for (const variant of ['ours', 'bare node:http'] as const) {
        const before = await servers[variant].ask<number>('cpu')
        const begun = monotonic()
        const id = await tell[variant](round)
        const { last } = await ears[variant].ask<{ last: number }>('arrived', { id, n: count, desk: false })
        const used = (await servers[variant].ask<number>('cpu')) - before
        if (round >= 0) {
          ms[variant].push(last - begun)
          cpu[variant].push((used * 1000) / count)
        }
        await pause(300)
      }
    const label = `${count} boxes`
    for (const variant of ['ours', 'bare node:http'] as const) {
      rows.push({ case: label, variant, metric: 'to the last box', unit: 'ms', ...summary(ms[variant]) })
      rows.push({ case: label, variant, metric: 'server CPU per box', unit: 'µs', ...summary(cpu[variant]) })
      rows.push({
        case: label,
        variant,
        metric: 'memory per box',
        unit: 'KiB',
        median: kib[variant],
        p90: kib[variant],
        n: 1,
      })
    }
    const ratio = summary(ms.ours).median / summary(ms['bare node:http']).median
    return {
      rows,
      ratios: { fanout_to_bare_sse: ratio, box_kib: kib.ours, bare_box_kib: kib['bare node:http'], boxes: count },
    }
  } finally {
    for (const child of [...Object.values(servers), ...Object.values(ears)]) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const stream = (path: string, header: string) => ({ path, header })

/** Opens the streams; gives the KiB that each costs the server once it is silent. */
async function held(
  server: Child,
  ear: Child,
  address: string,
  streams: { path: string; header: string }[],
): Promise<number> {
  const empty = await server.ask<number>('memory')
  await ear.ask('open', { address, streams, desk: false })
  // What the opening itself took is given back, and every stream has had a heartbeat.
  await pause(12_000)
  return ((await server.ask<number>('memory')) - empty) / streams.length
}

playRole({ service, bare, listener })
