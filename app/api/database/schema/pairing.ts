/** How boxes become known. Secrets are stored as SHA-256 only. */
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
    ended_at: number | null
    ended_why: string | null
    refresh_hash: string
    /** the refresh token before the newest: good until the newest is first used */
    previous_hash: string | null
    refresh_used: number
    alarm_hash: string
    node: string | null
    address: string | null
    last_seen_at: number
    undertaking: string | null
    undertaken_at: number | null
  }
  /** Spent refresh tokens: to see a reuse. */
  spent_refresh_tokens: { hash: string; pairing: string; spent_at: number }
  activation_codes: {
    id: string
    household: string
    code_hash: string
    created_at: number
    expires_at: number
    failures: number
    used_at: number | null
    void_at: number | null
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
  }
  assertion_ids: { id: string; expires_at: number }
  /** HMAC keys of the compact tokens, shared by all API processes; the newest signs, all check. */
  signing_keys: { id: string; secret: string; created_at: number }
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
