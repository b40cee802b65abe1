import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Driver, keyTable, phases, screen } from './driver'
import { startProgram } from './program'
import { openSocket } from './socket'

const preferences = {
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'remote.active-protocols': 1,
  // Without a graphics card; it would not even try.
  'webgl.force-enabled': true,
}

/** Drives Firefox by WebDriver BiDi, which is built in. */
export async function openFirefox(path: string): Promise<Driver> {
  const program = startProgram(
    path,
    (folder) => {
      const lines = Object.entries(preferences).map(
        ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
      )
      writeFileSync(join(folder, 'user.js'), lines.join('\n'))
      return ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port=0', 'about:blank']
    },
    {
      MOZ_HEADLESS_WIDTH: String(screen.width),
      MOZ_HEADLESS_HEIGHT: String(screen.height),
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
  )
  try {
    const [, address = ''] = await program.prints(/WebDriver BiDi listening on (ws:\/\/\S+)/)
    const session = await openSocket(`${address}/session`)
    const { capabilities } = await session.ask<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    })
    const { contexts } = await session.ask<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
    const context = contexts[0]?.context ?? ''
    await session.ask('browsingContext.setViewport', { context, viewport: screen })
    return {
      version: `Firefox ESR ${capabilities.browserVersion}`,
      open: (url) => session.ask('browsingContext.navigate', { context, url, wait: 'complete' }).then(() => undefined),
      before: (script) =>
        session.ask('script.addPreloadScript', { functionDeclaration: `() => { ${script} }` }).then(() => undefined),
      async run<T>(expression: string) {
        const told = await session.ask<{
          type: string
          result: { value?: string }
          exceptionDetails?: { text: string }
        }>('script.evaluate', {
          // As JSON: BiDi's own way of writing values down is another for each type.
          expression: `Promise.resolve().then(() => (${expression})).then((value) => JSON.stringify({ value }))`,
          target: { context },
          awaitPromise: true,
        })
        if (told.type !== 'success') throw new Error(told.exceptionDetails?.text)
        return (JSON.parse(told.result.value ?? '{}') as { value: T }).value
      },
      async key(name, phase) {
        const [, value] = keyTable[name]
        const actions = phases(phase).map((type) => ({ type, value }))
        await session.ask('input.performActions', { context, actions: [{ type: 'key', id: 'remote', actions }] })
      },
      screenshot: async () =>
        Buffer.from(
          (await session.ask<{ data: string }>('browsingContext.captureScreenshot', { context })).data,
          'base64',
        ),
      async close() {
        session.close()
        await program.stop()
      },
    }
  } catch (error) {
    await program.stop()
    throw error
  }
}
