import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { openDesk } from '../support/desk'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { goDownTo } from '../support/spoken'
import { openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({
    TIME_ZONE: zoneAtNoon(),
    UNDERTAKING_VERSION: '1',
    CABLE_NODES: 'yes',
    TRUSTED_PROXIES: '127.0.0.1',
  })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})

/** The operator's middleware does not vouch for this box: somebody has to pair it. */
const unvouched = (page: Page) => page.route('**/assertion*', (route) => route.fulfill({ status: 404, body: '' }))

/** The box hangs on this cable node. */
const atNode = (page: Page, node: string) =>
  page.route(/\/(oauth|v1)\//, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-cable-node': node } }),
  )

async function activationCode(household: string): Promise<string> {
  const answer = await porchlight.operator('POST', `/v1/operator/households/${household}/activation-codes`)
  return ((await answer.json()) as { code: string }).code
}

const type = (tv: Tv, digits: string) => tv.press(...(digits.split('') as `${number}`[]))

/** Waits until what would be read out of the focus is like this. */
const says = (tv: Tv, what: RegExp) =>
  tv.page.waitForFunction(
    `(porchlight.focusPath || []).some((each) => each.announce && each.announce().some((part) => ${what}.test(part)))`,
  )

const reload = async (tv: Tv) => {
  await tv.page.reload()
  await tv.page.waitForFunction('"porchlight" in window')
}

