import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { closeCalls, type Desk, openDesk } from '../support/desk'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { keys, openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
const opened: (Tv | Desk)[] = []

beforeAll(async () => {
  porchlight = await startPorchlight()
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})
afterEach(async () => {
  const errors = opened.flatMap((one) => one.errors)
  for (const page of opened.splice(0)) await page.close()
  await closeCalls(porchlight)
  expect(errors).toEqual([])
})

async function tvOf(box: string, language: 'zh-CN' | 'en', prepare?: Parameters<typeof openTv>[2]) {
  const tv = await openTv(browser, porchlight.api, { box, language, ...prepare })
  opened.push(tv)
  return tv
}
async function deskOf(options: Parameters<typeof openDesk>[2] = {}) {
  const desk = await openDesk(browser, porchlight, options)
  opened.push(desk)
  return desk
}

/** Holds a key until the screen shows something. */
async function hold(tv: Tv, key: keyof typeof keys, until: RegExp) {
  await tv.page.keyboard.down(keys[key])
  await tv.shows(until)
  await tv.page.keyboard.up(keys[key])
}

/** Answers a neighbour's call by the first choice; the OK that opens the choices is not heard in the first moment. */
async function going(tv: Tv, choose: RegExp) {
  do await tv.press('ok')
  while (!(await tv.texts()).some((text) => choose.test(text)))
  await tv.press('ok')
}

/** Presses Back until something is gone: what came up a moment ago does not go at once. */
async function leave(tv: Tv, what: RegExp) {
  do await tv.press('back')
  while ((await tv.texts()).some((text) => what.test(text)))
}

/** Two households of one group, and one of another. */
const [caller, neighbour, stranger] = ['DEMO-008', 'DEMO-001', 'DEMO-011'] as const

describe('one key for help', () => {
  // Five pages at once: on two busy cores that takes longer than a journey usually may.
  it('is raised by holding, seen by two desks and a neighbour by itself, answered, and told truthfully to all, in both languages', async () => {
    const [desk, township] = [await deskOf({ language: 'en' }), await deskOf({ user: 'liuxi', language: 'zh-CN' })]
    const tv = await tvOf(caller, 'en')
    const next = await tvOf(neighbour, 'zh-CN')
    const other = await tvOf(stranger, 'en')
    await tv.shows(/desk staffed|staffed/i)

    await tv.press('red')
    await tv.shows(/Do you need help/)
    await tv.shows(/They will see: 3-2-502/)
    await hold(tv, 'ok', /About to call: Help/)
    await tv.shows(/The server has it/)

    await desk.shows(/1 waiting for an answer/)
    await township.shows(/1 个等待应答/)
    for (const page of [desk, township]) await page.shows('3-2-502')
    await desk.shows(/East Gate Grid · .*Dongli Village/)
    await desk.shows(/100-0000-\d{4}/)
    expect(await desk.page.locator('.alarm-time time').textContent()).toMatch(/^\d+:\d\d$/)
    await tv.shows(/On the duty desk's screen/)

    await next.shows(/3-2-502 请求帮助/)
    await tv.shows(/On 1 neighbour's screen/)
    expect(await other.texts()).not.toContainEqual(expect.stringMatching(/3-2-502/))
    expect((await tv.texts()).some((text) => /has seen it|is coming/.test(text))).toBe(false)

    await next.shows(/我过去/)
    await going(next, /^选择$/)
    await next.shows(/已告诉他们：您正在过去/)
    await tv.shows(/3-1-101 is coming/)
    await desk.shows(/A neighbour is going · 3-1-101/)
    // Nor is it asked again by a box that starts anew.
    await next.page.reload()
    await next.page.waitForFunction('"porchlight" in window')
    await next.shows(/已告诉他们：您正在过去/)

    await desk.act(/take the call/)
    await tv.shows(/The desk has seen it/)
    const officer = porchlight.desks[0]?.name as string
    expect(await tv.shows(/Village Desk has seen it$/)).toBe(`${officer} has seen it`)
    expect(await next.shows(/Village Desk 已看到$/)).toBe(`${officer} 已看到`)
    // The other desk sees at once that it is taken, and by whom.
    await township.shows(/没有等待的呼叫/)
    await township.shows(new RegExp(`已接警.*${officer}`))

    // The same truth after a reload of the box.
    await tv.page.reload()
    await tv.page.waitForFunction('"porchlight" in window')
    await tv.shows(/Village Desk has seen it$/)

    await desk.act(/^nobody answered$/)
    await tv.shows(/rang you; nobody answered/)
    await desk.act(/^reached$/)
    await tv.shows(/rang and spoke with you/)
    await desk.shows(/Rang back: reached/)
    await desk.act(/on the way/)
    await tv.shows(/has sent someone/)
    await desk.act(/Close this call/)
    await desk.page.getByRole('radio', { name: 'False alarm' }).check()
    await desk.page.getByRole('textbox', { name: /What happened/ }).fill('rang back: pressed by mistake')
    await desk.act(/^Close it$/)
    await tv.shows(/Closed: false alarm/)
    await next.shows(/这次呼叫已结束/)
    await township.shows('rang back: pressed by mistake')
    await tv.press('back')
    await tv.hides(/Closed: false alarm/)
  })

  it('is not sent when Back is held in the countdown, nor by a short press', async () => {
    const desk = await deskOf({ language: 'zh-CN' })
    const tv = await tvOf(caller, 'zh-CN')
    await tv.press('red')
    await tv.shows(/要帮助吗/)
    await tv.press('ok')
    await tv.shows(/请一直按住确定键/)
    await hold(tv, 'ok', /马上呼叫：求助/)
    await hold(tv, 'back', /没有发出任何呼叫/)
    await tv.hides(/没有发出任何呼叫/)
    const open = await desk.page.evaluate('fetch("/v1/desk/alarms?state=open").then((answer) => answer.json())')
    expect(open).toEqual({ alarms: [] })
  })

  it('can be tested: to the desk and back, marked on both screens, and no neighbour hears of it', async () => {
    const desk = await deskOf({ language: 'en' })
    const tv = await tvOf(caller, 'en')
    const next = await tvOf(neighbour, 'en')
    await tv.press('red')
    await tv.shows(/Do you need help/)
    await tv.press('down', 'right')
    await tv.shows(/A test goes to the desk and back/)
    await hold(tv, 'ok', /About to test/)
    await tv.shows(/The server has it/)
    await tv.shows(/^TEST$/)
    await desk.shows('TEST')
    await desk.act(/take the call/)
    await tv.shows(/Village Desk has seen it$/)
    expect((await tv.texts()).filter((text) => /110|calls for help/.test(text))).toEqual([])
    expect((await next.texts()).filter((text) => /TEST|3-2-502/.test(text))).toEqual([])
    // Red is for a real need, also during a test.
    await leave(tv, /^TEST$/)
    await tv.press('red')
    await tv.shows(/Do you need help/)
    await tv.press('back')
    await desk.act(/Close this call/)
    await desk.act(/^Close it$/)
    await tv.shows(/Closed: test/)
    await leave(tv, /Closed: test/)
  })

  it('is drilled by the desk: marked 演练 everywhere, with who did not answer', async () => {
    const desk = await deskOf({ language: 'zh-CN' })
    const [first, second, other] = [
      await tvOf(caller, 'zh-CN'),
      await tvOf(neighbour, 'zh-CN'),
      await tvOf(stranger, 'zh-CN'),
    ]
    await desk.page.getByText('演练', { exact: true }).first().click()
    await desk.act(/准备一次演练/)
    await desk.act(/开始演练/)
    await desk.shows(/演练进行中/)
    for (const tv of [first, second, other]) await tv.shows(/^演练/)
    await desk.shows(/没有回答/)
    const answering = (await first.texts()).some((text) => /您家扮演/.test(text)) ? second : first
    await going(answering, /^选择$/)
    await answering.shows(/您正在过去/)
    await desk.shows(/^1 \/ \d+$/)
    await desk.act(/结束演练/)
    await desk.shows(/演练结果/)
    await answering.shows(/这次呼叫已结束/)
    for (const tv of [first, second, other]) await leave(tv, /^演练/)
  })

  it('locks after an hour without a key: shows nobody, rings, counts as empty, and opens by the password', async () => {
    const desk = await deskOf({ language: 'en' })
    const tv = await tvOf(caller, 'en')
    await desk.page.evaluate('{ const { now } = Date; Date.now = () => now() + 3_630_000 }')
    await desk.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await desk.shows('The desk is locked')
    await tv.press('red')
    await hold(tv, 'ok', /About to call: Help/)
    await tv.shows(/The server has it/)
    await desk.shows(/1 waiting for an answer/)
    expect(await desk.page.getByText('3-2-502').count()).toBe(0)
    await desk.page.reload()
    await desk.shows('The desk is locked')
    await desk.page.fill('[name=password]', porchlight.desks[0]?.password ?? '')
    await desk.act(/I am here/)
    // Its handed-out password is asked about again after a reload.
    await desk.page.waitForSelector('[name=next]')
    await desk.act(/^Later$/)
    await desk.shows('3-2-502')
    await desk.act(/take the call/)
    await desk.act(/Close this call/)
    await desk.page.getByRole('radio', { name: 'False alarm' }).check()
    await desk.page.getByRole('textbox', { name: /What happened/ }).fill('a rehearsal of the lock')
    await desk.act(/^Close it$/)
    await tv.shows(/Closed: false alarm/)
    await leave(tv, /Closed: false alarm/)
  })

  it('has a note from shift to shift', async () => {
    const [one, next] = [await deskOf({ language: 'en' }), await deskOf({ language: 'en' })]
    await one.page.getByText('Hand-over').click()
    await one.page.getByLabel('For the next shift').fill('3-2-502 felt dizzy')
    await one.act(/Leave the note/)
    await one.shows('3-2-502 felt dizzy')
    await next.page.reload()
    await next.act(/^Later$/)
    await next.shows('3-2-502 felt dizzy')
  })

  it('asks after ten minutes unsent whether help is still needed, and goes when it is not', async () => {
    const tv = await tvOf(caller, 'zh-CN', { hash: '#/alarm' })
    await tv.shows(/值班台：东里村/)
    await tv.context.setOffline(true)
    await hold(tv, 'ok', /马上呼叫：求助/)
    await tv.shows(/还没有发出去，正在不停地重试/)
    await tv.page.evaluate(
      '{ const { clock } = porchlight.services; const { steady } = clock; clock.steady = () => steady() + 660_000 }',
    )
    await tv.shows(/还需要帮助吗/)
    await tv.press('down', 'ok')
    await tv.hides(/还没有发出去|还需要帮助吗/)
    // Red asks anew: nothing of the old call is left. Who would hear it is not known without a way.
    await tv.press('red')
    await tv.shows(/要帮助吗/)
    await tv.shows(/正在问服务器谁能收到/)
  })

  it('says "not sent yet" with the number as long as the way is cut, and goes out when it is back', async () => {
    const desk = await deskOf({ language: 'zh-CN' })
    const tv = await tvOf(caller, 'zh-CN', { hash: '#/alarm' })
    await tv.shows(/他们会看到：3-2-502/)
    await tv.context.setOffline(true)
    await tv.press('right')
    await hold(tv, 'ok', /马上呼叫：着火/)
    await tv.shows(/还没有发出去，正在不停地重试/)
    expect(await tv.texts()).toContain('119')
    await tv.context.setOffline(false)
    await tv.shows(/服务器已收到/)
    await desk.shows(/1 个等待应答/)
    await desk.shows('火情')
    const { alarms } = (await desk.page.evaluate(
      'fetch("/v1/desk/alarms?state=open").then((answer) => answer.json())',
    )) as { alarms: unknown[] }
    expect(alarms).toHaveLength(1)

    // A second call of the household, a quiet one, is on the same card, and not overlooked there.
    const quiet = { kind: 'medical', quiet: true, pressed_at: new Date().toISOString() }
    await tv.page.evaluate(
      `porchlight.services.session.call({ method: 'POST', path: '/v1/alarms', headers: { 'idempotency-key': 'another-key-of-this-box' }, body: ${JSON.stringify(quiet)} })`,
    )
    await desk.shows(/2 个等待应答/)
    expect(await desk.page.locator('[data-calls]').count()).toBe(1)
    await desk.shows('火情')
    await desk.page.getByRole('button', { name: /静默/ }).click()
    await desk.shows(/不要回拨电话/)
    await desk.page.keyboard.press('ArrowDown')
    await desk.act(/接警|看到/)
    await desk.shows(/1 个等待应答/)
  })
})
