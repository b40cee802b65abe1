import { describe, expect, it } from 'vitest'
import { readDatabaseAddress } from './address'

describe('the address of the database', () => {
  it.each([
    [
      'one machine',
      'postgres://u:p@db:5433/porchlight?sslmode=require',
      ['postgres://u:p@db:5433/porchlight?sslmode=require'],
    ],
    [
      'a socket',
      'postgres:///porchlight?host=/var/run/postgresql',
      ['postgres:///porchlight?host=/var/run/postgresql'],
    ],
    ['two machines', 'postgres://u:p@a,b:5433/p', ['postgres://u:p@a/p', 'postgres://u:p@b:5433/p']],
    [
      'two machines and which of them',
      'postgresql://u@a:1,[::1]:2/p?target_session_attrs=read-write&sslmode=verify-full',
      ['postgresql://u@a:1/p?sslmode=verify-full', 'postgresql://u@[::1]:2/p?sslmode=verify-full'],
    ],
    [
      'which of them, at the end',
      'postgres://a,b/p?sslmode=require&target_session_attrs=primary',
      ['postgres://a/p?sslmode=require', 'postgres://b/p?sslmode=require'],
    ],
    ['which of them alone', 'postgres://a/p?target_session_attrs=any', ['postgres://a/p']],
  ])('of %s', (_what, text, hosts) => {
    expect(readDatabaseAddress(text)).toEqual({ hosts })
  })

  it.each([
    ['another database', 'mysql://a/p', 'must start with postgres://'],
    ['no address', 'postgres:porchlight', 'must be a full address'],
    ['a port that is none', 'postgres://a,b:port/p', 'must be a full address'],
    ['a host too few', 'postgres://u@a,,b/p', 'an empty host between two commas'],
    ['a standby', 'postgres://a,b/p?target_session_attrs=standby', 'it must be read-write'],
    ['machines in the query', 'postgres:///p?host=a,b', 'must name several machines before the database'],
  ])('is refused: %s', (_what, text, sentence) => {
    expect(() => readDatabaseAddress(text)).toThrow(sentence)
  })
})
