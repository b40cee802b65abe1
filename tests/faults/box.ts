import type { OwnCall } from '../../app/tv/alarm/call'
import { Outbox } from '../../app/tv/alarm/outbox'
import { alarmPost } from '../../app/tv/alarm/transport'

/** What the screen said of the call, from when on; milliseconds since the press. */
interface Said {
  at: number
  sent: OwnCall['sent']
}

/** A box that called for help. */
export interface CallingBox {
  said: Said[]
  /** what the screen said so many milliseconds after the press */
  saidAt(ms: number): OwnCall['sent']
  pressedAt: number
  /** the power goes: nothing more is sent or written */
  stop(): void
}

/**
 * The box's own outbox and transport, pressed now, against real addresses.
 * @param clockOffMs how far its clock is off
 */
export function pressOn(
  addresses: readonly string[],
  { token, key, clockOffMs = 0 }: { token: string; key: string; clockOffMs?: number },
): CallingBox {
  const kept = new Map<string, unknown>()
  const boxTime = () => Date.now() + clockOffMs
  const outbox = new Outbox({
    store: {
      read: <T>(name: string) => (kept.get(name) as T) ?? null,
      write: (name, value) => kept.set(name, value).size > 0,
      remove: (name) => void kept.delete(name),
    },
    post: alarmPost(addresses),
    addresses: addresses.length,
    tokens: () => [token],
    clock: { now: boxTime, steady: () => performance.now() },
    boxTime,
    makeKey: () => key,
    later(act, ms) {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  })
  const said: Said[] = []
  const pressedAt = performance.now()
  const look = () => {
    const sent = outbox.calls()[0]?.sent
    if (sent !== undefined && sent !== said.at(-1)?.sent) said.push({ at: performance.now() - pressedAt, sent })
  }
  outbox.onChange(look)
  outbox.press({ kind: 'help', quiet: false, mode: 'real' })
  look()
  return {
    said,
    pressedAt,
    saidAt: (ms) => said.findLast(({ at }) => at <= ms)?.sent ?? 'unsent',
    stop: () => outbox.stop(),
  }
}
