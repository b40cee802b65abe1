import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../tests/support/ports'

export interface PlainNginx {
  /** gives files of its folder, nothing else */
  files: string
  /** passes the cameras on, kept in memory as the edge does, and asks nobody */
  cameras: string
  pid: number
  stop(): Promise<void>
}

/** An nginx as anybody would set it up in front of cameras: one worker, files by sendfile, a cache in memory, no rights. */
export async function startPlainNginx(program: string, file: Buffer, cameras: string): Promise<PlainNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-nginx-'))
  const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/porchlight-nginx-') : join(folder, 'memory')
  for (const path of [folder, memory]) chmodSync(path, 0o777)
  mkdirSync(join(memory, 'files'))
  writeFileSync(join(memory, 'files/segment.ts'), file)
  const [files, proxy] = (await freePorts(2)) as [number, number]
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http {
  ${temp.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; server_tokens off;
  types { video/mp2t ts; application/vnd.apple.mpegurl m3u8; }
  proxy_cache_path ${memory}/segments levels=1 use_temp_path=off keys_zone=segments:8m max_size=1g inactive=15s;
  upstream cameras { server ${new URL(cameras).host}; keepalive 32; }
  server { listen 127.0.0.1:${files}; root ${memory}/files; }
  server {
    listen 127.0.0.1:${proxy};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 16 16k; proxy_max_temp_file_size 0;
    proxy_cache segments; proxy_cache_lock on; proxy_cache_valid 200 10s; proxy_ignore_headers Cache-Control Expires;
    location ~ \\.m3u8$ { proxy_cache_valid 200 1s; proxy_pass http://cameras; }
    location / { proxy_pass http://cameras; }
  }
}\n`,
  )
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'start.log')]
  const running = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((done) => running.once('exit', done))
  await untilUp(running, `http://127.0.0.1:${files}/segment.ts`)
  return {
    files: `http://127.0.0.1:${files}`,
    cameras: `http://127.0.0.1:${proxy}`,
    pid: running.pid ?? 0,
    async stop() {
      running.kill('SIGTERM')
      await ended
      for (const path of [folder, memory]) rmSync(path, { recursive: true, force: true })
    },
  }
}

async function untilUp(running: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    if (running.exitCode !== null) throw new Error(`nginx ended with ${running.exitCode}`)
    const up = await fetch(url).then(
      (answer) => answer.arrayBuffer().then(() => answer.ok),
      () => false,
    )
    if (up) return
    await new Promise((again) => setTimeout(again, 20))
  }
  throw new Error('nginx does not answer')
}

/** CPU time of an nginx and its workers so far, milliseconds (Linux; the scheduler counts in nanoseconds). */
export function cpuOfNginx(master: number): number {
  const workers = readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ')
  return [String(master), ...workers.filter((pid) => pid !== '')].reduce((sum, pid) => sum + cpuOf(pid), 0)
}

function cpuOf(pid: string): number {
  return readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  )
}
