/** What a generated request is made of; every one is wrong somewhere. */
export interface Generated {
  id: string
  query: string
  headers: Record<string, string>
  body: unknown
  /** whether the right credential comes with it */
  credential: 'right' | 'none' | 'nonsense'
}

// biome-ignore lint/suspicious/noExplicitAny: a JSON schema is whatever it is
type Schema = any

/** Numbers from a seed (mulberry32), so that a failure can be had again. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const texts = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', '\uffff', '‮', '😀'.repeat(40), 'x'.repeat(129), 'x'.repeat(5000)],
  ...["'", "' or 1=1 --", '"; drop table cameras; --', '$1', '%', '\\', '%00', '../..', '..%2f', '<script>', '{{7*7}}'],
  ...['null', 'true', 'NaN', '-1', '0', '1e999', '9007199254740993', '99999999999999999999', '0x10', '१२३'],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '{jndi:ldap://x}',
    '=1+1',
    '\r\nx: y',
    'a|b',
    'a\u001fb',
  ],
  ...['2026-02-30T00:00:00Z', '2026-12-31T23:59:60Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'],
  ...['2026-01-01', '9999-12-31T23:59:59.999999999Z', '2026-01-01T00:00:00+99:99', 'yesterday'],
  ...['east-gate', 'h-040', 'DEMO-040', 'v-xitang'],
]
const values: unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, [], {}, [[]], [null], { a: 1 }, ''],
  ...[Array(200).fill('x'), { length: 1e9 }, { toString: 1 }, { toJSON: null }],
]
const types = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'multipart/form-data',
  '',
  'json',
  '*/*',
]
const raws = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '1',
  '{"a":',
  '{"a":1}x',
  '{"__proto__":1}',
  '\ufeff{}',
  '\u0000',
  'undefined',
]
const headerNames = [
  ...['if-none-match', 'range', 'last-event-id', 'idempotency-key', 'x-original-uri', 'x-forwarded-for', 'origin'],
  ...[
    'x-cable-node',
    'cookie',
    'accept',
    'content-encoding',
    'expect',
    'host',
    'sec-fetch-site',
    'x-http-method-override',
  ],
]

/** Makes requests for an operation of the OpenAPI document; `ids` are real ones, to get past the first door. */
export function makeGenerator(random: () => number, ids: readonly string[]) {
  const below = (count: number) => Math.floor(random() * count)
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)]!
  const chance = (share: number) => random() < share
  const text = () => (chance(0.2) ? texts[below(texts.length)]! + texts[below(texts.length)]! : oneOf(texts))

  /** A value as the schema has it, as far as it is told. */
  function fitting(schema: Schema, depth = 0): unknown {
    if (schema === undefined || depth > 4) return text()
    const choices = schema.anyOf ?? schema.oneOf
    if (choices !== undefined) return fitting(oneOf(choices), depth + 1)
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return oneOf(schema.enum)
    switch (schema.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries<Schema>(schema.properties ?? {}).map(([name, one]) => [name, fitting(one, depth + 1)]),
        )
      case 'array':
        return [fitting(schema.items, depth + 1)]
      case 'boolean':
        return chance(0.5)
      case 'integer':
      case 'number':
        return below(1000)
      case 'null':
        return null
      default:
        return schema.format === 'date-time' ? '2026-11-23T08:00:00.000Z' : chance(0.5) ? oneOf(ids) : text()
    }
  }

  /** The same with something wrong in it: a value, a field too many, a field too few, or all of it. */
  function wrong(schema: Schema): unknown {
    if (chance(0.1)) return oneOf(values)
    const value = fitting(schema)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return oneOf(values)
    const names = Object.keys(value)
    const record = value as Record<string, unknown>
    for (let times = 1 + below(2); times > 0; times--) {
      const name = names.length === 0 || chance(0.1) ? text() : oneOf(names)
      if (chance(0.2)) delete record[name]
      else Object.defineProperty(record, name, { value: chance(0.5) ? text() : oneOf(values), enumerable: true })
    }
    return record
  }

  /** CSV and its form, both more or less broken. */
  function form(): { type: string; body: string } {
    const names = [
      'areas.csv',
      'cameras.csv',
      'households.csv',
      'boxes.csv',
      'grants.csv',
      'duty.csv',
      '../x.csv',
      text(),
    ]
    const columns = 'id,parent,level,name,number,area,kind,household,serial,model,subject,object,from,until,user'.split(
      ',',
    )
    const cell = () => (chance(0.5) ? `"${text().replaceAll('"', chance(0.9) ? '""' : '"')}"` : oneOf(ids))
    const row = (size: number) => Array.from({ length: size }, cell).join(',')
    const size = 1 + below(6)
    const head = chance(0.7) ? columns.slice(0, size).join(',') : row(size)
    const csv = [head, ...Array.from({ length: below(5) }, () => row(size + (chance(0.2) ? 1 : 0)))].join('\r\n')
    const part = `--b\r\ncontent-disposition: form-data; name="f"; filename="${oneOf(names).replace(/[\r\n"]/g, '')}"\r\n\r\n${csv}\r\n`
    const whole = `${part}${chance(0.8) ? '--b--\r\n' : ''}`
    return {
      type: chance(0.9) ? 'multipart/form-data; boundary=b' : 'multipart/form-data',
      body: chance(0.1) ? whole.slice(0, below(whole.length)) : whole,
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI operation is whatever it is
  return (spec: any): Generated => {
    const made: Generated = {
      id: chance(0.3) ? oneOf(ids) : text(),
      query: '',
      headers: {},
      body: undefined,
      credential: 'right',
    }
    const content = spec.requestBody?.content
    const isForm =
      spec.requestBody === undefined && /import/i.test(spec.summary ?? '') === false ? false : content === undefined
    if (spec.tags?.[0] === 'operator' && isForm && /CSV/.test(spec.summary ?? '')) {
      const { type, body } = form()
      made.headers['content-type'] = type
      made.body = body
    } else if (content !== undefined) {
      const schema = content['application/json']?.schema
      made.headers['content-type'] = 'application/json'
      const isRaw = chance(0.2)
      if (isRaw && chance(0.5)) made.headers['content-type'] = oneOf(types)
      made.body = isRaw ? oneOf(raws) : (JSON.stringify(wrong(schema)) ?? '')
      if (chance(0.05)) {
        made.headers['content-type'] = 'application/x-www-form-urlencoded'
        made.body = `${encodeURIComponent(text().replace(/[\ud800-\udfff]/g, ''))}=${oneOf(ids)}&a=1&a=2&%`
      }
    }
    const parameters = (spec.parameters ?? []) as { name: string; in: string; schema: Schema }[]
    const query = parameters
      .filter(({ in: where }) => where === 'query')
      .filter(() => chance(0.6))
      .map(({ name, schema }) => [name, chance(0.4) ? String(fitting(schema)) : text()])
    if (chance(0.15)) query.push([text(), text()])
    const clean = (part: string) => encodeURIComponent(part.replace(/[\ud800-\udfff]/g, '?'))
    made.query = query.map(([name, value]) => `${clean(name!)}=${clean(value!)}`).join('&')
    if (chance(0.03)) made.query += '&%zz=%'
    for (let times = below(3); times > 0; times--) {
      const value = text()
        .replace(/[^\x20-\x7e]/g, '')
        .slice(0, 1000)
      const name = oneOf(headerNames)
      if (name !== 'expect' && name !== 'host') made.headers[name] = value
    }
    if (chance(0.1)) made.credential = chance(0.5) ? 'none' : 'nonsense'
    made.id = clean(made.id).slice(0, 2000)
    return made
  }
}
