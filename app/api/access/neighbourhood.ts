import type { AreaRef } from '../../contract/basics'
import type { Camera, CameraState, ClosedCamera } from '../../contract/cameras'
import type { CameraFacts, Decision, HouseholdFacts } from './facts'
import type { Snapshot } from './snapshot'

/** `GET /v1/cameras` as it goes over the wire. */
export interface Listing {
  body: Buffer
  /** strong entity tag of the body, with its quotes */
  tag: string
}

/** Who may see which camera, in memory: built from the store, kept current by change events, never older than 5 s. */
export interface Neighbourhood {
  decide(household: string, camera: string, now: number): Decision
  /** What a desk of this area may see of a camera near an open, real alarm: rules 1 and 3 hold, quiet hours do not. */
  decideForDesk(area: string, camera: string, now: number): Decision
  /** `GET /v1/cameras`, in watching order. */
  list(household: string, now: number): { cameras: Camera[]; closed: ClosedCamera[] }
  /** The same as it goes over the wire, kept until anything in it may have changed. */
  listing(household: string, now: number): Listing
  household(id: string): HouseholdFacts | null
  camera(id: string): CameraFacts | null
  box(serial: string): { serial: string; household: string; model: string } | null
  group(id: string): { id: string; name: string; members: readonly string[] } | null
  /** The area and those above it, nearest first. */
  areaPath(area: string): AreaRef[]
  /** The cameras nearest by area to an area that are published, approved and not suspended; for desks and emergency grants. */
  nearest(area: string, count: number, now: number): CameraFacts[]
  /** The event channels of those who may see a camera, now or with a grant to come: told when something about it changes. */
  audience(camera: string): string[]
  /** What is known now, for questions that look at all of it: whole in this turn of the loop, changed in place later. */
  current(): Snapshot
  /**
   * Reads again what changed in the store; resolves when the new rules are in force. `live`: suspensions and emergency
   * grants alone, which wait for nothing else.
   */
  refresh(part?: 'live'): Promise<void>
  /** Called after each refresh that changed something; `cameras`: a camera, or what closes one, may be among it. */
  onChange(listener: (cameras: boolean) => void): () => void
  /** What the probe found; kept in memory here, written to the store by the probe. */
  setStatus(camera: string, status: CameraState, since: number, checkedAt: number): void
  /** Stops following the store. */
  close(): void
}
