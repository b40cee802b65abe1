import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { closeCalls } from '../support/desk'
import { callForHelp } from '../support/neighbour'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { goDownTo } from '../support/spoken'
import { openTv, type Tv } from '../support/tv'
import { faultsOf, settledTexts } from './geometry'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon(), GROUP_CALLS_PER_HOUR: '100' })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  await porchlight.stop()
})

const box = 'DEMO-008'
/** What the box has in its storage before the app starts. */
const remembers = (what: Record<string, unknown>, serial = box) => {
  const set = ([name, value]: [string, unknown]) =>
    `localStorage.setItem('porchlight.1.${serial}.${name}', ${JSON.stringify(JSON.stringify(value))})`
  return (page: Page) => page.addInitScript(Object.entries(what).map(set).join(';'))
}
const lookOf = (text: string) => ({ look: { text, contrast: 'normal', motion: 'reduced' } })
/** The main screens, by what opens them and what is on them when they are there, in either language. */
const screens: Record<string, { hash: string; shows: RegExp; press?: 'red' }> = {
  cameras: { hash: '#/cameras', shows: /East Gate$|东门/ },
  watch: { hash: '#/camera/1', shows: /LIVE|直播/ },
  'a camera that there is not': { hash: '#/camera/5', shows: /There is no camera|没有/ },
  alarm: { hash: '#/cameras', press: 'red', shows: /Do you need help|要帮助吗/ },
  settings: { hash: '#/settings', shows: /Contrast|对比度/ },
  household: { hash: '#/settings/household', shows: /DEMO-008/ },
  about: { hash: '#/settings/about', shows: /0\.1\.0/ },
  viewings: { hash: '#/viewings', shows: /./ },
  reports: { hash: '#/reports', shows: /./ },
  keys: { hash: '#/keys', shows: /./ },
}
const looks = (['zh-CN', 'en'] as const).flatMap((language) =>
  (['normal', 'very-large'] as const).flatMap((text) =>
    [720, 1080].map((height) => ({ language, text, height, name: `${language} ${text} ${height}p` })),
  ),
)

describe.each(looks)('in $name', ({ language, text, height, name }) => {
  let tv: Tv
  beforeAll(async () => {
    tv = await openTv(browser, porchlight.api, {
      box,
      language,
      size: { width: (height * 16) / 9, height },
      prepare: remembers(lookOf(text)),
    })
    await tv.shows(/East Gate$|东门/)
  })
  afterAll(() => tv.close())

  it.each(Object.keys(screens))('%s: nothing is cut, hidden by the frame, or on something else', async (screen) => {
    const { hash, shows, press } = screens[screen]!
    await tv.page.evaluate(`location.hash = '${hash}'`)
    if (press !== undefined) await tv.press(press)
    await tv.shows(shows)
    const faults = faultsOf(await settledTexts(tv.page))
    const picture = await tv.page.screenshot()
    if (press !== undefined) await tv.press('back')
    expect(faults, `${screen} ${name}`).toEqual([])
    // What is live differs in every moment: pictures and their times are left to their own tests.
    if (still.has(screen)) await expectAsBefore(picture, `${screen}-${language}-${text}-${height}`)
  })

  const looksWell = async (what: string) => expect(faultsOf(await settledTexts(tv.page)), `${what} ${name}`).toEqual([])

  it('the PIN', async () => {
    await tv.page.evaluate(`location.hash = '#/settings/household'`)
    await tv.shows(/DEMO-008/)
    await goDownTo(tv, /^(Set a PIN|设置密码)$/)
    await tv.press('ok')
    await tv.shows(/Type a new PIN|请输入新密码/)
    await looksWell('pin')
    await tv.press('back')
  })

  it('the key profile, from its first to its last row', async () => {
    await tv.page.evaluate(`location.hash = '#/settings'`)
    await tv.shows(/Contrast|对比度/)
    await goDownTo(tv, /^(Key profile|按键表)$/)
    await tv.press('ok')
    await tv.shows(/^(by the box|按机顶盒)$/)
    await looksWell('first profile')
    await goDownTo(tv, /iPanel/)
    await tv.shows(/iPanel/)
    await looksWell('last profile')
    await tv.press('back')
  })

  it("a neighbour's call, and what to answer", async () => {
    try {
      await callForHelp(porchlight, 'DEMO-001')
      await tv.shows(/^3-1-101/)
      await looksWell('neighbour')
      do await tv.press('ok')
      while (!(await tv.texts()).some((text) => /^(选择|choose)$/.test(text)))
      await looksWell('answers')
    } finally {
      await closeCalls(porchlight)
    }
    await tv.shows(/这次呼叫已结束|This call is closed/)
    await looksWell('over')
    do await tv.press('back')
    while ((await tv.texts()).some((text) => /^3-1-101/.test(text)))
  })

  it('our own call', async () => {
    try {
      await tv.press('red')
      await tv.shows(/Do you need help|要帮助吗/)
      await tv.page.keyboard.down('Enter')
      await tv.shows(/About to call|马上呼叫/)
      await tv.page.keyboard.up('Enter')
      await tv.shows(/The server has it|服务器已收到/)
      await looksWell('call')
    } finally {
      await closeCalls(porchlight)
    }
    await tv.shows(/Closed: false alarm|已结束：误报/)
    await looksWell('closed')
    await tv.press('back')
  })
})

