import { request } from 'undici'
import { openRounds, type Rounds } from '../rounds'
import type { Service } from '../service'
import { nextAttempt, secretKey, signedHeaders } from './rules'
import { claimMessages, type Message, markDelivered, markFailed, removeDelivered } from './store'

const tickMs = 1000
const leaseMs = 60_000
const atOnce = 16

/**
 * Sends the outbox to the operator's system; null when there is none. At least once, in no promised order. A round is
 * over when every receiver has answered or was given up for this time.
 */
export function openSender(
  service: Pick<Service, 'config' | 'db' | 'clock' | 'log'>,
  timeoutMs = 10_000,
): Rounds | null {
  const { config, db, clock, log } = service
  const { WEBHOOK_URL: address } = config
  if (address === null) return null
  const url = address
  const keys = config.WEBHOOK_SECRETS.map((secret) => secretKey(secret)!)
  let closed = false
  let forgotAt = 0

  async function tick(): Promise<void> {
    for (let more = true; more && !closed; ) {
      const messages = await claimMessages(db, clock.now(), leaseMs, atOnce)
      await Promise.all(messages.map(deliver))
      more = messages.length === atOnce
    }
    if (clock.now() - forgotAt > 3600 * 1000) {
      forgotAt = clock.now()
      await removeDelivered(db, forgotAt - config.WEBHOOKS_DAYS * 24 * 3600 * 1000)
    }
  }

  async function deliver(message: Message): Promise<void> {
    const fault = await send(message)
    if (fault === null) return markDelivered(db, message, clock.now())
    const next = nextAttempt(message.attempts + 1, clock.now())
    log.warn({ id: message.id, attempts: message.attempts + 1, fault, final: next === null }, 'a webhook was not taken')
    await markFailed(db, message, fault, next)
  }

  /** Why the receiver did not take it; null when it did. Redirects are not followed: the address is a setting. */
  async function send({ id, body }: Message): Promise<string | null> {
    try {
      const headers = signedHeaders(id, clock.now(), body, keys)
      const signal = AbortSignal.timeout(timeoutMs)
      const answer = await request(url, { method: 'POST', headers, body, signal })
      await answer.body.dump()
      return answer.statusCode >= 200 && answer.statusCode < 300 ? null : `status ${answer.statusCode}`
    } catch (error) {
      // A time-out has a number for a code, which tells nobody anything.
      const { code, name } = error as { code?: unknown; name: string }
      return typeof code === 'string' ? code : name
    }
  }

  const rounds = openRounds(tickMs, tick, (error) =>
    log.error({ error: error.message }, 'the webhook outbox cannot be read'),
  )
  return {
    look: rounds.look,
    close() {
      closed = true
      return rounds.close()
    },
  }
}
