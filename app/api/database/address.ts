/** How PostgreSQL is reached: one address for each machine that may be the primary. */
export interface DatabaseAddress {
  /** Addresses with one host each, in the order given. */
  hosts: readonly string[]
}

const shape = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)([^#]*)$/

/**
 * A `DATABASE_URL`, in which several machines may be named as libpq takes them
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS):
 * `postgres://user:password@first:5432,second:5432/porchlight?target_session_attrs=read-write`. The driver itself knows
 * one host only. The service always writes, so that it always looks for the one that takes writes.
 * @throws Error with a sentence that says what is wrong
 */
export function readDatabaseAddress(text: string): DatabaseAddress {
  if (!/^postgres(ql)?:/.test(text)) throw new Error('must start with postgres:// or postgresql://')
  const [, start = '', named, rest = ''] = shape.exec(text) ?? []
  if (named === undefined) throw new Error('must be a full address such as postgres://user@host/porchlight')
  const asked = /[?&]target_session_attrs=([^&]*)/.exec(rest)?.[1]
  if (asked !== undefined && !['read-write', 'primary', 'any'].includes(asked))
    throw new Error(`has target_session_attrs=${asked}, but the service writes: it must be read-write`)
  if (/[?&](?:host|port)=[^&]*(?:,|%2c)/i.test(rest))
    throw new Error('must name several machines before the database: postgres://user@first:5432,second:5432/porchlight')
  const alone = rest.replace(/([?&])target_session_attrs=[^&]*&?/, '$1').replace(/[?&]$/, '')
  const hosts = named.split(',').map((host) => `${start}${host}${alone}`)
  if (hosts.length > 1 && named.split(',').includes('')) throw new Error('has an empty host between two commas')
  if (!hosts.every((host) => URL.canParse(host)))
    throw new Error('must be a full address such as postgres://user@host/porchlight')
  return { hosts }
}
