import axios, { AxiosError, type AxiosResponse } from 'axios'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, httpApi, problemOf } from './api'
import { serverClock } from './clock'
import { defaults } from './settings'

/** What the service, or something in its way, answers next: a status, a type and a text. */
let next: [number, string, string]
let api: Api
const before = axios.defaults.adapter
beforeAll(() => {
  axios.defaults.adapter = async (config) => {
    const [status, type, data] = next
    const answer: AxiosResponse = { status, statusText: '', headers: { 'content-type': type }, data, config }
    if (config.validateStatus?.(status)) return answer
    throw new AxiosError('refused', undefined, config, null, answer)
  }
  const clock = serverClock(
    () => 0,
    () => 0,
  )
  api = httpApi(defaults, clock, 'http://box.example/')
})
afterAll(() => {
  axios.defaults.adapter = before
})

const json = 'application/json'

describe('an answer', () => {
  it('that is JSON is given', async () => {
    next = [200, json, '{"a":1}']
    expect((await api.call({ method: 'GET', path: '/' })).data).toEqual({ a: 1 })
  })

  it('without a body is none', async () => {
    next = [204, json, '']
    expect((await api.call({ method: 'DELETE', path: '/' })).status).toBe(204)
  })

  it.each<[string, [number, string, string], string]>([
    ['that is cut in the middle', [200, json, '{"a":'], 'not-understood'],
    ['of a portal that stands in the way', [200, 'text/html', '<html>Please sign in</html>'], 'not-understood'],
  ])('%s is a failure with a name', async (_, answer, failure) => {
    next = answer
    const error = await api.call({ method: 'GET', path: '/' }).catch(problemOf)
    expect(error).toMatchObject({ failure, status: answer[0] })
  })
})
