import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { launch } from '../support/browser'
import { openDesk } from '../support/desk'
import { type Porchlight, startPorchlight } from '../support/porchlight'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight()
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})

/** The demo's middleware says who the box is. */
async function accessOf(box: string): Promise<string> {
  const { assertion } = (await (await fetch(`${porchlight.demo}/assertion?box=${box}`)).json()) as { assertion: string }
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const body = new URLSearchParams({ grant_type, assertion })
  const answer = await fetch(`${porchlight.api}/oauth/token`, { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

it('the desk sees the three cameras nearest an alarm, live, until it is closed', async () => {
  const desk = await openDesk(browser, porchlight)
  const alarm = await fetch(`${porchlight.api}/v1/alarms`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await accessOf('DEMO-008')}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify({ kind: 'help', pressed_at: new Date().toISOString() }),
  })
  const { id } = (await alarm.json()) as { id: string }
  await desk.page.locator('.queue button').first().click()
  // By locators and evaluate: the desk's policy forbids the eval that waitForFunction needs.
  await desk.page.locator('.tile.playing').nth(2).waitFor()
  const times = "[...document.querySelectorAll('.tile video')].map((one) => one.currentTime)"
  const before = await desk.page.evaluate<number[]>(times)
  await vi.waitFor(
    async () => {
      const now = await desk.page.evaluate<number[]>(times)
      expect(now.every((time, n) => time > before[n]!)).toBe(true)
    },
    { timeout: 60_000 },
  )
  await desk.page.evaluate(
    (path) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"outcome":"real","note":"seen to"}',
      }),
    `/v1/desk/alarms/${id}/closure`,
  )
  await desk.page.locator('.tile.playing').first().waitFor({ state: 'detached' })
  expect(desk.errors).toEqual([])
  await desk.close()
})
