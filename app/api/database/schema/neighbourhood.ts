import type { Generated } from 'kysely'

/** Who and what there is: the operator's seven files, as rows. Times are epoch milliseconds, truth values 0 or 1. */
export interface NeighbourhoodTables {
  areas: { id: string; parent: string | null; level: string; name: string }
  cameras: {
    id: string
    number: number
    name: string
    area: string
    kind: string
    hls_url: string
    hls_url_low: string | null
    published: number
    /** none, low or full */
    resident_clarity: string
    legal_basis: string
    approved_by: string
    approved_until: number | null
    mask_attested_by: string
    owner: string
    contact: string
    /** `22:00-06:00` or null */
    quiet_hours: string | null
    external_id: string | null
  }
  /** What the probe found last; apart from `cameras`, so that an import changes nothing here. */
  camera_status: {
    camera: string
    status: string
    since: number
    checked_at: number
    /** what its segments are believed to be (health/soundness.ts); null: not known */
    picture: string | null
    picture_since: number | null
  }
  /** The processes that look at cameras, and until when each is counted on. */
  probe_processes: { id: string; until: number }
  /** How long a camera was seen online and offline on a day of the deployment's time zone; the rest is not known. */
  camera_days: {
    camera: string
    day: string
    online_ms: number
    offline_ms: number
    /** of the online time: with a picture that was found sound */
    sound_ms: Generated<number>
    /** of the online time: with a picture that was suspected of being none */
    suspected_ms: Generated<number>
    /** of what it was suspected last */
    suspicion: string | null
  }
  suspensions: { camera: string; by_name: string; reason: string; at: number }
  groups: { id: string; area: string; name: string }
  households: {
    id: string
    area: string
    group_id: string | null
    label: string
    contact_name: string
    contact_phone: string
    /** voice, text or tv */
    contact_method: string | null
  }
  boxes: { serial: string; household: string; model: string }
  grants: {
    id: string
    /** household, group or area */
    subject_kind: string
    subject: string
    /** camera or area */
    object_kind: string
    object: string
    /** allow or deny */
    effect: string
    clarity: string
    valid_from: number
    valid_until: number | null
    approved_by: string
    reason: string
  }
  /** Grants that an operator ended: a file that still holds one does not bring it back. */
  revoked_grants: { id: string; at: number; by_key: string; reason: string | null }
  /** A large import on its way into the embedded store, piece by piece. */
  import_pieces: { seq: number; file: string; act: string; rows: string }
  duty_officers: {
    user_name: string
    area: string
    name: string
    password_hash: string
    /** what the import brought last, hashed: an officer's own password is kept when this is unchanged */
    initial_hash: string
    must_change: number
    /** plans the duty roster of the desk */
    is_head: Generated<number>
  }
  /** How areas, groups, households, cameras, grants and suspensions were from a time on; facts null: gone. */
  access_history: { id: Generated<number>; at: number; kind: string; key: string; facts: string | null }
  /** Which rows a version of the neighbourhood changed: `keys` is a JSON list of a table's keys. */
  access_changes: { version: number; piece: number; kind: string; keys: string }
  settings: { key: string; value: string }
}
