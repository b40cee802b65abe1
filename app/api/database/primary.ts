import pg from 'pg'
import { readDatabaseAddress } from './address'

/** What who writes events locks: any number that nobody else locks by: "porch" on a telephone's keys. */
export const eventLock = 76724

/** What the way to PostgreSQL's primary is opened with. */
export interface PrimaryOptions {
  address: string
  size: number
  types: pg.CustomTypesConfig
  /** statements may take as long as they need */
  patient: boolean
}

/** Connections to the primary, wherever it is now. */
export interface Primary {
  /** A connection of the pool; give it back by `release`. */
  connect(): Promise<pg.PoolClient>
  /**
   * A connection of one's own, outside of the pool.
   * @param patient its statements may wait for as long as the server lets them
   */
  connectAlone(name: string, patient?: 'patient'): Promise<pg.Client>
  /** Hears that another machine has become the primary. Returns how to stop. */
  onMove(hear: () => void): () => void
  end(): Promise<void>
}

/** The server ends what takes longer: nothing that a person waits for does. */
const statementMs = 15_000
/** Said in full: a role has times of its own (deploy/postgres/setup.sql), and the driver does not send a time of 0. */
const unhurried = ['statement_timeout=0', 'lock_timeout=0']
/** A statement that has had no answer for so long is on a machine that is away: its connection is cut. */
const silenceMs = statementMs + 2000
const connectMs = { one: 5000, several: 2000 }
/** How often several machines are asked which of them is the primary. */
const watchMs = 5000
/**
 * Event numbers of a promoted server begin above all that the former could have given out, also those of its last
 * moment that the standby had not got: what a listener heard last stays below what it hears next.
 */
const numbersOfTimeline = 2 ** 36

/** As a server that does not take connections (class 57): the box keeps what it wanted to say. */
const unwilling = (text: string) => Object.assign(new Error(text), { code: '57P03' })

/** Where a server stands: null when it is a standby. Timelines grow with each promotion. */
async function timelineOf(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ timeline: number | null }>(
    `select case when pg_is_in_recovery() then null
       else ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int end as timeline`,
  )
  return rows[0]?.timeline ?? null
}

/**
 * Opens the pool. Every new connection is asked whether it takes writes and which timeline it is on; one of an earlier
 * timeline than was met is a primary of before that came back, and is never written to.
 */
export function openPrimary(options: PrimaryOptions): Primary {
  const { hosts } = readDatabaseAddress(options.address)
  const movers = new Set<() => void>()
  let current = 0
  let known = 0
  let finding: Promise<void> | null = null
  /** Several machines, and a connection broke: the machine that answers there next may be a primary of before. */
  let inDoubt = hosts.length > 1
  function suspect(): void {
    inDoubt = hosts.length > 1
  }

  /** A client that goes where the primary was last, and that does not wait for ever. */
  class Client extends pg.Client {
    readonly place = current
    patient = options.patient

    constructor(config: pg.ClientConfig) {
      super({ ...config, connectionString: hosts[current]! })
    }

    // biome-ignore lint/suspicious/noExplicitAny: the driver's own has six shapes; this one only watches
    override query(...asked: any[]): any {
      const answer: unknown = (super.query as (...asked: unknown[]) => unknown).apply(this, asked)
      if (answer instanceof Promise && !this.patient) {
        const cut = setTimeout(() => (this as unknown as Wired).connection.stream.destroy(), silenceMs)
        answer.catch(() => undefined).finally(() => clearTimeout(cut))
      }
      return answer
    }
  }

  const config: pg.ClientConfig = {
    types: options.types,
    connectionTimeoutMillis: hosts.length > 1 ? connectMs.several : connectMs.one,
    ...(!options.patient && { statement_timeout: statementMs }),
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    application_name: 'porchlight',
    // A commit waits for this machine's disk; who must have it on the standby too asks for that after it (standby.ts).
    options: ['synchronous_commit=local', ...(options.patient ? unhurried : [])].map((one) => `-c ${one}`).join(' '),
  }
  const pool = new pg.Pool({
    ...config,
    max: options.size,
    idleTimeoutMillis: 60_000,
    Client,
    onConnect: welcome,
  } as never)
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', suspect)
  // So would one that breaks between two statements of a transaction; the next statement fails and tells.
  pool.on('connect', (client) => client.on('error', suspect))

  async function welcome(client: pg.ClientBase): Promise<void> {
    const timeline = await timelineOf(client)
    if (timeline === null) throw unwilling('this PostgreSQL is a standby')
    if (timeline < known) throw unwilling('this PostgreSQL was the primary before another was promoted')
    if (timeline === known) return
    await raiseEventNumbers(client, timeline)
    const moved = known > 0
    known = Math.max(known, timeline)
    if (moved) for (const hear of movers) hear()
  }

  /** Asks all machines at once; of two that take writes the one that was promoted last is right. */
  async function find(): Promise<void> {
    const found = await Promise.all(
      hosts.map(async (connectionString, index) => {
        const client = new pg.Client({ ...config, connectionString })
        client.on('error', () => undefined)
        try {
          await client.connect()
          return { index, timeline: (await timelineOf(client)) ?? 0 }
        } catch {
          return { index, timeline: 0 }
        } finally {
          client.end().catch(() => undefined)
        }
      }),
    )
    const best = found.toSorted((a, b) => b.timeline - a.timeline)[0]
    if (best === undefined || best.timeline === 0 || best.timeline < known) return
    inDoubt = false
    if (best.index === current) return
    current = best.index
    for (const hear of movers) hear()
  }

  /** Whoever finds no primary where it was has it looked for, all together once. */
  function look(): Promise<void> {
    finding ??= find().finally(() => {
      finding = null
    })
    return finding
  }

  // While a primary of before still answers somebody, no connection breaks and nobody else would tell of the promotion.
  const watch = hosts.length > 1 ? setInterval(() => void look(), watchMs) : undefined
  watch?.unref()

  async function reach<T>(open: () => Promise<T>): Promise<T> {
    if (inDoubt) await look()
    const tried = current
    try {
      return await open()
    } catch (error) {
      suspect()
      if (inDoubt) await look()
      if (tried === current) throw error
      return open()
    }
  }

  async function fromPool(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await pool.connect()
      if ((client as unknown as Client).place === current) return client
      client.release(true)
    }
  }

  async function alone(name: string, patient: boolean): Promise<pg.Client> {
    const client = new Client({ ...config, application_name: name })
    client.on('error', suspect)
    try {
      await client.connect()
      await welcome(client)
      client.patient = patient
      return client
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    }
  }

  return {
    connect: () => reach(fromPool),
    connectAlone: (name, patient) => reach(() => alone(name, patient !== undefined)),
    onMove(hear) {
      movers.add(hear)
      return () => movers.delete(hear)
    },
    end() {
      clearInterval(watch)
      return pool.end()
    },
  }
}

interface Wired {
  connection: { stream: { destroy(): void } }
}

/** After a promotion, before this process writes or reads there: under the lock of those who write events. */
async function raiseEventNumbers(client: pg.ClientBase, timeline: number): Promise<void> {
  if (timeline === 1) return
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('events') is not null as there`)
  if (rows[0]?.there !== true) return
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(${eventLock})`)
  await client.query(
    `select setval(numbers, $1) from pg_get_serial_sequence('events', 'id') as numbers
     where coalesce(pg_sequence_last_value(numbers), 0) < $1`,
    [timeline * numbersOfTimeline],
  )
  await client.query('commit')
}
