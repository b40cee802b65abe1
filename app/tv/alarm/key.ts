type RandomSource = Pick<Crypto, 'getRandomValues'> | undefined

let count = 0

/**
 * A fresh Idempotency-Key, 32 characters. Old boxes without `crypto` mix time, a counter and `Math.random`: the key
 * must not repeat on this box, it need not be secret.
 */
export function makeKey(source: RandomSource, now: number): string {
  if (source) return Array.from(source.getRandomValues(new Uint8Array(16)), hexByte).join('')
  count += 1
  const mixed =
    now.toString(16) + count.toString(16) + Math.random().toString(16).slice(2) + Math.random().toString(16).slice(2)
  return `${mixed}00000000000000000000000000000000`.slice(0, 32)
}

const hexByte = (value: number): string => (value < 16 ? '0' : '') + value.toString(16)
