import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { programOf, unpackProgram } from '../../tests/support/debian'
import { freePorts } from '../../tests/support/ports'

export interface Mosquitto {
  address: string
  /** CPU time used so far, milliseconds */
  cpu(): number
  /** private dirty memory and swap, KiB */
  memory(): number
  publish(text: string): Promise<void>
  stop(): Promise<void>
}

const topic = 'village'

/** The machine's mosquitto, or Debian's unpacked beside it. @returns a server that listens, or why there is none */
export async function startMosquitto(folder: string): Promise<Mosquitto | { reason: string }> {
  const found = programOf('mosquitto') ?? unpacked()
  if (typeof found === 'object' && 'reason' in found) return found
  const { path, libraries } = typeof found === 'string' ? { path: found, libraries: [] } : found
  const [port] = (await freePorts(1)) as [number]
  const settings = join(folder, 'mosquitto.conf')
  writeFileSync(
    settings,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\nmax_queued_messages 0\nlog_type none\n`,
  )
  const server = spawn(path, ['-c', settings], {
    stdio: 'ignore',
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) },
  })
  const ended = new Promise((done) => server.once('exit', done))
  for (let tries = 0; !(await answers(port)); tries++) {
    if (server.exitCode !== null || tries > 250) return { reason: `mosquitto ended with ${server.exitCode}` }
    await new Promise((again) => setTimeout(again, 20))
  }
  return {
    address: `http://127.0.0.1:${port}`,
    cpu: () => Number(readFileSync(`/proc/${server.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    memory() {
      const rollup = readFileSync(`/proc/${server.pid}/smaps_rollup`, 'utf8')
      const kib = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0)
      return kib('Private_Dirty') + kib('Swap')
    },
    publish: (text) =>
      new Promise((done, fail) => {
        const socket = connect(port, '127.0.0.1')
        socket.on('error', fail)
        socket.on('close', () => done())
        socket.on('connect', () => socket.end(Buffer.concat([connectPacket('teller'), publishPacket(text), goodbye])))
        socket.resume()
      }),
    async stop() {
      server.kill('SIGTERM')
      await ended
    },
  }
}

/** The first bytes of a listener: it connects and subscribes (MQTT 3.1.1, sections 3.1 and 3.8), QoS 0. */
export function listenerHello(n: number): string {
  const subscribe = packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(topic), Buffer.from([0])]))
  return Buffer.concat([connectPacket(`box${n}`), subscribe]).toString('base64')
}

/** What Debian's package needs beside it and a small machine may not have. */
const needed = { libwrap0: 'libwrap.so.0', libdlt2: 'libdlt.so.2' }
const triplets: Record<string, string> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

function unpacked(): { path: string; libraries: string[] } | { reason: string } {
  const got = unpackProgram('mosquitto', 'usr/sbin/mosquitto')
  if ('reason' in got) return got
  const libraries: string[] = []
  for (const [debianPackage, name] of Object.entries(needed)) {
    const library = unpackProgram(debianPackage, `usr/lib/${triplets[process.arch]}/${name}`)
    if ('reason' in library) return library
    libraries.push(dirname(library.path))
  }
  return { path: got.path, libraries }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.on('error', () => done(false))
  })
}

const text = (value: string) => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}
const connectPacket = (id: string) => packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 2, 0, 0]), text(id)]))
const publishPacket = (message: string) => packet(0x30, Buffer.concat([text(topic), Buffer.from(message)]))
const goodbye = Buffer.from([0xe0, 0])

function packet(type: number, body: Buffer): Buffer {
  const length: number[] = []
  let left = body.length
  do {
    length.push((left & 127) | (left > 127 ? 128 : 0))
    left >>= 7
  } while (left > 0)
  return Buffer.concat([Buffer.from([type, ...length]), body])
}