describe('a household and its box, by the remote alone', () => {
  it('pairs by its activation code, sets the screens, reads its log, and unpairs', async () => {
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-001',
      prepare: unvouched,
      firstStart: true,
    })
    await tv.shows(/把这台机顶盒和您家配对/)
    await tv.shows(/序列号：DEMO-001/)
    await tv.shows(/^\d{3}-\d{3}-\d{3}$/)
    await tv.shows(/还不能发出求助.*110.*119.*120/)
    await tv.press('red')
    await tv.shows(/呼叫发不出去/)
    await tv.press('back')
    await tv.hides(/呼叫发不出去/)

    const code = await activationCode('h-001')
    const wrong = code.replace(/\d$/, (last) => String((Number(last) + 1) % 10))
    await type(tv, code.slice(0, 4))
    await tv.press('ok')
    await tv.shows(/还差 5 位/)
    await tv.press('back', 'back', 'back', 'back')
    await type(tv, wrong)
    await tv.press('ok')
    await tv.shows(/开通码不对/)
    await type(tv, code)
    await tv.press('ok')

    await tv.shows(/请您先答应这几点/)
    await tv.shows(/我不拍摄、不录制/)
    await tv.press('red')
    await tv.shows(/要帮助吗/)
    await tv.press('back')
    await tv.press('ok')
    await tv.hides(/请您先答应/)
    await tv.shows(/East Gate$/)

    await tv.press('ok')
    await tv.plays(1)
    await tv.press('back')
    await tv.shows(/我们的网格/)

    await tv.page.keyboard.press('m')
    await says(tv, /^设置$/)
    await goDownTo(tv, /^语言$/)
    await tv.press('ok')
    await tv.shows(/^Settings$/)
    await tv.press('down', 'right', 'right')
    await tv.shows(/very large/)
    await reload(tv)
    await tv.shows(/^Settings$/)
    await tv.shows(/very large/)

    await goDownTo(tv, /^What we watched$/)
    await tv.press('ok')
    await tv.shows(/^1 .*East Gate/)
    await tv.shows(/left by us · this box/)
    await tv.press('back')

    await goDownTo(tv, /^Box and household$/)
    await tv.press('ok')
    await says(tv, /^paired$/)
    await goDownTo(tv, /^Unpair this box$/)
    await tv.press('ok')
    await tv.shows(/Unpair this box from your household\?/)
    await tv.press('down', 'ok')
    await tv.shows(/Really unpair\?/)
    await tv.press('down', 'ok')
    await tv.shows(/Pair this box with your household/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('leaves a box that is not paired by Back, twice to television', async () => {
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-005',
      language: 'en',
      async prepare(page) {
        await unvouched(page)
        await page.route('**/settings.json', async (route) => {
          const settings = await (await route.fetch()).json()
          await route.fulfill({ json: { ...settings, box: { television: '/desk/' } } })
        })
      },
    })
    await tv.shows(/^\d{3}-\d{3}-\d{3}$/)
    await tv.page.waitForFunction('porchlight.leaveTo !== null')
    await tv.page.keyboard.press('m')
    await goDownTo(tv, /^Pair with a household$/)
    await tv.press('ok')
    await says(tv, /^Pair this box/)
    await tv.press('back')
    await says(tv, /^Settings$/)
    await tv.press('back')
    await says(tv, /^Pair this box/)

    await tv.press('7', 'back')
    expect(await tv.texts()).not.toContainEqual(expect.stringMatching(/once more for television/))
    await tv.press('back')
    await tv.shows(/once more for television/)
    await tv.press('back')
    await tv.page.waitForURL('**/desk/')
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('pairs by the code on the screen, confirmed on a telephone', async () => {
    const tv = await openTv(browser, porchlight.api, { box: 'DEMO-002', language: 'en', prepare: unvouched })
    const shown = await tv.shows(/^\d{3}-\d{3}-\d{3}$/)
    const phone = await (await browser.newContext()).newPage()
    await phone.goto(`${porchlight.api}/pair?user_code=${shown}`)
    await phone.fill('[name=activation_code]', await activationCode('h-002'))
    await phone.click('button')
    await phone.getByText('DEMO-002').waitFor()
    await phone.click('button[value=yes]')
    await phone.getByRole('status').waitFor()
    await tv.shows(/East Gate$/)
    await tv.shows(/^Paired: /)
    expect(tv.errors).toEqual([])
    await phone.context().close()
    await tv.close()
  })

  it('says that a box which moved must be confirmed, and still calls', async () => {
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-008',
      language: 'en',
      prepare: (page) => atNode(page, 'node-1'),
    })
    await tv.shows(/East Gate$/)
    await tv.page.unrouteAll()
    await tv.page.route('**/assertion*', (route) => route.fulfill({ status: 404, body: '' }))
    await atNode(tv.page, 'node-2')
    await reload(tv)
    await tv.shows(/has to be confirmed first/)
    await tv.shows(/Calling for help works as always/)
    await tv.press('red')
    await tv.shows(/Do you need help/)
    await tv.press('back')

    await confirm('DEMO-008')
    await tv.press('ok')
    await tv.hides(/has to be confirmed first/)
    await tv.shows(/East Gate$/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('guards pictures and log by a PIN, and help by none', async () => {
    const tv = await boxThatSetsPin('DEMO-008-B')
    // Another box of the household has not typed it.
    const other = await openTv(browser, porchlight.api, { box: 'DEMO-008', language: 'en', hash: '#/viewings' })
    await other.shows(/Type the household PIN/)
    await other.press('red')
    await other.shows(/Do you need help/)
    await other.press('back')
    await type(other, '1111')
    await other.press('ok')
    await other.shows(/That PIN is not right/)
    await type(other, '2468')
    await other.press('ok')
    await other.hides(/Type the household PIN/)
    await other.shows(/Nothing was watched yet|Today/)
    expect(other.errors.concat(tv.errors)).toEqual([])
    await other.close()
    await tv.close()
  })

  it('asks for the PIN where already the list of cameras wants it', async () => {
    const tv = await boxThatSetsPin('DEMO-021-B')
    // Another box of the household, which has no list of before.
    const other = await openTv(browser, porchlight.api, { box: 'DEMO-021', language: 'en', hash: '#/camera/1' })
    await other.shows(/Type the household PIN/)
    await other.press('back')
    await other.hides(/Type the household PIN/)
    await other.shows(/A PIN is needed/)
    await other.press('back')
    await other.shows(/Press OK to type it/)
    await other.press('ok')
    await other.shows(/Type the household PIN/)
    await type(other, '2468')
    await other.press('ok')
    await other.shows(/Our village/)
    expect(other.errors.concat(tv.errors)).toEqual([])
    await other.close()
    await tv.close()
  })

  it('lays nothing over a call for help: what asks meanwhile waits below', async () => {
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-003',
      language: 'en',
      hash: '#/alarm',
      firstStart: true,
    })
    await tv.shows(/Please agree to this first/)
    const texts = await tv.texts()
    const place = (what: RegExp) => texts.findIndex((text) => what.test(text))
    expect(place(/Do you need help/)).toBeGreaterThan(place(/Please agree to this first/))
    await tv.press('back')
    await tv.hides(/Do you need help/)
    await says(tv, /Please agree to this first/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('a page that did not come once comes by OK, by another address than the one that failed', async () => {
    const asked: string[] = []
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-004',
      language: 'en',
      hash: '#/settings',
      prepare: (page) =>
        page.route('**/assets/householdScreens-*', (route) => {
          asked.push(new URL(route.request().url()).search)
          return asked.length === 1 ? route.abort() : route.continue()
        }),
    })
    await tv.shows(/This page did not load/)
    await tv.press('ok')
    await says(tv, /^Settings$/)
    expect(asked).toEqual(['', expect.stringMatching(/^\?again=/)])
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('reports what is wrong with a picture, and reads what the desk answered', async () => {
    const tv = await openTv(browser, porchlight.api, { box: 'DEMO-002', language: 'en', hash: '#/camera/2' })
    await tv.plays(2)
    await tv.page.keyboard.press('m')
    await tv.shows(/What is wrong with this picture/)
    await goDownTo(tv, /something private/)
    await tv.press('ok')
    await tv.shows(/The desk has it/)
    await tv.page.evaluate('location.hash = "#/reports"')
    await tv.shows(/This shows something private · reported/)
    await tv.press('ok')
    await tv.shows(/No answer yet/)

    const desk = await openDesk(browser, porchlight)
    await desk.page.locator('.reports summary').click()
    await desk.page.locator('.reports li.private button').last().click()
    await desk.page.fill('.reports textarea', 'The camera was turned to the street.')
    await desk.page.click('.reports form button[type=submit]')
    await desk.shows('The camera was turned to the street.')
    expect(desk.errors).toEqual([])
    await desk.close()

    // The screen asks when it is opened, and each minute.
    await reload(tv)
    await tv.shows(/^answered /)
    await tv.press('ok')
    await tv.shows(/The answer of the desk\nThe camera was turned to the street\./)
    expect(tv.errors).toEqual([])
    await tv.close()
  })
})

/** A box whose resident sets the household's PIN to 2468. */
async function boxThatSetsPin(box: string): Promise<Tv> {
  const tv = await openTv(browser, porchlight.api, { box, language: 'en', hash: '#/settings/household' })
  // A try that failed is still here to take it away: the second one sets it anew.
  const removal = { method: 'PUT', path: '/v1/pin', body: { pin: null, current: '2468' } }
  onTestFinished(() =>
    tv.page.evaluate<void>(`porchlight.services.session.call(${JSON.stringify(removal)})`).catch(() => undefined),
  )
  await says(tv, /^paired$/)
  await tv.shows(/^paired$/)
  await goDownTo(tv, /^Set a PIN$/)
  await tv.press('ok')
  await tv.shows(/Type a new PIN/)
  await type(tv, '2468')
  await tv.press('ok')
  await tv.shows(/again/)
  await type(tv, '2468')
  await tv.press('ok')
  await tv.shows(/The PIN is set/)
  return tv
}

/** The duty officer of the village confirms the pairing that waits. */
async function confirm(serial: string): Promise<void> {
  const desk = porchlight.desks[0]!
  const json = { 'content-type': 'application/json' }
  const origin = { origin: porchlight.api }
  const session = await fetch(`${porchlight.api}/v1/desk/session`, {
    method: 'POST',
    headers: { ...json, ...origin },
    body: JSON.stringify({ user: desk.user, password: desk.password }),
  })
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(';')[0]!)
    .join('; ')
  const list = await fetch(`${porchlight.api}/v1/desk/pairings`, { headers: { cookie } })
  const { pairings } = (await list.json()) as { pairings: { id: string; box: string }[] }
  const waiting = pairings.find(({ box }) => box === serial)
  if (waiting === undefined) throw new Error(`no pairing of ${serial} waits: ${JSON.stringify(pairings)}`)
  const answer = await fetch(`${porchlight.api}/v1/desk/pairings/${waiting.id}/confirmation`, {
    method: 'POST',
    headers: { cookie, ...origin, ...json },
    body: '{}',
  })
  expect(answer.ok, await answer.text()).toBe(true)
}
