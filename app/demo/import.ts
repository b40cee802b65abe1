import { setTimeout } from 'node:timers/promises'
import type { Problem } from '../contract/problems'
import type { FileName } from './neighbourhood'

interface RowError {
  file: string
  line: number
  column?: string
  message: string
}

/** Waits until the API's store answers (`GET /readyz`), however long that takes. */
export async function untilReady(api: string, signal: AbortSignal): Promise<void> {
  while (!(await answersReady(api, signal))) await setTimeout(100, undefined, { signal })
}

async function answersReady(api: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${api}/readyz`, { signal })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    signal.throwIfAborted()
    return false
  }
}

/**
 * Sends the operator's files in one call.
 * @throws Error with one sentence that names every faulty row
 */
export async function importFiles(
  api: string,
  key: string,
  files: Record<FileName, string>,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData()
  for (const [name, text] of Object.entries(files))
    form.append(name.replace('.csv', ''), new Blob([text], { type: 'text/csv' }), name)
  const response = await fetch(`${api}/v1/operator/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: form,
    signal,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(explain(response.status, text))
}

function explain(status: number, text: string): string {
  try {
    const { title, detail, errors } = JSON.parse(text) as Problem & { errors?: RowError[] }
    const rows = errors?.map(
      ({ file, line, column, message }) => `${file}:${line}${column ? ` ${column}` : ''}: ${message}`,
    )
    return `${status} ${[title, detail, ...(rows ?? [])].filter(Boolean).join('; ')}`
  } catch {
    return `${status} ${text.slice(0, 200)}`
  }
}
