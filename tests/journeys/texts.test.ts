import type { Browser } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { type Desk, openDesk } from '../support/desk'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { keys, openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
let desk: Desk
let tv: Tv

// For each try: neither the calls nor the PIN of the one before.
beforeEach(async () => {
  porchlight = await startPorchlight()
  browser = await launch(inject('chromium'))
  desk = await openDesk(browser, porchlight, { language: 'en' })
  tv = await openTv(browser, porchlight.api, { box: 'DEMO-008', language: 'zh-CN' })
  await tv.shows(/有人值班|值班/)
})
afterEach(async () => {
  for (const { errors } of [tv, desk]) expect(errors).toEqual([])
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})

/** Holds a key until the screen shows something. */
async function hold(key: keyof typeof keys, until: RegExp) {
  await tv.page.keyboard.down(keys[key])
  await tv.shows(until)
  await tv.page.keyboard.up(keys[key])
}
/** A call of the box to the service, as this household. */
const asBox = (method: string, path: string, body: object) =>
  tv.page.evaluate(
    `porchlight.services.session.call(${JSON.stringify({ method, path, body })}).then(({ status }) => status)`,
  )

describe('who cannot speak', () => {
  it('answers the desk’s texts with the arrows, each in its own language', async () => {
    await tv.press('red')
    await tv.shows(/要帮助吗/)
    await hold('ok', /马上呼叫：求助/)
    await tv.shows(/服务器已收到/)
    await desk.act(/take the call/)
    await tv.shows(/值班员已看到/)

    await desk.page.getByText('Write to the caller’s TV').click()
    await desk.page.getByRole('button', { name: 'Is somebody hurt?' }).click()
    await tv.shows(/^有人受伤吗？$/)
    await desk.shows(/on the TV since .*, no answer yet/)
    await tv.press('right')
    // An OK in the first moment is meant for what was there before.
    do await tv.press('ok')
    while ((await tv.texts()).includes('有人受伤吗？'))
    await desk.shows(/answer: no$/)
    await tv.shows(/有人受伤吗？ 您答：不是/)

    await desk.page.locator('[name=text]').first().fill('门开着吗？')
    await desk.page.getByRole('button', { name: 'Write', exact: true }).click()
    await tv.shows(/^门开着吗？$/)
    // The desk closes it: nothing is asked any more.
    await desk.act(/on the way/)
    await desk.act(/Close this call/)
    await desk.page.getByRole('radio', { name: 'Real' }).check()
    await desk.page.getByRole('textbox', { name: /What happened/ }).fill('seen to')
    await desk.act(/^Close it$/)
    await tv.hides(/^门开着吗？$/)
    await tv.shows(/这次呼叫已结束/)
    await tv.press('back')
    await tv.hides(/这次呼叫已结束/)
  })
})

describe('who is forced to cancel', () => {
  it('presses the digit first: the screen is the same, the desk knows', async () => {
    expect(await asBox('PUT', '/v1/pin', { pin: '4711' })).toBe(204)
    expect(await asBox('PUT', '/v1/duress', { sign: '7' })).toBe(204)
    const stop = async (digit: '3' | '7') => {
      await tv.press('red')
      await tv.shows(/要帮助吗/)
      await hold('ok', /马上呼叫：求助/)
      await tv.press(digit)
      await hold('back', /已停止，没有发出任何呼叫/)
      const shown = await tv.texts()
      await tv.press('ok')
      await tv.hides(/已停止/)
      return shown
    }
    const seen = await stop('7')
    await desk.shows(/May be forced/)
    await desk.shows(/Quiet call: do not ring back/)
    expect(await stop('3')).toEqual(seen)
    expect(await tv.page.evaluate('JSON.stringify(Object.entries(localStorage))')).not.toMatch(/sign|"7"|stopped/)
    expect(await desk.page.locator('[data-calls]').count()).toBe(1)
  })
})
