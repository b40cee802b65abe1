import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { beginPairing } from '../../app/api/pairing/issue'
import { importFiles } from '../../app/demo/import'
import { demoFiles } from '../../app/demo/neighbourhood'
import { startPostgres } from '../../tests/support/postgres'
import { type Measured, summary } from '../measure'

const key = 'the-operator-key-of-the-revocation-bench-0123'
/** What the security officer was promised (docs/security.md), milliseconds. */
const promisedMs = 5000

/**
 * From the operator's suspension to the refusal at the gate, in the process that was told and in a second one over the
 * same PostgreSQL. Both gates are asked without a pause.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const postgres = await startPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const origin = createServer((request, response) =>
    response.writeHead(200).end(request.url?.endsWith('.m3u8') ? playlist : 'G'.repeat(188)),
  )
  await new Promise<void>((done) => origin.listen(0, '127.0.0.1', done))
  const cameras = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
  const env = {
    OPERATOR_KEY: key,
    DATABASE_URL: postgres.url,
    PORT: '0',
    DATA_DIR: folder,
    CAMERA_ORIGINS: cameras,
    LOG_LEVEL: 'silent',
    TIME_ZONE: 'UTC',
  }
  const one = await assemble(readConfig(env))
  const other = await assemble(readConfig(env))
  try {
    const [first, second] = [await one.listen(), await other.listen()]
    await importFiles(first, key, demoFiles(cameras, Date.now()), new AbortController().signal)
    await Promise.all([one.service.neighbourhood.refresh(), other.service.neighbourhood.refresh()])
    const facts = {
      serial: 'DEMO-008',
      household: 'h-008',
      method: 'device',
      node: null,
      confirmedBy: 'officer',
    } as const
    const tokens = await one.service.db
      .transaction()
      .execute((transaction) => beginPairing(one.service, transaction, facts))
    const box = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' }
    const operator = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const suspension = `${first}/v1/operator/cameras/east-gate/suspension`

    const told: number[] = []
    const heard: number[] = []
    for (let round = 0; round < (quick ? 10 : 40); round++) {
      const watch = await fetch(`${first}/v1/playbacks`, {
        method: 'POST',
        headers: box,
        body: '{"camera_id":"east-gate"}',
      })
      const { url } = (await watch.json()) as { url: string }
      for (const gate of [first, second]) await until(gate + url, 200)
      const from = performance.now()
      const stopped = [first, second].map((gate) => until(gate + url, 403).then(() => performance.now() - from))
      await fetch(suspension, { method: 'POST', headers: operator, body: '{"reason":"bench"}' })
      const [here = 0, there = 0] = await Promise.all(stopped)
      told.push(here)
      heard.push(there)
      await fetch(suspension, { method: 'DELETE', headers: { authorization: operator.authorization } })
      await Promise.all([one.service.neighbourhood.refresh(), other.service.neighbourhood.refresh()])
    }
    const row = (variant: string, values: number[]) => ({
      case: 'suspension to refusal',
      variant,
      metric: 'wall',
      unit: 'ms',
      ...summary(values),
    })
    const slowest = Math.max(...told, ...heard)
    return {
      rows: [row('the process that was told', told), row('the other process', heard)],
      ratios: { other_median_ms: summary(heard).median, slowest_ms: slowest, slowest_to_promise: slowest / promisedMs },
    }
  } finally {
    await other.close()
    await one.close()
    origin.closeAllConnections()
    origin.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Asks a gate again and again until it answers so. */
async function until(url: string, status: number): Promise<void> {
  for (;;) {
    const answer = await fetch(url)
    await answer.arrayBuffer()
    if (answer.status === status) return
  }
}

const playlist = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:1
#EXT-X-MEDIA-SEQUENCE:10
#EXTINF:1.000,
10.ts
`
