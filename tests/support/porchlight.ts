import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './ports'

export interface Porchlight {
  api: string
  demo: string
  operatorKey: string
  boxes: { serial: string; household: string; label?: string }[]
  desks: { user: string; password: string; name: string; area: string }[]
  /** Calls the operator's side. */
  operator(method: string, path: string, body?: unknown): Promise<Response>
  stop(): Promise<number>
}

/** The real thing, as `npm start` runs it, on free ports and in a folder of its own. */
export async function startPorchlight(env: Record<string, string> = {}): Promise<Porchlight> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-run-'))
  const [port, demoPort, metricsPort] = await freePorts(3)
  const child = spawn(process.execPath, ['build/start.mjs'], {
    env: {
      ...process.env,
      PORT: String(port),
      DEMO_PORT: String(demoPort),
      METRICS_PORT: String(metricsPort),
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const told = await readyOf(child)
  const ended = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)))
  return {
    ...told,
    operator: (method, path, body) =>
      fetch(`${told.api}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${told.operatorKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async stop() {
      child.kill('SIGINT')
      const code = await ended
      rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

type Told = Pick<Porchlight, 'api' | 'demo' | 'operatorKey' | 'boxes' | 'desks'>

function readyOf(child: ChildProcess): Promise<Told> {
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-8000)
    })
  return new Promise((done, fail) => {
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) done(message as unknown as Told)
    })
    child.once('exit', (code) => fail(new Error(`npm start ended with ${code}:\n${printed}`)))
  })
}
