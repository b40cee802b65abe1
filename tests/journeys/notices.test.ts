import type { Browser } from 'playwright-core'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { openDesk } from '../support/desk'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser

// For each try: what the one before left is none of its business.
beforeEach(async () => {
  porchlight = await startPorchlight()
  browser = await launch(inject('chromium'))
})
afterEach(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})

it('a notice is shown once, quietly, on boxes that are on and that come later, and stays readable', async () => {
  const desk = await openDesk(browser, porchlight, { language: 'zh-CN' })
  const tv = await openTv(browser, porchlight.api, { language: 'zh-CN' })
  await tv.shows(/有人/)
  const say = async (text: string) => {
    await desk.page.getByLabel('内容').fill(text)
    await desk.act(/发给.*的电视/)
    await desk.shows('已发出。')
  }
  await desk.page.getByText('发通知').click()
  await say('今晚 22:00 停水')
  await tv.shows(/^东里村 Dongli Village：今晚 22:00 停水$/)
  await tv.shows(/^通知 1$/)
  await tv.hides(/：今晚 22:00 停水$/)

  await say('走失儿童已找到')
  await tv.shows(/：走失儿童已找到$/)
  await tv.press('green')
  await tv.shows(/^值班台的通知$/)
  await tv.shows(/走失儿童已找到\n\n.*停水$/s)
  await tv.press('back')
  await tv.hides(/^值班台的通知$/)

  // After a reload it is there to read and not said again.
  await tv.page.reload()
  await tv.page.waitForFunction('"porchlight" in window')
  await tv.shows(/^通知 2$/)
  expect((await tv.texts()).filter((text) => /停水|走失/.test(text))).toEqual([])

  const later = await openTv(browser, porchlight.api, { box: 'DEMO-008', language: 'en' })
  await later.shows(/：今晚 22:00 停水$|: 今晚 22:00 停水$/)
  await later.shows(/走失儿童已找到$/)
  await later.shows(/^2 notices$/)
  for (const { errors } of [tv, later, desk]) expect(errors).toEqual([])
})
