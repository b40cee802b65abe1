import axios from 'axios'
import { ProblemError } from './api'
import type { Settings } from './settings'

/**
 * How to get the statement of the operator's middleware that says which box this is (RFC 7523): plain text, or JSON
 * with an `assertion`. Null where the deployment has no middleware.
 */
export function middlewareAssertion(settings: Settings, serial: string, page: string): (() => Promise<string>) | null {
  const address = settings.middleware.assertion_url
  if (!address) return null
  const url = new URL(address, page)
  return async () => {
    const { data } = await axios.get<unknown>(url.href, {
      params: serial ? { box: serial } : {},
      timeout: settings.api.timeout_ms,
    })
    const assertion = typeof data === 'string' ? data.trim() : (data as { assertion?: unknown } | null)?.assertion
    if (typeof assertion !== 'string' || assertion === '') throw new ProblemError('not-understood', 0, null, null)
    return assertion
  }
}
