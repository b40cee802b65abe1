import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { systemClock } from '../../app/api/clock'
import type { Db, StoreKind } from '../../app/api/database/connect'
import { sign } from '../../app/api/tokens/compact'
import { openSigningKeys } from '../../app/api/tokens/keys'
import { freePorts } from '../support/ports'
import { listenSse, type SseClient } from '../support/sse'
import type { TestStore } from '../support/stores'
import { emptyStreet } from '../support/street'

/** A household that calls for help, with its box's access token. */
export interface Household {
  id: string
  serial: string
  group: string
  token: string
}

/** The street with a town in it, on a new store. */
export async function emptyTown(kind: StoreKind, count: number): Promise<TestStore & { households: Household[] }> {
  const store = await emptyStreet(kind, systemClock)
  return { ...store, households: await fillTown(store.db, count) }
}

/** So many households in groups of a hundred, each with a box, in the street's grid. */
export async function fillTown(db: Db, count: number): Promise<Household[]> {
  const keys = await openSigningKeys(db, Date.now())
  const households = Array.from({ length: count }, (_, n): Household => {
    const [id, serial] = [`town-${n}`, `box-town-${n}`]
    const claims = { subject: `pairing-${serial}`, rest: [serial, id] }
    const token = sign({ kind: 'box', expiresAt: Date.now() + 24 * 3600_000, ...claims }, keys.current())
    return { id, serial, group: `group-${Math.floor(n / 100)}`, token }
  })
  const groups = [...new Set(households.map(({ group }) => group))]
  await db
    .insertInto('groups')
    .values(groups.map((id) => ({ id, area: 'grid', name: id })))
    .execute()
  const person = { contact_name: 'n', contact_phone: 'p', contact_method: null }
  for (let n = 0; n < count; n += 100) {
    const some = households.slice(n, n + 100)
    await db
      .insertInto('households')
      .values(some.map(({ id, group }) => ({ id, area: 'grid', label: id, group_id: group, ...person })))
      .execute()
    await db
      .insertInto('boxes')
      .values(some.map(({ id, serial }) => ({ serial, household: id, model: 'm' })))
      .execute()
  }
  return households
}

export interface Api {
  url: string
  /** Ends the process as a power cut does, and resolves when it is gone. */
  kill(): Promise<void>
  /** Asks the process to stop in order, and resolves when it is gone. */
  leave(): Promise<void>
  /** Starts the process again on the same port and store. */
  start(): Promise<void>
  /** Ends it for good. */
  stop(): Promise<void>
}

