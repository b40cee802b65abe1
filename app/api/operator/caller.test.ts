import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCaller } from './caller'

const line = (said: object) => `${JSON.stringify(said)}\n`
const progress = line({ progress: { step: 'writing', done: 1, of: null } })
const refusal = line({ problem: { status: 422, title: 'The files are wrong', detail: 'cameras.csv line 2' } })

describe('an answer that tells how far it is, its line cut', () => {
  let stop = () => {}
  afterEach(() => stop())

  it.each([
    ['after the answer', `${progress}${line({ answer: { counts: {} } })}`, { counts: {} }],
    ['after the refusal', `${progress}${refusal}`, 'The files are wrong'],
    ['before the answer', progress, 'went away in the middle'],
    ['in the middle of the answer', `${progress}{"ans`, 'went away in the middle'],
  ])('%s', async (_when, said, expected) => {
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write(said, () => response.destroy())
    })
    stop = () => void server.close()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const call = makeCaller({ OPERATOR_KEY: 'a-key' }, url)
    const answer = call('POST', '/v1/operator/import', undefined, () => undefined)
    if (typeof expected === 'string') await expect(answer).rejects.toThrow(expected)
    else expect(await answer).toEqual(expected)
  })
})