describe.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  it.each(['normal', 'very-large'] as const)('the pairing of a box, in %s text', async (text) => {
    const tv = await openTv(browser, porchlight.api, {
      box: 'DEMO-011',
      language,
      async prepare(page) {
        await page.route('**/assertion*', (route) => route.fulfill({ status: 404, body: '' }))
        await remembers(lookOf(text), 'DEMO-011')(page)
      },
    })
    await tv.shows(/^\d{3}-\d{3}-\d{3}$/)
    expect(faultsOf(await settledTexts(tv.page))).toEqual([])
  })

  it.each(['large', 'very-large'] as const)("a remote's names of the keys, and a notice, in %s text", async (text) => {
    const notice = { id: 'n', text: '停水', from: '东里村', at: '2026-11-23T14:00:00Z', until: '2100-01-01T00:00:00Z' }
    const tv = await openTv(browser, porchlight.api, {
      box,
      language,
      async prepare(page) {
        await page.route('**/v1/notices', (route) => route.fulfill({ json: { notices: [notice] } }))
        const notices = { notices: [notice], shown: ['n'] }
        await remembers({ ...lookOf(text), keyProfile: 'android', notices })(page)
      },
    })
    await tv.shows(/^(通知 1|1 notice)$/)
    await tv.shows(/^(菜单|Menu)$/)
    expect(faultsOf(await settledTexts(tv.page))).toEqual([])
  })

  it('a text size that is changed takes effect at once, and nothing is cut by it', async () => {
    const tv = await openTv(browser, porchlight.api, { box: 'DEMO-008', language, hash: '#/settings' })
    await tv.shows(/Contrast|对比度/)
    const largest = async () => Math.max(...(await settledTexts(tv.page)).map(({ size }) => size))
    const before = await largest()
    await goDownTo(tv, /^(Text size|字的大小)$/)
    await tv.press('right', 'right')
    await tv.shows(/◀ +(very large|特大)/)
    expect(await largest()).toBeGreaterThan(before)
    for (const screen of ['settings', 'household', 'cameras']) {
      const { hash, shows } = screens[screen]!
      await tv.page.evaluate(`location.hash = '${hash}'`)
      await tv.shows(shows)
      expect(faultsOf(await settledTexts(tv.page)), screen).toEqual([])
    }
  })
})

const still = new Set(['alarm', 'settings', 'about', 'reports', 'keys'])
const [columns, rows] = [96, 54]
const pictures = join(import.meta.dirname, 'pictures')

/** Compares by coarse squares: where something moved, came or went, not how letters are smoothed. */
async function expectAsBefore(picture: Buffer, name: string): Promise<void> {
  const file = join(pictures, `${name}.png`)
  const now = await coarse(picture)
  if (!existsSync(file) || process.env.UPDATE_PICTURES !== undefined) {
    mkdirSync(pictures, { recursive: true })
    const canvas = createCanvas(columns, rows)
    const image = canvas.getContext('2d').createImageData(columns, rows)
    image.data.set(now)
    canvas.getContext('2d').putImageData(image, 0, 0)
    writeFileSync(file, await canvas.encode('png'))
  }
  const before = await coarse(readFileSync(file))
  let different = 0
  for (let at = 0; at < now.length; at += 4) {
    const off = Math.max(...[0, 1, 2].map((n) => Math.abs(now[at + n]! - before[at + n]!)))
    if (off > 40) different++
  }
  expect(different / (columns * rows), `${name} differs from its picture`).toBeLessThan(0.02)
}

async function coarse(picture: Buffer): Promise<Uint8ClampedArray> {
  const image = await loadImage(picture)
  const context = createCanvas(columns, rows).getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, columns, rows)
  return context.getImageData(0, 0, columns, rows).data
}
