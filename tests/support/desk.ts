import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Porchlight } from './porchlight'

export interface Desk {
  page: Page
  context: BrowserContext
  /** errors that nobody handled */
  errors: string[]
  /** Waits until the page shows this text. */
  shows(what: RegExp | string): Promise<void>
  /** Presses the one obvious next act, which must be called so. */
  act(name: RegExp): Promise<void>
  close(): Promise<void>
}

interface DeskOptions {
  /** by its user; the demo's first without it */
  user?: string
  language?: 'zh-CN' | 'en'
  size?: { width: number; height: number }
}

/** Signs in at a desk of the demo, in a browser context of its own; the change of password is put off. */
export async function openDesk(browser: Browser, porchlight: Porchlight, options: DeskOptions = {}): Promise<Desk> {
  const officer = porchlight.desks.find(({ user }) => options.user === undefined || user === options.user)
  if (officer === undefined) throw new Error(`the demo has no desk ${options.user}`)
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1440, height: 900 },
    locale: options.language ?? 'en',
  })
  // As long as a TV's (tv.ts).
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${porchlight.api}/desk/`)
  await page.fill('[name=user]', officer.user)
  await page.fill('[name=password]', officer.password)
  await page.click('button[type=submit]')
  // It was handed out with the files, so the page asks for another one; a call must not wait for that.
  await page.waitForSelector('[name=next]')
  await page.click('form button.plain')
  await page.waitForSelector('.work')
  return {
    page,
    context,
    errors,
    shows: (what) => page.getByText(what).first().waitFor(),
    act: (name) => page.getByRole('button', { name }).click(),
    close: () => context.close(),
  }
}

/** Closes what is open at the demo's first desk: what a journey left behind is no other journey's business. */
export async function closeCalls({ api, desks: [officer] }: Porchlight): Promise<void> {
  let cookie = ''
  const call = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await fetch(`${api}/v1/desk/${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const signedIn = await call('POST', 'session', { user: officer?.user, password: officer?.password })
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { alarms } = (await (await call('GET', 'alarms?state=open')).json()) as { alarms: { id: string }[] }
  for (const { id } of alarms) {
    await call('POST', `alarms/${id}/acknowledgement`)
    await call('POST', `alarms/${id}/closure`, { outcome: 'false_alarm', note: 'left by a journey' })
  }
}
