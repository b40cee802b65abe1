import { isSuspicion } from '../health/soundness'

/** A camera as its probe and its residents have it now. */
export interface Condition {
  camera: string
  status: 'online' | 'offline' | 'unknown'
  since: number
  /** what its pictures are believed to be, and since when */
  picture: string | null
  pictureSince: number
  /** open reports that call its picture bad, or it broken */
  reported: number
}

export interface Order {
  id: string
  camera: string
  why: string
  opened_at: number
  deadline: number
  repaired_at: number | null
}

/** A street may stand still all night; over a day and a night something happens in it. */
const suspectedMs = 24 * 3600 * 1000

/** Why a camera must be looked after; null: it need not. What nobody looked at is no fault of the camera. */
export function faultOf(condition: Condition, now: number, patienceMs: number): string | null {
  const { status, since, picture, pictureSince, reported } = condition
  if (reported > 0) return 'reported'
  if (status === 'offline') return now - since >= patienceMs ? 'offline' : null
  return status === 'online' && isSuspicion(picture) && now - pictureSince >= suspectedMs ? 'suspected' : null
}

/** Which cameras get an order now, and which orders are done: online, not suspected, and no resident's report is open. */
export function changes(
  conditions: readonly Condition[],
  open: readonly Order[],
  now: number,
  patienceMs: number,
): { ordered: { camera: string; why: string }[]; repaired: Order[] } {
  const byCamera = new Map(open.map((order) => [order.camera, order]))
  const known = new Map(conditions.map((condition) => [condition.camera, condition]))
  return {
    ordered: conditions.flatMap((condition) => {
      const why = byCamera.has(condition.camera) ? null : faultOf(condition, now, patienceMs)
      return why === null ? [] : [{ camera: condition.camera, why }]
    }),
    repaired: open.filter(({ camera }) => {
      const condition = known.get(camera)
      // A camera that is no longer published is nobody's to repair.
      if (condition === undefined) return true
      return condition.reported === 0 && condition.status === 'online' && !isSuspicion(condition.picture)
    }),
  }
}
