import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Program {
  /** a folder of its own, gone when it ends */
  folder: string
  /** Waits until it prints something like this, and gives the match. */
  prints(what: RegExp): Promise<RegExpExecArray>
  stop(): Promise<void>
}

/** How long an engine may take to say that it is there. */
const patienceMs = 30_000

/** Starts a program with a folder of its own for whatever it keeps; `args` are made when the folder is known. */
export function startProgram(path: string, args: (folder: string) => string[], env: NodeJS.ProcessEnv = {}): Program {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-engine-'))
  const child = spawn(path, args(folder), {
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that an engine's many processes end together.
    detached: true,
  })
  let printed = ''
  const heard = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-20_000)
      for (const hear of heard) hear()
    })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  const failed = new Promise<never>((_, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`${path} ended with ${code}:\n${printed}`)))
  })
  failed.catch(() => undefined)
  return {
    folder,
    prints: (what) => {
      const found = new Promise<RegExpExecArray>((done, fail) => {
        const timer = setTimeout(
          () => fail(new Error(`${path} does not say ${what}; it says:\n${printed}`)),
          patienceMs,
        )
        const look = () => {
          const match = what.exec(printed)
          if (match === null) return
          clearTimeout(timer)
          heard.delete(look)
          done(match)
        }
        heard.add(look)
        look()
      })
      return Promise.race([found, failed])
    },
    async stop() {
      endGroup(child)
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
