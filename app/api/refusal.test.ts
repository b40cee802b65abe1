import { describe, expect, it } from 'vitest'
import { readConfig } from './config'
import { StoreError } from './database/connect'
import { sentenceOf, statusOf } from './refusal'

const thrown = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}
const listening = (code: string, port: number) =>
  Object.assign(new Error(code), { code, syscall: 'listen', port, address: '127.0.0.1' })

describe('a process that cannot start', () => {
  it.each<[string, unknown, number, RegExp]>([
    ['a setting is missing', thrown(() => readConfig({})), 78, /^OPERATOR_KEY is missing/],
    ['a setting is malformed', thrown(() => readConfig({ PORT: 'x' })), 78, /^PORT /],
    ['the port is not for this user', listening('EACCES', 80), 78, /^Port 80 may not be used .* Set PORT/],
    ['the port of metrics is not', listening('EACCES', 81), 78, /Set METRICS_PORT/],
    // What passes by itself is tried again.
    ['the store is late', new StoreError('The PostgreSQL at DATABASE_URL does not answer.'), 1, /does not answer\.$/],
    ['the one before still has the port', listening('EADDRINUSE', 8080), 1, /^Port 8080 on 127\.0\.0\.1 is in use/],
    ['the network is late', listening('EADDRNOTAVAIL', 8080), 1, /^HOST=127\.0\.0\.1 is not an address/],
    ['a file may not be read', Object.assign(new Error('no'), { code: 'EACCES', syscall: 'open' }), 1, /^Error: no/],
    ['nobody foresaw it', 'odd', 1, /^odd$/],
  ])('%s', (_name, error, status, sentence) => {
    expect([statusOf(error), sentenceOf(error, '81')]).toEqual([status, expect.stringMatching(sentence)])
  })
})
