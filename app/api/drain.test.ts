import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { openDrain } from './drain'

it('a process that is let go answers what is under way, and takes nobody new', async () => {
  const app = Fastify()
  let left = false
  const drain = openDrain(app, () => {
    left = true
  })
  let answer: () => void = () => undefined
  const asked = new Promise<void>((underway) => {
    app.get('/', async () => {
      underway()
      await new Promise<void>((done) => {
        answer = done
      })
      return 'answered'
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`
  const first = fetch(url)
  await asked
  const gone = drain()
  expect(left).toBe(true)
  await expect(fetch(url, { headers: { connection: 'close' } })).rejects.toThrow()
  answer()
  expect(await (await first).text()).toBe('answered')
  await gone
  await app.close()
})
