import { execFileSync, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a child process answers, by the name of the question. */
export type Answers = Record<string, (asked: unknown) => Promise<unknown>>

export interface Child {
  ask<T>(name: string, asked?: unknown): Promise<T>
  stop(): Promise<void>
}

const roleName = 'PORCHLIGHT_BENCH_ROLE'

/** Runs this bench's file again as a child with a role; its questions go through the IPC channel. */
export function start(file: string, role: string, env: Record<string, string> = {}): Child {
  const child = fork(file, [], { env: { ...process.env, ...env, [roleName]: role }, execArgv: ['--expose-gc'] })
  const asked = new Map<number, { done: (value: never) => void; fail: (error: Error) => void }>()
  let next = 0
  const ended = new Promise<void>((done) =>
    child.once('exit', (code) => {
      for (const { fail } of asked.values()) fail(new Error(`the ${role} ended with ${code}`))
      done()
    }),
  )
  child.on('message', ({ n, value, error }: { n: number; value: never; error?: string }) => {
    const question = asked.get(n)
    asked.delete(n)
    if (error === undefined) question?.done(value)
    else question?.fail(new Error(`${role}: ${error}`))
  })
  return {
    ask: <T>(name: string, about?: unknown) =>
      new Promise<T>((done, fail) => {
        asked.set(++next, { done: done as never, fail })
        child.send({ n: next, name, about })
      }),
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** In a child: plays its role until it is stopped. In the bench itself nothing happens. */
export function playRole(roles: Record<string, () => Answers | Promise<Answers>>): void {
  const open = roles[process.env[roleName] ?? '']
  if (open === undefined || process.send === undefined) return
  const answers = Promise.resolve(open())
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ n, name, about }: { n: number; name: string; about: unknown }) => {
    try {
      process.send?.({ n, value: await (await answers)[name]?.(about) })
    } catch (error) {
      process.send?.({ n, error: (error as Error).message })
    }
  })
}

/** What every server tells of itself. */
export const measures: Answers = {
  /** Private dirty memory and swap after a collection, KiB (Linux). */
  async memory() {
    ;(globalThis as { gc?: () => void }).gc?.()
    const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8')
    return ['Private_Dirty', 'Swap']
      .map((name) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0))
      .reduce((sum, kib) => sum + kib)
  },
  /** CPU time used so far, milliseconds. */
  async cpu() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
}

/** As many connections as one process may have open here, up to what is wanted. */
export function connectionsAllowed(wanted: number): number {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  return limit === 'unlimited' ? wanted : Math.min(wanted, Number(limit) - 200)
}

/** Monotonic milliseconds, the same in every process of a machine. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
