import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { demoFiles } from '../../app/demo/neighbourhood'
import { type Caller, endpoints, operationsOf } from './endpoints'
import { makeGenerator, seeded } from './generator'
import { furnish, type Street } from './street'
import { type Answer, bearer, openWorld, rootKey, type World } from './world'

/** `npm run test:security` sends ten times as many. */
const times = Number(process.env.SECURITY_TIMES ?? 1)
const seed = Number(process.env.SECURITY_SEED ?? 20_261_123)

/** Things that a request may find, remove or change without taking the ground from under the others. */
const ids = [
  'x-harvest-watch',
  'h-040',
  'DEMO-040',
  'p-xitang',
  'v-xitang',
  'bus-stop',
  'denghe',
  'east-gate',
  'tea-terraces',
]
/** What ends the caller's own standing is tried last. */
const late = ['POST /v1/pairing/end', 'PUT /v1/pin', 'POST /v1/desk/password', 'DELETE /v1/desk/session']
/** What costs a slow hash each time is tried less often. */
const slow: Record<string, number> = { 'POST /v1/desk/session': 40, 'PUT /v1/operator/duty/{id}': 60 }

const leaks =
  /node_modules|\.ts:\d|\.mjs:\d|at async |SQLITE|Libsql|syntax error|select .* from |insert into |\bpg_|ECONN/i

function faultOf({ status, headers, text, body }: Answer): string | null {
  if (status < 400) return null
  if (
    status >= 500 &&
    body?.type !== '/problems/camera-unreachable' &&
    body?.type !== '/problems/middleware-unreachable'
  )
    return 'a failure of the service'
  if (!String(headers['content-type']).startsWith('application/problem+json')) return 'no problem document'
  if (!String(body?.type).startsWith('/problems/') || body.status !== status || typeof body.title !== 'string')
    return 'a problem document without type, status or title'
  if (leaks.test(text)) return 'something of the inside'
  return text.includes(rootKey) ? 'a secret' : null
}

const gc = (() => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

const heap = () => {
  for (let turn = 0; turn < 3; turn++) gc()
  return process.memoryUsage().heapUsed
}

/** Sends so many generated requests to each operation; gives how many, and what was wrong with the answers. */
async function fuzz(
  world: World,
  { credentials }: Street,
  each: number,
  from: number,
): Promise<{ sent: number; faults: Record<string, object>; statuses: Set<number> }> {
  const generate = makeGenerator(seeded(from), ids)
  /** one example of each kind */
  const faults = new Map<string, object>()
  const statuses = new Set<number>()
  let sent = 0
  const operations = (await operationsOf(world)).sort(
    (a, b) => late.indexOf(`${a.method} ${a.path}`) - late.indexOf(`${b.method} ${b.path}`),
  )
  for (const { method, path, spec } of operations) {
    const name = `${method} ${path}`
    const may = endpoints[name]?.may ?? []
    const caller = may.find((one) => one !== 'operator' && one !== 'import') ?? may[0]
    for (let turn = 0; turn < Math.min(each, slow[name] ?? each); turn++) {
      // Access tokens end, and some of what is sent ends pairings: a fresh one every now and then.
      if (turn % 50 === 0 && (caller === 'box' || caller === 'alarm')) {
        const tokens = await pairAgain(world)
        credentials.box = bearer(tokens.access_token)
        credentials.alarm = bearer(tokens.alarm_token)
      }
      const made = generate(spec)
      // A stream that opens well does not end: here it gets a place that is none.
      if (path.endsWith('/events')) made.headers['last-event-id'] = 'x'
      const right = caller === undefined ? {} : credentials[(caller === 'root' ? 'root' : caller) as Caller]
      const credential = { right, none: {}, nonsense: bearer('nonsense') }[made.credential]
      const url = path.replace('{id}', made.id) + (made.query === '' ? '' : `?${made.query}`)
      const call = {
        ...{ method, url, headers: { ...made.headers, ...credential }, from: `10.1.${sent % 250}.1` },
        ...(made.body === undefined ? {} : { body: made.body }),
      }
      const answer = await inTime(world.call(call), name)
      sent++
      statuses.add(answer.status)
      const fault = faultOf(answer)
      if (fault !== null)
        faults.set(`${fault}: ${name} ${answer.status}`, {
          call: JSON.stringify(call).slice(0, 1500),
          text: answer.text.slice(0, 300),
        })
    }
  }
  return { sent, faults: Object.fromEntries(faults), statuses }
}

/** A file that was right by chance may have removed the box: then everything is laid anew. */
async function pairAgain(world: World) {
  try {
    return await world.pair('DEMO-008', 'h-008')
  } catch {
    const laid = await world.send(demoFiles(world.origin.url, world.clock.now()))
    if (laid.status !== 200) throw new Error(`the ground cannot be laid anew: ${laid.text}`)
    return world.pair('DEMO-008', 'h-008')
  }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer: ${what}`)), 20_000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

describe('schema fuzzing from the OpenAPI document', () => {
  it(
    '10,000 bad requests on libsql: no failure, no hang, nothing of the inside told, memory flat',
    async () => {
      const world = await openWorld('libsql')
      const street = await furnish(world)
      await fuzz(world, street, 12, seed)
      const before = heap()
      const { sent, faults, statuses } = await fuzz(world, street, 112 * times, seed + 1)
      const grown = heap() - before
      console.log(`${sent} requests on libsql, heap grew by ${(grown / 1e6).toFixed(1)} MB, seed ${seed}`)
      expect(faults).toEqual({})
      expect(sent).toBeGreaterThan(10_000 * times)
      expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 404, 415, 422]))
      // What was logged is kept for the other tests: a line of 250 bytes and more for each request.
      expect(grown).toBeLessThan(25e6 + sent * 1000)
      expect(world.logged()).not.toMatch(/"level":(50|60)/)
      expect((await world.call({ method: 'GET', url: '/readyz' })).status).toBe(200)
      await world.close()
    },
    240_000 * times,
  )

  it(
    '3,000 on PostgreSQL, whose numbers and texts have narrower bounds',
    async () => {
      const world = await openWorld('postgres')
      const { sent, faults } = await fuzz(world, await furnish(world), 34 * times, seed + 2)
      expect(faults).toEqual({})
      expect(sent).toBeGreaterThan(3000 * times)
      expect(world.logged()).not.toMatch(/"level":(50|60)/)
      await world.close()
    },
    240_000 * times,
  )
})
