import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { Agent } from 'undici'
import { ndjson } from './lines'
import type { Progress } from './progress'

/** Why a command did not work, in a sentence for the person who typed it. 2: typed wrongly; 1: everything else. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message)
  }
}

const cutOff =
  'The service went away in the middle. What it had taken in is brought to its end when it starts again; otherwise nothing was changed. Run the same again: what is there already is only looked at.'

/** An import may take longer to come in and be answered than the five minutes that fetch would wait. */
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

// biome-ignore lint/suspicious/noExplicitAny: the service's own answers, as its schemas say
export type Call = (method: string, path: string, body?: unknown, told?: (progress: Progress) => void) => Promise<any>

/** Calls the running service at `--url`, `PUBLIC_URL` or this machine's `PORT`, with the key of `OPERATOR_KEY`. */
export function makeCaller(env: Record<string, string | undefined>, url: string | undefined): Call {
  const base = (url ?? env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT || 8080}`).replace(/\/+$/, '')
  const key = env.OPERATOR_KEY
  if (key === undefined || key === '')
    throw new CallError('OPERATOR_KEY is not set: the key with which this command may call the service.', 2)
  if (!URL.canParse(base)) throw new CallError(`"${base}" is not an address; give --url https://tv.example.`, 2)

  return async (method, path, body, told) => {
    // These say themselves of what type they are.
    const form = body instanceof FormData || body instanceof Blob
    let response: Response
    try {
      response = await fetch(base + path, {
        method,
        // Node's own types know another version of the same class.
        ...({ dispatcher: patient } as object),
        headers: {
          authorization: `Bearer ${key}`,
          ...(told === undefined ? {} : { accept: `${ndjson}, application/json` }),
          ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      })
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message
      throw new CallError(`No service answers at ${base} (${cause}). Is it running? Give its address with --url.`)
    }
    const type = response.headers.get('content-type') ?? ''
    if (response.body !== null && type.startsWith(ndjson)) return readLines(response.body, told)
    const text = await response.text()
    const answer: unknown = type.includes('json') && text !== '' ? JSON.parse(text) : text
    if (response.ok) return answer
    throw new CallError(faultOf(response.status, answer))
  }
}

/** Reads an answer that tells on its way how far it is. */
async function readLines(body: AsyncIterable<Uint8Array>, told?: (progress: Progress) => void): Promise<unknown> {
  let last: { answer?: unknown; problem?: { status: number } } = {}
  try {
    // To its end, also when all is said: of a line that is cut after nobody listens the process would die.
    for await (const line of createInterface({ input: Readable.from(body, { objectMode: false }) })) {
      const { progress, ...end } = JSON.parse(line)
      if (progress === undefined) last = end
      else told?.(progress)
    }
  } catch {
    // What was said before the line was cut holds; without it the person hears below what to do.
  }
  if (last.problem !== undefined) throw new CallError(faultOf(last.problem.status, last.problem))
  if (last.answer === undefined) throw new CallError(cutOff)
  return last.answer
}

/** A problem document as sentences, with every error that it lists. */
function faultOf(status: number, answer: unknown): string {
  const problem = (typeof answer === 'object' && answer !== null ? answer : {}) as {
    title?: string
    detail?: string
    more?: number
    errors?: { file?: string; line?: number | null; column?: string | null; where?: string; message: string }[]
  }
  if (status === 401) return 'The service does not know the key in OPERATOR_KEY.'
  const errors = (problem.errors ?? []).map(({ file, line, column, where, message }) => {
    const place = file === undefined ? (where ?? '') : [file, line, column].filter((part) => part !== null).join(':')
    return place === '' ? `  ${message}` : `  ${place}: ${message}`
  })
  const more = (problem.more ?? 0) > 0 ? [`  … and ${problem.more} more.`] : []
  const head = problem.title === undefined ? `The service answered ${status}.` : `${problem.title}.`
  const detail = errors.length === 0 && problem.detail !== undefined ? [`  ${problem.detail}`] : []
  return [head, ...detail, ...errors, ...more].join('\n')
}
