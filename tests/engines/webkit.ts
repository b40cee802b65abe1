import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { programOf } from '../support/debian'
import { freePorts } from '../support/ports'
import { type Driver, keyTable, phases, screen } from './driver'
import { cache } from './get'
import { startProgram } from './program'

/** Debian's name of this machine's kind. */
const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
const shell = `/usr/lib/${machine}-linux-gnu/wpe-webkit-1.1/MiniBrowser`

/** Drives WPE WebKit by plain WebDriver. `nativeHls` turns its own HLS player on, which is off since 2022. */
export async function openWpe(path: string, nativeHls = false): Promise<Driver> {
  const [port] = await freePorts(1)
  const driver = [path, `--port=${port}`, '--host=127.0.0.1']
  // A bus of its own, so that it neither finds nor misses that of a desktop.
  const bus = programOf('dbus-run-session')
  const [first = path, ...rest] = bus === null ? driver : [bus, '--', ...driver]
  mkdirSync(cache, { recursive: true })
  const program = startProgram(first, () => rest, {
    // A box knows its decoders; looking through all of GStreamer's plug-ins anew takes seconds of every start.
    GST_REGISTRY: join(cache, `gstreamer-${machine}.bin`),
    LIBGL_ALWAYS_SOFTWARE: '1',
    // Whatever else the machine has: no sound card, no display.
    GST_DEBUG_NO_COLOR: '1',
    ...(nativeHls ? { WEBKIT_GST_ENABLE_HLS_SUPPORT: '1' } : {}),
  })
  const base = `http://127.0.0.1:${port}`
  const call = async <T>(method: 'GET' | 'POST' | 'DELETE', to: string, body?: object): Promise<T> => {
    const response = await fetch(base + to, {
      method,
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } }
    if (!response.ok) throw new Error(`WebDriver ${to}: ${value.error} ${value.message ?? ''}`)
    return value
  }
  try {
    await answers(base)
    const { sessionId, capabilities } = await call<{
      sessionId: string
      capabilities: { browserName: string; browserVersion: string }
    }>('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          'wpe:browserOptions': { binary: shell, args: ['--automation', '--headless'] },
        },
      },
    })
    const at = `/session/${sessionId}`
    await call('POST', `${at}/timeouts`, { script: 30_000, pageLoad: 30_000, implicit: 0 })
    await call('POST', `${at}/window/rect`, { x: 0, y: 0, ...screen })
    return {
      version: `WPE WebKit ${versionOf(capabilities.browserVersion)}`,
      open: (url) => call('POST', `${at}/url`, { url }),
      async run<T>(expression: string) {
        const script = `const done = arguments[0]
          Promise.resolve().then(() => (${expression})).then((value) => done({ value }), (error) => done({ error: String(error) }))`
        const told = await call<{ value: T; error?: string }>('POST', `${at}/execute/async`, { script, args: [] })
        if (told.error !== undefined) throw new Error(told.error)
        return told.value
      },
      async key(name, phase) {
        const [, value] = keyTable[name]
        for (const type of phases(phase))
          await call('POST', `${at}/actions`, { actions: [{ type: 'key', id: 'remote', actions: [{ type, value }] }] })
      },
      screenshot: async () => Buffer.from(await call<string>('GET', `${at}/screenshot`), 'base64'),
      async close() {
        // Its processes end with their group; a session that hangs is not waited for.
        await Promise.race([call('DELETE', at).catch(() => undefined), new Promise((done) => setTimeout(done, 3_000))])
        await program.stop()
      },
    }
  } catch (error) {
    await program.stop()
    throw error
  }
}

/** Waits until the driver answers. */
async function answers(base: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${base}/status`).catch(() => null)
    if (response?.ok) return
    await new Promise((again) => setTimeout(again, 100))
  }
  throw new Error('WPEWebDriver does not answer')
}

/** MiniBrowser gives no version of the engine; Debian knows it. */
function versionOf(said: string): string {
  try {
    const field = '$' + '{source:Upstream-Version}'
    return execFileSync('dpkg-query', ['-W', '-f', field, 'libwpewebkit-1.1-0']).toString()
  } catch {
    return said
  }
}
