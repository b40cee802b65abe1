import type { Alarm } from '../../app/contract/alarms'
import type { Porchlight } from './porchlight'

/** A household of the demo calls for help, as its box would; gives what was confirmed of the call so far. */
export async function callForHelp({ api, demo }: Porchlight, serial: string): Promise<() => Promise<string[]>> {
  const json = async <T>(response: Response): Promise<T> => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const { assertion } = await json<{ assertion: string }>(await fetch(`${demo}/assertion?box=${serial}`))
  const grant = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  const answer = await fetch(`${api}/oauth/token`, { method: 'POST', body: grant })
  const { access_token } = await json<{ access_token: string }>(answer)
  const authorization = `Bearer ${access_token}`
  const { id } = await json<Alarm>(
    await fetch(`${api}/v1/alarms`, {
      method: 'POST',
      headers: { authorization, 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'help', quiet: false, pressed_at: new Date().toISOString() }),
    }),
  )
  return async () => {
    const { receipts } = await json<Alarm>(await fetch(`${api}/v1/alarms/${id}`, { headers: { authorization } }))
    return receipts.map(({ hop }) => hop)
  }
}
