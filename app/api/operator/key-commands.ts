import { type Call, CallError } from './caller'
import { needed, type Options } from './options'

/** `key create|list|revoke`: the keys with which operators call. */
export async function key(
  call: Call,
  [verb, id]: readonly string[],
  options: Options,
  print: (line: string) => void,
): Promise<number> {
  if (verb === 'create') {
    const role = needed(options, 'role')
    const asked = {
      name: options.name ?? `${role} of ${options.area ?? 'every area'}`,
      role,
      area: options.area ?? null,
    }
    const made = await call('POST', '/v1/operator/keys', asked)
    print(`${made.key}\nThis is shown once. Key ${made.id}, role ${made.role}, for ${made.area ?? 'every area'}.`)
    return 0
  }
  if (verb === 'list') {
    const { keys } = await call('GET', '/v1/operator/keys')
    for (const one of keys)
      print(`${one.id}  ${one.role}  ${one.area ?? '(every area)'}  ${one.name}${one.revoked_at ? '  revoked' : ''}`)
    return 0
  }
  if (verb === 'revoke' && id !== undefined) {
    await call('DELETE', `/v1/operator/keys/${encodeURIComponent(id)}`)
    print(`Key ${id} is revoked.`)
    return 0
  }
  throw new CallError('Type: key create --role import|auditor|operator [--area <id>], key list, or key revoke <id>', 2)
}

const states = { coming: 'will sign', signs: 'signs', checks: 'checks only' } as const

interface SigningKey {
  id: string
  state: keyof typeof states
  signs_from: string
  free_from: string | null
}

/** `keys list|rotate|retire`: the keys that sign the boxes' tokens. */
export async function signingKeys(
  call: Call,
  [verb, id, ...more]: readonly string[],
  options: Options,
  print: (line: string) => void,
): Promise<number> {
  if (verb === 'list' && id === undefined) {
    const { signing_keys } = (await call('GET', '/v1/operator/signing-keys')) as { signing_keys: SigningKey[] }
    for (const { id, state, signs_from, free_from } of signing_keys)
      print(
        `${id}  ${states[state]}  from ${signs_from}${free_from === null ? '' : `  may be retired from ${free_from}`}`,
      )
    return 0
  }
  if (verb === 'rotate' && id === undefined) {
    const made = await call('POST', '/v1/operator/signing-keys')
    print(`Key ${made.id} is made. It signs from ${made.signs_from}, when every process knows it.`)
    print('The key before goes on checking what it signed: nobody is interrupted.')
    return 0
  }
  if (verb === 'retire' && id !== undefined && more.length === 0) {
    const now = options.now === true ? '?now=true' : ''
    await call('DELETE', `/v1/operator/signing-keys/${encodeURIComponent(id)}${now}`)
    print(`Key ${id} is retired: here at once, in every other process within 20 s.`)
    return 0
  }
  throw new CallError('Type: keys list, keys rotate, or keys retire <id> [--now]', 2)
}
