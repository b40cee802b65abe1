import { describe, expect, it } from 'vitest'
import { postgresEnvironment } from './rules'

describe('the environment of PostgreSQL’s programs', () => {
  it.each([
    [
      'one machine',
      'postgres://u:p%40ss@db:5433/porchlight?sslmode=verify-full&sslrootcert=/etc/ca.pem',
      {
        PGHOST: 'db',
        PGPORT: '5433',
        PGUSER: 'u',
        PGPASSWORD: 'p@ss',
        PGDATABASE: 'porchlight',
        PGSSLMODE: 'verify-full',
        PGSSLROOTCERT: '/etc/ca.pem',
      },
    ],
    [
      'a socket',
      'postgres:///porchlight?host=/var/run/postgresql',
      { PGHOST: '/var/run/postgresql', PGDATABASE: 'porchlight' },
    ],
    [
      'a machine and its standby',
      'postgres://u:p@first:5433,[::1]/porchlight?target_session_attrs=read-write',
      {
        PGHOST: 'first,::1',
        PGPORT: '5433,5432',
        PGTARGETSESSIONATTRS: 'read-write',
        PGCONNECT_TIMEOUT: '10',
        PGUSER: 'u',
        PGPASSWORD: 'p',
        PGDATABASE: 'porchlight',
      },
    ],
  ])('is that of %s', (_what, address, environment) => {
    expect(postgresEnvironment(address)).toEqual(environment)
  })
  it('is none of what is no address of PostgreSQL', () => {
    expect(() => postgresEnvironment('mysql://a/p')).toThrow('DATABASE_URL must start with postgres://')
  })
})
