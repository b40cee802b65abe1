// How the processes of a service are started, watched and ended together.
import { spawn } from 'node:child_process'

/**
 * @typedef {object} Running
 * @property {Promise<any>} ready what the process said when it was ready
 * @property {Promise<number>} ended its exit code
 * @property {() => Promise<number>} stop
 */

/**
 * Starts a built program that says `{ready: true, …}` over the process channel.
 * @param {string} file
 * @param {Record<string, string | undefined>} env
 * @param {string[]} [args]
 * @returns {Running}
 */
export function run(file, env, args = []) {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches the whole terminal group: we alone pass it on, so that each ends once and in order.
    detached: true,
  })
  /** @type {Promise<number>} */
  const ended = new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
  const ready = new Promise((done, fail) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) done(message)
    })
    child.once('exit', () => fail(new Error(`${file} ended before it was ready`)))
  })
  ready.catch(() => undefined)
  return {
    ready,
    ended,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      return ended
    },
  }
}

/** Resolves at Ctrl-C or when a supervisor asks to stop. @returns {Promise<void>} */
export function askedToStop() {
  return new Promise((done) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => done())
  })
}
