import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { programOf, unpackProgram } from './debian'
import { freePorts } from './ports'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of an nginx that runs; empty when none can be had. */
    nginx: string
    /** Why none can be had. */
    nginxReason: string
  }
}

/** The machine's nginx, or Debian's package unpacked beside it. */
export function findNginx(): { path: string } | { reason: string } {
  const found = programOf('nginx') ?? unpacked()
  if (typeof found !== 'string') return found
  const { status, stderr } = spawnSync(found, ['-V'], { encoding: 'utf8' })
  if (status !== 0) return { reason: `nginx does not run here: ${stderr.trim()}` }
  return stderr.includes('http_auth_request_module') ? { path: found } : { reason: 'this nginx has no auth_request' }
}

function unpacked(): string | { reason: string } {
  const got = unpackProgram('nginx', 'usr/sbin/nginx')
  return 'path' in got ? got.path : got
}

/** Vitest's global set-up: an nginx, or why there is none, which is said and fails nothing. */
export default function setup(project: TestProject): void {
  const found = findNginx()
  if ('reason' in found) console.log(`The edge cannot be tried here: ${found.reason}.`)
  project.provide('nginx', 'path' in found ? found.path : '')
  project.provide('nginxReason', 'reason' in found ? found.reason : '')
}

export interface Edge {
  url: string
  /** its master process */
  pid: number
  /** the file of its certificate, for who calls it by a name that he believes */
  certificate: string
  /** where it keeps pictures and answers in memory */
  memory: string
  /** everything that it has to say in its logs until now */
  logged(): Promise<string>
  /** what `nginx -t` says of the configuration */
  checked: string
  /** Ends it as a power cut does, with all its workers. */
  kill(): Promise<void>
  /** Starts it again on the same ports. */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Runs deploy/nginx/porchlight.conf as it stands: only its ports, names of files and API processes are replaced, as an
 * operator replaces them.
 * @param change further replacements in the text of the configuration
 */
export async function startEdge(
  nginx: string,
  upstreams: readonly string[],
  change: (text: string) => string = (text) => text,
): Promise<Edge> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-edge-'))
  const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/porchlight-edge-') : join(folder, 'memory')
  // The workers of an nginx started by root are nobody: they write here.
  for (const path of [folder, memory]) chmodSync(path, 0o777)
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const [plain, secure] = (await freePorts(2)) as [number, number]
  selfSigned(folder)
  const text = change(readFileSync('deploy/nginx/porchlight.conf', 'utf8'))
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${plain};`)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${secure} ssl http2;`)
    .replace('https://$host$request_uri', `https://127.0.0.1:${secure}$request_uri`)
    .replace(
      /(?: *server 127\.0\.0\.1:808\d.*\n)+/,
      upstreams.map((at) => `server ${at} max_fails=2 fail_timeout=2s;\n`).join(''),
    )
    .replaceAll('/etc/porchlight/tls', folder)
    .replaceAll('/var/log/nginx', join(folder, 'logs'))
    .replaceAll('/var/lib/nginx', join(folder, 'files'))
    .replaceAll('/dev/shm/porchlight-', `${memory}/`)
  mkdirSync(join(folder, 'files'))
  chmodSync(join(folder, 'files'), 0o777)
  writeFileSync(join(folder, 'porchlight.conf'), text)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/logs/error.log crit;
events { worker_connections 4096; }
http {
  ${temp.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  include ${folder}/porchlight.conf;
}\n`,
  )
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf')]
  const check = spawnSync(nginx, [...args, '-t', '-e', join(folder, 'logs/start.log')], { encoding: 'utf8' })
  if (check.status !== 0) throw new Error(`nginx -t: ${check.stderr}`)
  let running!: ChildProcess
  let ended: Promise<unknown> = Promise.resolve()
  let times = 0

  async function start(): Promise<void> {
    // A group of its own: the workers of an nginx that is killed would go on without it.
    running = spawn(nginx, [...args, '-e', join(folder, 'logs/start.log')], { stdio: 'ignore', detached: true })
    ended = new Promise((done) => running.once('exit', done))
    await answers(plain, running)
  }

  await start()
  return {
    start,
    async kill() {
      if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL')
      await ended
    },
    url: `https://127.0.0.1:${secure}`,
    pid: running.pid ?? 0,
    certificate: join(folder, 'fullchain.pem'),
    memory,
    checked: check.stderr,
    async logged() {
      // A line of its own is the last one: whatever was answered before stands above it.
      const last = `/logged-${++times}`
      await new Promise((done, fail) => {
        const to = { host: '127.0.0.1', port: secure, path: last, rejectUnauthorized: false, agent: false }
        get(to, (answer) => answer.resume().once('close', done)).once('error', fail)
      })
      // Reopening writes what is buffered, at once instead of in a few seconds.
      running.kill('SIGUSR1')
      while (!readFileSync(join(folder, 'logs/porchlight.log'), 'utf8').includes(`"${last}"`))
        await new Promise((again) => setTimeout(again, 20))
      return ['porchlight.log', 'porchlight-error.log', 'error.log', 'start.log']
        .map((name) => join(folder, 'logs', name))
        .filter((path) => existsSync(path))
        .map((path) => readFileSync(path, 'utf8'))
        .join('\n')
    },
    async stop() {
      running.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
      rmSync(memory, { recursive: true, force: true })
    },
  }
}

function selfSigned(folder: string): void {
  const key = join(folder, 'key.pem')
  execFileSync(
    opensslProgram(),
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=tv.example',
    ].concat(['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', join(folder, 'fullchain.pem')]),
    { stdio: 'ignore' },
  )
}

function opensslProgram(): string {
  const found = programOf('openssl')
  if (found !== null) return found
  const got = unpackProgram('openssl', 'usr/bin/openssl')
  if ('reason' in got) throw new Error(`A certificate for the edge cannot be made: ${got.reason}.`)
  return got.path
}

async function answers(port: number, running: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (running.exitCode !== null) throw new Error(`nginx ended with ${running.exitCode}`)
    const up = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (up) return
    await new Promise((again) => setTimeout(again, 20))
  }
  throw new Error('nginx does not answer')
}
