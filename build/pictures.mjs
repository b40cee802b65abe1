// node build/pictures.mjs: takes the pictures of README.md and docs/ from the running demo. CHROMIUM names the browser.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { root } from './parts.mjs'

const folder = mkdtempSync(join(tmpdir(), 'porchlight-pictures-'))
const env = {
  ...process.env,
  PORT: '18380',
  DEMO_PORT: '18381',
  METRICS_PORT: '18382',
  DATA_DIR: folder,
  TIME_ZONE: 'Etc/GMT-3',
}
const service = fork(join(root, 'build/start.mjs'), { env, silent: true })
/** @type {any} */
const told = await new Promise((done, fail) => {
  service.once('message', done)
  service.once('exit', () => fail(new Error('npm start ended')))
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--autoplay-policy=no-user-gesture-required',
  ],
})

const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage()
await desk.goto(`${told.api}/desk/`)
await desk.fill('input[autocomplete=username]', told.desks[0].user)
await desk.fill('input[type=password]', told.desks[0].password)
await desk.keyboard.press('Enter')
await desk.getByRole('button', { name: 'Later' }).click()

const neighbours = await Promise.all(told.boxes.slice(2, 5).map((/** @type {any} */ box) => tv(box.serial, 'zh-CN')))
const list = await tv('DEMO-008', 'zh-CN')
await wait(list, 4000)
for (const key of ['Enter', 'PageUp', 'PageUp', 'PageUp']) {
  await list.keyboard.press(key)
  await wait(list, 4500)
}
await list.keyboard.press('Backspace')
await wait(list, 2500)
await list.screenshot({ path: picture('cameras') })
await list.keyboard.press('ArrowRight')
await list.keyboard.press('Enter')
await wait(list, 2500)
await list.screenshot({ path: picture('watch') })
// Once for the banner, whose legend names the key, and once for the pictures.
await list.keyboard.press('ArrowRight')
await wait(list, 500)
await list.keyboard.press('ArrowRight')
await wait(list, 6000)
await list.screenshot({ path: picture('mosaic') })
await list.keyboard.press('Backspace')
await wait(list, 2500)
await list.keyboard.press('F1')
await wait(list, 1500)
await list.screenshot({ path: picture('help') })
await list.keyboard.down('Enter')
await wait(list, 3000)
await list.keyboard.up('Enter')
await wait(list, 9000)
await list.screenshot({ path: picture('ladder') })
await neighbours[0]?.screenshot({ path: picture('neighbour') })
await desk.screenshot({ path: picture('desk') })

await browser.close()
service.kill('SIGINT')
await new Promise((done) => service.once('exit', done))
rmSync(folder, { recursive: true, force: true })

/** @param {string} serial @param {string} language */
async function tv(serial, language) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  await page.addInitScript(`localStorage.setItem('porchlight.1.${serial}.language', '${JSON.stringify(language)}')`)
  await page.goto(`${told.api}/?box=${serial}`)
  return page
}

/** @param {import('playwright-core').Page} page @param {number} ms */
async function wait(page, ms) {
  await page.waitForTimeout(ms)
}

/** @param {string} name */
function picture(name) {
  return join(root, 'docs/pictures', `${name}.png`)
}
