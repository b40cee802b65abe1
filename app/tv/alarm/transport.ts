import axios from 'axios'
import type { Post } from './call'

/** The service's addresses for calls, the first and the one to fall back to. */
export function alarmAddresses(
  { api: { url, fallback_url } }: { api: { url: string; fallback_url: string } },
  page: string,
): string[] {
  const given = fallback_url === '' ? [url] : [url, fallback_url]
  return given.map((address) => new URL(address || '.', page).href.replace(/\/$/, ''))
}

/** Sends calls by the plainest way there is; nothing of the session, the list or the events has to work for it. */
export function alarmPost(addresses: readonly string[]): Post {
  return async ({ address, method, path, token, key, body, timeoutMs }) => {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== null) headers.authorization = `Bearer ${token}`
    if (key !== undefined) headers['idempotency-key'] = key
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await axios.request<unknown>({
      url: `${addresses[address % addresses.length]}${path}`,
      method,
      headers,
      timeout: timeoutMs,
      validateStatus: () => true,
      ...(body === undefined ? {} : { data: body, transformRequest: (data: unknown) => data }),
    })
    return { status: answer.status, body: answer.data }
  }
}
