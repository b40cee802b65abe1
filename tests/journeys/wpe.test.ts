import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Box, openBox } from '../engines/box'
import { getWpe } from '../engines/engines'
import type { Got } from '../engines/get'
import { ours } from '../engines/journeys'
import { traitsOf } from '../engines/report'
import { openWpe } from '../engines/webkit'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'

let got: Got
let porchlight: Porchlight | undefined
let box: Box | undefined
beforeAll(async () => {
  got = getWpe()
  if ('reason' in got) return
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
}, 400_000)
afterAll(async () => {
  await box?.driver.close()
  await porchlight?.stop()
})

it('the engine of RDK boxes, where Debian has it: list, keys, a painted picture, a zap', async () => {
  if ('reason' in got || porchlight === undefined)
    return console.log(`WPE WebKit is not tried: ${'reason' in got ? got.reason : 'no service'}`)
  box = await openBox(await openWpe(got.path), porchlight.api, ours)
  await box.shows(/East Gate$/)
  await box.press('Enter')
  await box.plays(1)
  await box.press('PageUp')
  await box.shows(/Playground/)
  await box.plays(2)
  expect(await traitsOf(box.driver)).toMatchObject({ build: 'modern', drawing: 'WebGL', player: 'hls.js' })
})
