import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser

beforeAll(async () => {
  porchlight = await startPorchlight()
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser?.close()
  await porchlight?.stop()
})

it('plays a camera with parts as they are taken: the playlist is waited for, and no part is asked for that is not there', async () => {
  const asked: { path: string; status: number }[] = []
  const tv = await openTv(browser, porchlight.api, {
    language: 'en',
    hash: '#/camera/6',
    prepare: async (page) => {
      page.on('response', (answer) =>
        asked.push({ path: answer.url().replace(/.*\/live\/[^/]+\//, ''), status: answer.status() }),
      )
    },
  })
  await tv.plays(6)
  const parts = () => asked.filter(({ path }) => /\d\.\d\.m4s$/.test(path))
  const waits = () => asked.filter(({ path }) => path.indexOf('_HLS_') >= 0)
  while (parts().length < 8 || waits().length < 8) await tv.plays(6)
  expect(parts().filter(({ status }) => status !== 200)).toEqual([])
  expect(waits().filter(({ status }) => status !== 200)).toEqual([])
  expect(tv.errors).toEqual([])
  await tv.close()
})
