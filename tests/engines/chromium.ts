import { type Driver, keyTable, phases, screen } from './driver'
import { startProgram } from './program'
import { openSocket } from './socket'

/** Flags that every Chromium since 64 takes; how to draw WebGL without a graphics card has changed over the years. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--remote-debugging-port=0',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--hide-scrollbars',
]

/** Drives a Chromium of any year by its own protocol: Playwright and today's Puppeteer do not know the old ones. */
export async function openChromium(path: string, ...more: string[]): Promise<Driver> {
  const program = startProgram(path, (folder) => [...flags, ...more, `--user-data-dir=${folder}`, 'about:blank'])
  try {
    const [, address = ''] = await program.prints(/DevTools listening on ws:\/\/([^/]+)/)
    const list = async () => {
      const answer = await fetch(`http://${address}/json/list`)
      const all = (await answer.json()) as { type: string; webSocketDebuggerUrl: string }[]
      return all.find(({ type }) => type === 'page')?.webSocketDebuggerUrl
    }
    // On a busy machine the browser answers before it has its page.
    let first = await list()
    for (let tries = 0; first === undefined && tries < 100; tries++) {
      await new Promise((again) => setTimeout(again, 100))
      first = await list()
    }
    const { Browser } = (await (await fetch(`http://${address}/json/version`)).json()) as { Browser: string }
    const page = await openSocket(first ?? '')
    await page.ask('Page.enable', {})
    await page.ask('Emulation.setDeviceMetricsOverride', { ...screen, deviceScaleFactor: 1, mobile: false })
    const run = async <T>(expression: string): Promise<T> => {
      const { result, exceptionDetails } = await page.ask<{
        result: { value: T }
        exceptionDetails?: { text: string; exception?: { description?: string } }
      }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    }
    return {
      version: Browser.replace('Headless', '').replace('Chrome/', 'Chromium '),
      run,
      open: (url) => page.ask('Page.navigate', { url }).then(() => undefined),
      before: (source) => page.ask('Page.addScriptToEvaluateOnNewDocument', { source }).then(() => undefined),
      async key(name, phase) {
        const [windowsVirtualKeyCode] = keyTable[name]
        for (const each of phases(phase))
          await page.ask('Input.dispatchKeyEvent', {
            type: each === 'keyDown' ? 'rawKeyDown' : 'keyUp',
            key: name,
            windowsVirtualKeyCode,
          })
      },
      screenshot: async () =>
        Buffer.from((await page.ask<{ data: string }>('Page.captureScreenshot', { format: 'png' })).data, 'base64'),
      async close() {
        page.close()
        await program.stop()
      },
    }
  } catch (error) {
    await program.stop()
    throw error
  }
}