/** The API's program, built into a folder of the run. */
export async function buildApi(): Promise<{ program: string; remove(): void }> {
  // Inside the tree, so that the built process finds its packages.
  const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.faults-'))
  const program = join(folder, 'main.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, '../../app/api/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The API as it ships, in a process of its own. */
export async function startApi(
  { databaseUrl, dataDir }: TestStore['address'],
  settings: Record<string, string> = {},
  built?: { program: string },
): Promise<Api> {
  const { program, remove } = built === undefined ? await buildApi() : { ...built, remove: () => undefined }
  const [port = 0] = await freePorts(1)
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: dataDir,
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    OPERATOR_KEY: 'a-root-key-for-tests-0123456789abcdef',
    TIME_ZONE: 'UTC',
    LOG_LEVEL: 'silent',
    ...settings,
  }
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const starting = spawn(process.execPath, [program], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child = starting
    await new Promise<void>((done, fail) => {
      starting.once('message', () => done())
      starting.once('exit', (code, signal) => fail(new Error(`the API ended with ${code ?? signal}`)))
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child
    child = null
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((done) => running.once('exit', done))
    running.kill(signal)
    await gone
  }

  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    kill: () => end('SIGKILL'),
    leave: () => end('SIGTERM'),
    async stop() {
      await end('SIGTERM')
      remove()
    },
  }
}

/** What a box was told while its connection was cut and came again. */
export interface Listening {
  /** every numbered event, in the order it came */
  readonly events: { id: string; type: string; alarm: string | undefined }[]
  /** when each alarm was first heard of, stored or passed on, by `performance.now()` to 20 ms */
  readonly alarms: ReadonlyMap<string, number>
  cuts: number
  /** whether its connection stands now */
  readonly standing: boolean
  /** Resolves when an event of this number, or a later one, was heard. */
  heardUpTo(number: number): Promise<void>
  close(): Promise<void>
}

/** A box that listens and, when cut, comes back with the last number that it heard. */
export const keepListening = (url: string, { token }: Household): Promise<Listening> =>
  listenAs(`${url}/v1/events`, { authorization: `Bearer ${token}` })

/** Anybody who listens and, when cut, comes back with the last number that was heard. */
export async function listenAs(url: string, who: Record<string, string>): Promise<Listening> {
  let standing: SseClient | null = null
  const note = () => {
    for (const { id, event, data } of standing?.events.splice(0) ?? []) {
      const alarm: string | undefined = data?.id
      // What stands in no table has no number of its own.
      if (id !== null && /^\d+$/.test(id)) heard.push({ id, type: event, alarm })
      if (event === 'alarm.raised' && alarm !== undefined && !alarms.has(alarm)) alarms.set(alarm, performance.now())
    }
  }
  const noting = setInterval(note, 20)
  const heard: Listening['events'] = []
  const alarms = new Map<string, number>()
  const listening: Listening = {
    get events() {
      note()
      return heard
    },
    alarms,
    cuts: -1,
    get standing() {
      return standing !== null
    },
    async heardUpTo(number) {
      while (Number(listening.events.at(-1)?.id ?? 0) < number) await new Promise((again) => setTimeout(again, 50))
    },
    close: async () => undefined,
  }
  let closed = false
  let place: string | null = null
  let cut: () => void = () => undefined
  let first: () => void
  const heardOnce = new Promise<void>((done) => {
    first = done
  })

  async function listen(): Promise<void> {
    while (!closed) {
      try {
        const headers = { ...who }
        if (place !== null) headers['last-event-id'] = place
        const client = await listenSse(url, headers)
        if (client.status !== 200) throw new Error(`status ${client.status}`)
        standing = client
        cut = client.close
        if (closed) cut()
        listening.cuts++
        first()
        await client.ended
        place = client.lastId() ?? place
        note()
        standing = null
      } catch {
        await new Promise((again) => setTimeout(again, 50))
      }
    }
  }
  const running = listen()
  await heardOnce
  listening.close = async () => {
    closed = true
    cut()
    await running
    clearInterval(noting)
  }
  return listening
}

/** The box's way to the API, which a test cuts. */
export interface Line {
  url: string
  /** Cuts every connection that stands. */
  cut(): void
  /** What happens to the next connections: it is refused, or cut after so many bytes in a direction; null: nothing. */
  next: (() => { after: number; of: 'question' | 'answer' } | null) | null
  close(): Promise<void>
}

/** A line of TCP in front of an API. */
export async function openLine(to: string): Promise<Line> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const server = createServer((box) => {
    const fault = line.next?.() ?? null
    const api = connect(Number(port), hostname)
    for (const socket of [box, api]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    const end = () => {
      box.destroy()
      api.destroy()
    }
    const pass = (from: Socket, other: Socket, direction: 'question' | 'answer') => {
      let passed = 0
      from.on('data', (piece) => {
        const left = fault?.of === direction ? fault.after - passed : Number.POSITIVE_INFINITY
        passed += piece.length
        if (left > 0) other.write(piece.subarray(0, left))
        // What was written goes out first: half of a question is what the API must stand.
        if (passed >= (fault?.of === direction ? fault.after : Number.POSITIVE_INFINITY)) setImmediate(end)
      })
      from.on('close', end)
    }
    pass(box, api, 'question')
    pass(api, box, 'answer')
  })
  const line: Line = {
    url: '',
    next: null,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    close() {
      line.cut()
      return new Promise((done) => server.close(() => done()))
    },
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return line
}

/**
 * Calls for help until it is acknowledged, with one key and one time, as a box does. Gives the alarm's id.
 * @param waitFor what to wait for before each try
 */
export async function call(
  url: () => string,
  { token, serial }: Household,
  { pressedAt, waitFor }: { pressedAt: string; waitFor?: () => Promise<void> },
): Promise<string> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': `key-of-${serial}-0123456789`,
    connection: 'close',
  }
  const body = JSON.stringify({ kind: 'help', pressed_at: pressedAt })
  for (;;) {
    await waitFor?.()
    try {
      const answer = await fetch(`${url()}/v1/alarms`, { method: 'POST', headers, body })
      const told = (await answer.json()) as { id: string; passed_on?: boolean }
      if (answer.status === 201 || answer.status === 200) return told.id
      if (answer.status !== 503) throw new Error(`${answer.status} ${JSON.stringify(told)}`)
    } catch (error) {
      // Cut off: whether it was stored, nobody here knows.
      if (!(error instanceof TypeError)) throw error
    }
    await new Promise((again) => setTimeout(again, 20))
  }
}
