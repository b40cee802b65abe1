import type { CameraState } from '../../contract/cameras'

export interface Status {
  status: CameraState
  since: number
  checkedAt: number
}

/** What the probes found, and when it was told here last, so that a listing knows whether it is behind. */
export interface Statuses {
  readonly byCamera: ReadonlyMap<string, Status>
  /** grows with each finding */
  readonly turn: number
  /** the turn at which a camera's finding came; 0: never */
  turnOf(camera: string): number
  set(camera: string, status: Status): void
}

export function makeStatuses(): Statuses {
  const byCamera = new Map<string, Status>()
  const turns = new Map<string, number>()
  let turn = 0
  return {
    byCamera,
    get turn() {
      return turn
    },
    turnOf: (camera) => turns.get(camera) ?? 0,
    set(camera, status) {
      byCamera.set(camera, status)
      turns.set(camera, ++turn)
    },
  }
}
