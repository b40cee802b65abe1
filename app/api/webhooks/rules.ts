import { createHmac } from 'node:crypto'

/** Waits between attempts, seconds: quick at first, for a day in all (Standard Webhooks suggests this shape). */
const waits = [5, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 14_400, 14_400, 14_400, 14_400]

/** When to try again after so many attempts; null: a day is over, an operator replays it when the receiver is back. */
export function nextAttempt(attempts: number, now: number): number | null {
  const wait = waits[attempts - 1]
  return wait === undefined ? null : now + wait * 1000
}

/** The key of a secret in the form of Standard Webhooks, `whsec_<base64>` of 24 to 64 bytes; null when it is not one. */
export function secretKey(secret: string): Buffer | null {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const key = Buffer.from(text ?? '', 'base64')
  return key.length < 24 || key.length > 64 ? null : key
}

/**
 * The headers of a message (https://www.standardwebhooks.com): the id stays through all attempts, the time is the
 * attempt's. With several secrets there is a signature by each, so that a receiver can rotate without a gap.
 */
export function signedHeaders(id: string, at: number, body: string, keys: readonly Buffer[]): Record<string, string> {
  const timestamp = `${Math.floor(at / 1000)}`
  const signature = (key: Buffer) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': keys.map((key) => `v1,${signature(key)}`).join(' '),
  }
}
