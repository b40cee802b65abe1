import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { beginPairing } from '../../app/api/pairing/issue'
import { type Measured, type Row, summary } from '../measure'
import { city } from './city'

const key = 'the-operator-key-of-the-import-bench-0123456789'
const households = 100_000
const cameras = 30_000
/** What a call for help may be held up by an import, milliseconds. */
const promisedMs = 200

interface Options {
  quick: boolean
  city: boolean
  keep(soFar: Measured): void
}

/**
 * The first import of a city into the embedded store, the same again, and a changed one, while a household calls for
 * help without a pause: how long a call waits at most, how long the event loop stands, how much memory it takes.
 */
export async function run({ quick, city: isCity, keep }: Options): Promise<Measured> {
  if (isCity) return city(keep)
  const rows: Row[] = []
  const longest: number[] = []
  const quietest: number[] = []
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
    const running = await assemble(
      readConfig({ OPERATOR_KEY: key, DATA_DIR: folder, LOG_LEVEL: 'silent', GROUP_CALLS_PER_HOUR: '1000' }),
    )
    try {
      await running.app.ready()
      const { app, service } = running
      const send = async (files: Record<string, string>) => {
        const payload = Buffer.from(
          `${Object.entries(files)
            .map(
              ([name, text]) =>
                `--b\r\ncontent-disposition: form-data; name="f"; filename="${name}"\r\n\r\n${text}\r\n`,
            )
            .join('')}--b--\r\n`,
        )
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=b' }
        const answer = await app.inject({ method: 'POST', url: '/v1/operator/import', headers, payload })
        if (answer.statusCode !== 200) throw new Error(answer.body.slice(0, 400))
      }
      await send(county(1, 1, ''))
      const facts = { serial: 'b0', household: 'h0', method: 'device', node: null, confirmedBy: 'officer' } as const
      const { alarm_token } = await service.db
        .transaction()
        .execute((transaction) => beginPairing(service, transaction, facts))
      let presses = 0
      const press = async () => {
        const from = performance.now()
        const answer = await app.inject({
          method: 'POST',
          url: '/v1/alarms',
          headers: { authorization: `Bearer ${alarm_token}`, 'idempotency-key': `a-press-of-the-bench-${presses++}` },
          payload: { kind: 'help', quiet: true, mode: 'real', pressed_at: new Date().toISOString() },
        })
        if (answer.statusCode > 201) throw new Error(`a call for help was answered ${answer.statusCode}`)
        return performance.now() - from
      }

      /** Presses until the work is done; what each press waited for, and how long the loop stood at most. */
      const during = async (name: string, work: () => Promise<void>) => {
        const loop = monitorEventLoopDelay({ resolution: 5 })
        loop.enable()
        // One turn's CPU time: what the wall clock says of a busy machine is mostly the machine.
        let longestTurn = 0
        let used = process.cpuUsage()
        const turn = () => {
          const { user, system } = process.cpuUsage(used)
          longestTurn = Math.max(longestTurn, user + system)
          used = process.cpuUsage()
          if (!done) setImmediate(turn)
        }
        const before = process.memoryUsage.rss()
        let most = before
        let done = false
        setImmediate(turn)
        const from = performance.now()
        const working = work().finally(() => {
          done = true
        })
        const waits: number[] = []
        while (!done) {
          waits.push(await press())
          most = Math.max(most, process.memoryUsage.rss())
          await new Promise((next) => setTimeout(next, 10))
        }
        await working
        const took = performance.now() - from
        loop.disable()
        const row = (metric: string, unit: string, values: number[]) =>
          rows.push({ case: name, variant: 'embedded store', metric, unit, ...summary(values) })
        row('a call waits', 'ms', waits)
        row('a call waits at most', 'ms', [Math.max(...waits)])
        row('the event loop stands at most', 'ms', [loop.max / 1e6])
        row('a turn of the loop takes at most, CPU', 'ms', [longestTurn / 1000])
        row('the whole import', 's', [took / 1000])
        row('memory on top', 'MB', [(most - before) / 1e6])
        return { took, most: Math.max(...waits) }
      }
      const idle: number[] = []
      for (let turn = 0; turn < 50; turn++) idle.push(await press())
      quietest.push(summary(idle).median)
      const first = await during('the first of a city', () => send(county(households, cameras, '')))
      rows.push({
        ...{ case: 'the first of a city', variant: 'embedded store', metric: 'households', unit: '1/s' },
        ...summary([households / (first.took / 1000)]),
      })
      const same = await during('the same again', () => send(county(households, cameras, '')))
      const changed = await during('every household changed', () => send(county(households, cameras, ' 新')))
      longest.push(first.most, same.most, changed.most)
    } finally {
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const most = Math.max(...longest)
  return {
    rows,
    ratios: {
      longest_wait_ms: most,
      longest_wait_to_promise: most / promisedMs,
      idle_call_ms: summary(quietest).median,
    },
  }
}

/** A county of so many households, ten to a group and fifty to a grid, and cameras over its grids. */
function county(homes: number, eyes: number, mark: string): Record<string, string> {
  const grids = Math.max(1, Math.ceil(homes / 50))
  const villages = Math.max(1, Math.ceil(grids / 20))
  const range = <T>(count: number, line: (n: number) => T) => Array.from({ length: count }, (_, n) => line(n))
  const text = (header: string, lines: string[]) => `${header}\r\n${lines.join('\r\n')}\r\n`
  return {
    'areas.csv': text('id,parent,level,name', [
      'c,,county,县',
      't,c,township,镇',
      ...range(villages, (n) => `v${n},t,village,村${n}`),
      ...range(grids, (n) => `g${n},v${Math.floor(n / 20)},grid,格${n}`),
    ]),
    'groups.csv': text(
      'id,area,name',
      range(Math.ceil(homes / 10), (n) => `m${n},g${Math.floor(n / 5)},互助组${n}`),
    ),
    'households.csv': text(
      'id,area,group,label,contact_name,contact_phone',
      range(homes, (n) => `h${n},g${Math.floor(n / 50)},m${Math.floor(n / 10)},${n}室${mark},张三,100-0000-0000`),
    ),
    'cameras.csv': text(
      'id,number,name,area,kind,hls_url,hls_url_low,published,resident_clarity,legal_basis,approved_by,approved_until,mask_attested_by,owner,contact,quiet_hours,external_id',
      range(
        eyes,
        (n) =>
          `k${n},${n + 1},摄像头${n},g${n % grids},gate,https://cameras.example/${n}/i.m3u8,https://cameras.example/${n}/l.m3u8,yes,low,条例,公安局,2099-01-01,王工,村委会,100-0000,,`,
      ),
    ),
    'boxes.csv': text(
      'serial,household,model',
      range(homes, (n) => `b${n},h${n},X1`),
    ),
  }
}
