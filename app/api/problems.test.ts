import { expect, it } from 'vitest'
import { rootKey } from '../../tests/support/operator'
import { readConfig } from './config'
import { makeServer } from './server'

it.each([
  ['the connection is gone', 'ECONNRESET', 503],
  ['the server is shut down', '57P01', 503],
  ['the file is locked', 'SQLITE_BUSY', 503],
  ['two transactions wait for each other', '40P01', 503],
  ['two transactions cannot be put in order', '40001', 503],
  ['a NUL character', '22021', 400],
  ['a fault of ours', '23505', 500],
])('an error of the store answers as a problem: %s', async (_, code, status) => {
  const app = makeServer(readConfig({ OPERATOR_KEY: rootKey, LOG_LEVEL: 'silent' }), false)
  app.get('/', () => {
    throw Object.assign(new Error('in the words of the store'), { code })
  })
  const answer = await app.inject('/')
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([status, status === 503 ? '2' : undefined])
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body).not.toContain('in the words of the store')
  await app.close()
})
