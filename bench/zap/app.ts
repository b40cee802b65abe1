import type { Browser, Page } from 'playwright-core'

const viewport = { width: 1280, height: 720 }

/** The app on a box of the demo, past what a household agrees to at its first start: that was agreed to long ago. */
export async function openApp(browser: Browser, api: string, box: string, script: string): Promise<Page> {
  const page = await browser.newPage({ viewport })
  await page.addInitScript(script)
  const agreed = { version: '1', text_zh: '', text_en: '', accepted: true }
  const asked = page.waitForResponse('**/v1/undertaking')
  await page.route('**/v1/undertaking', (route) => route.fulfill({ json: agreed }))
  await page.goto(`${api}/?box=${box}`)
  await asked
  await page.unroute('**/v1/undertaking')
  return page
}
