import { expect, it } from 'vitest'
import { Confirmations, type Hop } from './confirmations'

/** A way to the service that can be cut, and a clock that only the test moves. */
function makeBox() {
  const box = { cut: false, now: 0, told: [] as string[] }
  const confirmations = new Confirmations(
    async (alarm, hop) => {
      box.told.push(`${alarm} ${hop}`)
      if (box.cut) throw new Error('no network')
    },
    () => box.now,
  )
  const say = async (alarm: string, hop: Hop) => {
    confirmations.tell(alarm, hop)
    await Promise.resolve()
    await Promise.resolve()
  }
  return { box, say }
}

it('tells each call once, however often it is true', async () => {
  const { box, say } = makeBox()
  for (const hop of ['box_reached', 'box_reached', 'box_displayed', 'box_displayed', 'box_reached'] as const) {
    box.now += 10_000
    await say('a', hop)
  }
  await say('b', 'box_displayed')
  expect(box.told).toEqual(['a box_reached', 'a box_displayed', 'b box_displayed'])
})

it('tells it again, in no hurry, as long as it does not arrive', async () => {
  const { box, say } = makeBox()
  box.cut = true
  for (const at of [0, 1000, 3900, 4100, 5000]) {
    box.now = at
    await say('a', 'box_displayed')
  }
  expect(box.told).toHaveLength(2)
  box.cut = false
  box.now = 9000
  await say('a', 'box_displayed')
  box.now = 20_000
  await say('a', 'box_displayed')
  expect(box.told).toHaveLength(3)
})
