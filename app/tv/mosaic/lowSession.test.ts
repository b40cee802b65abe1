import { expect, it } from 'vitest'
import { ProblemError } from '../service/api'
import type { Session } from '../service/session'
import { lowSession } from './lowSession'

const refusal = (failure: 'no-low-rendition' | 'camera-closed') =>
  new ProblemError(failure, 409, { type: `/problems/${failure}`, title: '', status: 409 }, null)

function stand(refuse: 'no-low-rendition' | 'camera-closed' | null) {
  const asked: unknown[] = []
  const session = {
    state: 'paired',
    call: async ({ method, path, body }: { method: string; path: string; body?: { clarity?: string } }) => {
      asked.push([method, path, body?.clarity])
      if (refuse !== null && body?.clarity === 'low') throw refusal(refuse)
      return { status: 201, data: null, headers: {} }
    },
  } as unknown as Session
  return { asked, low: lowSession(session) }
}
const watch = { method: 'POST', path: '/v1/playbacks', body: { camera_id: 'c' } } as const

it('asks for the low rendition of a picture, and for nothing else otherwise', async () => {
  const { asked, low } = stand(null)
  await low.call(watch)
  await low.call({ method: 'POST', path: '/v1/playbacks/p/renewal', body: {} })
  expect(asked).toEqual([
    ['POST', '/v1/playbacks', 'low'],
    ['POST', '/v1/playbacks/p/renewal', undefined],
  ])
  expect(low.state).toBe('paired')
})

it('takes what there is where a camera has no low rendition', async () => {
  const { asked, low } = stand('no-low-rendition')
  expect((await low.call(watch)).status).toBe(201)
  expect(asked.length).toBe(2)
})

it('passes every other refusal on', async () => {
  const { asked, low } = stand('camera-closed')
  await expect(low.call(watch)).rejects.toMatchObject({ failure: 'camera-closed' })
  expect(asked.length).toBe(1)
})
