/** A camera as its probe and its residents have it now. */
export interface Condition {
  camera: string
  status: 'online' | 'offline' | 'unknown'
  since: number
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

/** Why a camera must be looked after; null: it need not. What nobody looked at is no fault of the camera. */
export function faultOf({ status, since, reported }: Condition, now: number, patienceMs: number): string | null {
  if (reported > 0) return 'reported'
  return status === 'offline' && now - since >= patienceMs ? 'offline' : null
}

/** Which cameras get an order now, and which orders are done: the picture moves, and no resident's report is open. */
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
      return condition === undefined || (condition.reported === 0 && condition.status === 'online')
    }),
  }
}
