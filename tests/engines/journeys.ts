import type { Porchlight } from '../support/porchlight'
import { type Box, until } from './box'
import type { Engine } from './engines'

/** Two households of one group: this box's, and who calls for help. */
export const ours = 'DEMO-008'
const theirs = 'DEMO-001'

export interface Journey {
  name: string
  /** What came of it, where it is not simply done: words for the table. */
  go(box: Box, porchlight: Porchlight, engine: Engine): Promise<string | undefined>
}

const wordsForNoVideo = /cannot play video/

/** The same for every engine, one after the other on one box. The app is open already. */
export const journeys: readonly Journey[] = [
  {
    name: 'list',
    async go(box) {
      await box.shows(/East Gate$/)
      await box.shows(/Online/i)
      return undefined
    },
  },
  {
    name: 'keys',
    async go(box) {
      // Whose cameras, which one, how it is: which one is what keys change.
      const chosen = () =>
        box.driver.run<string>(
          'porchlight.focusPath.reduce((said, each) => each.announce ? each.announce() : said, [])[2]',
        )
      const moved = async (name: 'ArrowRight' | 'ArrowLeft') => {
        const before = await chosen()
        await box.press(name)
        await until(
          async () => (await chosen()) !== before,
          async () => `${name} moves nothing: ${before}`,
        )
      }
      const first = await chosen()
      await moved('ArrowRight')
      await moved('ArrowLeft')
      if ((await chosen()) !== first) throw new Error('left does not undo right')
      return undefined
    },
  },
  {
    name: 'picture',
    async go(box, _porchlight, { player }) {
      await box.press('Enter')
      if (player === null) {
        await box.shows(wordsForNoVideo)
        return 'says that it cannot'
      }
      await box.plays(1)
      return undefined
    },
  },
  {
    name: 'zap',
    async go(box, _porchlight, { player }) {
      await box.press('PageUp')
      await box.shows(/Playground/)
      if (player !== null) await box.plays(2)
      return player === null ? 'names the next' : undefined
    },
  },
  {
    name: 'background',
    async go(box, _porchlight, { player }) {
      if (player === null) return '–'
      const setHidden = (hidden: boolean) =>
        box.driver.run(`(() => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' })
          document.dispatchEvent(new Event('visibilitychange'))
        })()`)
      const decodes = () => box.driver.run<boolean>('document.getElementById("live").readyState > 0')
      await setHidden(true)
      await until(
        async () => !(await decodes()),
        async () => 'the decoder is kept in the background',
      )
      await setHidden(false)
      await box.plays(2)
      return undefined
    },
  },
  {
    name: 'token renewed',
    async go(box, _porchlight, { player }) {
      if (player === null) return '–'
      const tokens = () =>
        box.driver.run<number>(`(() => {
          const names = performance.getEntriesByType('resource').map((each) => /\\/live\\/([^/]+)\\//.exec(each.name))
          return Object.keys(names.reduce((all, found) => found ? (all[found[1]] = 1, all) : all, {})).length
        })()`)
      // Where the token cannot be swapped it lives as long as one may watch.
      if (player === 'native') {
        await box.plays(2)
        return 'one for all'
      }
      const before = await tokens()
      await until(
        async () => (await tokens()) > before,
        async () => `no second token after ${before}`,
      )
      await box.plays(2)
      return undefined
    },
  },
  {
    name: 'alarm',
    async go(box) {
      await box.press('Backspace')
      await box.shows(/Our grid/)
      await box.press('F1')
      await box.shows(/Do you need help/)
      await box.hold('Enter', /About to call: Help/)
      await box.shows(/The server has it/)
      return undefined
    },
  },
  {
    name: 'neighbour’s alert',
    async go(box, porchlight) {
      await callForHelp(porchlight)
      await hideOwnCall(box)
      await box.shows(/3-1-101 calls for help/)
      return undefined
    },
  },
]

/** What is told of one's own call stands before a neighbour's, and does not go in its first moment. */
export const hideOwnCall = (box: Box): Promise<void> => hide(box, /^You called$/)

/** Back until the screen that says this is gone, and not once more. */
export async function hide(box: Box, what: RegExp): Promise<void> {
  const there = async () => (await box.texts()).some((text) => what.test(text))
  await until(
    async () => {
      if (await there()) await box.press('Backspace')
      return !(await there())
    },
    async () => `what says ${what} does not go`,
  )
}

/** Another household of the group calls, as its box would. */
async function callForHelp({ api, demo }: Porchlight): Promise<void> {
  const json = async (response: Response) => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, string>
  }
  const { assertion = '' } = await json(await fetch(`${demo}/assertion?box=${theirs}`))
  const { access_token } = await json(
    await fetch(`${api}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    }),
  )
  await json(
    await fetch(`${api}/v1/alarms`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access_token}`,
        'idempotency-key': crypto.randomUUID(),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ kind: 'help', quiet: false, pressed_at: new Date().toISOString() }),
    }),
  )
}
