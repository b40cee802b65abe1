/** How boxes become known. Secrets are stored as SHA-256 only, codes that people type and PINs as scrypt. */
export interface PairingTables {
  pairings: {
    id: string
    box: string
    household: string
    /** activation_code, device or assertion */
    method: string
    /** active, suspended or ended */
    state: string
    created_at: number
    /** when `state` was last set: processes poll by it */
    changed_at: number
    ended_at: number | null
    ended_why: string | null
    suspended_why: string | null
    /** the part that all refresh tokens of a pairing share: a third token with it is a spent one */
    family_hash: string
    refresh_hash: string
    /** the refresh token before the newest: good until the newest is first used */
    previous_hash: string | null
    alarm_hash: string
    node: string | null
    last_seen_at: number
    undertaking: string | null
    undertaken_at: number | null
    /** until when the household PIN counts as typed on this box */
    pin_until: number | null
  }
  activation_codes: {
    id: string
    household: string
    code_hash: string
    created_at: number
    expires_at: number
    failures: number
    used_at: number | null
    void_at: number | null
    /** 1: using it ends the pairings of the household's other boxes (somebody moved out) */
    ends_others: number
  }
  device_authorizations: {
    device_hash: string
    user_hash: string
    box: string
    created_at: number
    expires_at: number
    interval_s: number
    polled_at: number | null
    /** pending, approved, denied or used */
    state: string
    household: string | null
    /** the duty officer who confirmed it, null when the resident did */
    officer: string | null
  }
  assertion_ids: { id: string; expires_at: number }
  /** A household without a PIN has no row, or one whose `hash` is null. */
  household_pins: {
    household: string
    hash: string | null
    changed_at: number
    failures: number
    failed_at: number | null
  }
  /** HMAC keys of the compact tokens, shared by all API processes; the newest signs, all check. */
  signing_keys: { id: string; secret: string; created_at: number }
  /** Wrong tries, counted by all processes; `key` is a keyed hash: no address stands here. */
  failed_tries: { key: string; count: number; until: number }
  operator_keys: {
    id: string
    name: string
    role: string
    area: string | null
    secret_hash: string
    created_at: number
    revoked_at: number | null
  }
}
