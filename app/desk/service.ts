import type { Problem } from '../contract/problems'

/** A call to the service that did not succeed. `status` is 0 when there was no answer. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    /** the name at the end of the problem's type, such as `conflict` */
    readonly problem: string,
    readonly retryAfter: number | null,
  ) {
    super(problem)
  }
}

/**
 * Calls the service with the session's cookie and gives what it answers.
 * @throws ServiceError
 */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(), 10_000)
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: timeout.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw failed(response, text)
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch (error) {
    throw error instanceof ServiceError ? error : new ServiceError(0, 'no-answer', null)
  } finally {
    clearTimeout(timer)
  }
}

function failed(response: Response, text: string): ServiceError {
  let problem: Partial<Problem> = {}
  try {
    problem = JSON.parse(text) as Partial<Problem>
  } catch {
    // Whatever stands in front of the service answered in its own words.
  }
  const retry = Number(response.headers.get('retry-after'))
  return new ServiceError(
    response.status,
    problem.type?.replace('/problems/', '') ?? 'unknown',
    retry > 0 ? retry : null,
  )
}
