import { bumpVersion } from '../access/store'
import { channel } from '../events/bus'
import { lockEvents } from '../events/store'
import { inForce } from '../operator/force'
import type { Service } from '../service'
import { insertMessage } from '../webhooks/store'
import { dueAt, openCase, suspensionWords } from './privacy'
import { holdCamera, releaseCamera, type StoredCase, storedCases } from './privacy-store'

const lookEveryMs = 30_000

/** Closes and opens cameras as privacy reports ask for it. */
export interface PrivacyCases {
  /** Does what is due now, for one camera or all. */
  look(camera?: string): Promise<void>
  close(): Promise<void>
}

/**
 * Looks after privacy reports: one that is confirmed and undecided closes its camera until somebody decides. The rows
 * are the timers, so that a restart loses none and several processes do it once.
 */
export function openPrivacyCases(service: Service): PrivacyCases {
  const { clock, config, db, store, bus, neighbourhood, viewings, log } = service
  let running: Promise<void> = Promise.resolve()

  /** A change to who may see a camera, told to them in its own transaction; then in force. */
  async function change(
    camera: string,
    type: string,
    act: (transaction: Service['db'], at: number) => Promise<boolean>,
  ) {
    const at = clock.now()
    const done = await db.transaction().execute(async (transaction) => {
      // First, as an operator who closes a camera does: both write the same rows.
      await lockEvents(transaction, store.kind)
      if (!(await act(transaction, at))) return false
      const channels = [channel.service, ...neighbourhood.audience(camera)]
      await bus.record(transaction, { type: 'access.changed', channels, data: {} })
      await bumpVersion(transaction, 'live')
      if (config.WEBHOOK_URL !== null)
        await insertMessage(transaction, type, { camera, at: new Date(at).toISOString(), why: 'privacy_reports' }, at)
      return true
    })
    if (!done) return
    await inForce(service, 'live')
    const detail =
      type === 'camera.suspended' ? 'suspended: privacy reports undecided' : 'resumed: privacy reports decided'
    await viewings.append({ kind: 'act', actor: 'system', camera, detail })
  }

  async function lookAt({ camera, reports, heldAt, decidedAt }: StoredCase): Promise<void> {
    const found = openCase(reports, decidedAt)
    if (found === null) {
      if (heldAt === null) return
      return change(camera, 'camera.resumed', (transaction, at) => releaseCamera(transaction, camera, heldAt, at))
    }
    const due = dueAt(found, config.PRIVACY_HOURS)
    if (heldAt !== null || due === null || due > clock.now() || neighbourhood.camera(camera) === null) return
    const words = suspensionWords(found.confirmed?.by ?? 'household', config.PRIVACY_HOURS)
    await change(camera, 'camera.suspended', (transaction, at) => holdCamera(transaction, { camera, ...words, at }))
  }

  function look(camera?: string): Promise<void> {
    const next = running.then(async () => {
      for (const one of await storedCases(db, camera)) await lookAt(one)
    })
    running = next.catch(() => undefined)
    return next
  }

  const timer = setInterval(() => {
    look().catch((error: Error) => log.error({ error: error.message }, 'privacy reports cannot be looked after'))
  }, lookEveryMs)
  timer.unref()
  return {
    look,
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
