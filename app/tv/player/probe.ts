import type { Answer } from './model'
import { firstRendition, newest } from './playlist'

/** How long one question may take, ms. */
const patience = 4_000

/** Status and text of an address; status 0 when nothing answers. With `headOnly` the body is left alone. */
function ask(url: string, headOnly = false): Promise<{ status: number; text: string; url: string }> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const done = (status: number) =>
      resolve({ status, text: headOnly ? '' : request.responseText, url: request.responseURL || url })
    request.open('GET', url)
    request.timeout = patience
    request.onreadystatechange = () => {
      if (request.readyState === 2 && headOnly) {
        done(request.status)
        request.abort()
      } else if (request.readyState === 4) done(request.status)
    }
    request.onabort = request.ontimeout = request.onerror = () => done(0)
    request.send()
  })
}

export interface Probe {
  stop(): void
}

/**
 * Watches a playlist that stood still, went away or was refused, until a segment appears in it that was not seen before
 * and can be fetched. It asks twice a second for half a minute, then once; with `slowly` every five seconds.
 */
export function startProbe(
  url: () => string,
  seen: (key: string) => boolean,
  answered: (answer: Answer) => void,
  slowly: boolean,
): Probe {
  let timer = 0
  let stopped = false
  let asked = 0
  const round = async () => {
    asked++
    const answer = await look(url(), seen)
    if (stopped) return
    answered(answer)
    if (!stopped) timer = window.setTimeout(round, slowly ? 5_000 : asked < 60 ? 500 : 1_000)
  }
  timer = window.setTimeout(round, slowly ? 5_000 : 0)
  return {
    stop: () => {
      stopped = true
      window.clearTimeout(timer)
    },
  }
}

/** What a playlist says now: a newest segment that was not seen before and can be fetched, or what is in the way. */
export async function look(url: string, seen: (key: string) => boolean): Promise<Answer> {
  let playlist = await ask(url)
  const rendition = playlist.status === 200 ? firstRendition(playlist.text) : null
  if (rendition !== null) playlist = await ask(new URL(rendition, playlist.url).href)
  if (playlist.status !== 200) return refused(playlist.status)
  const last = newest(playlist.text)
  if (last === null) return 'still'
  // Asked of one that was seen too: what is listed and cannot be had is an origin without pictures, seen or not.
  const segment = await ask(new URL(last.uri, playlist.url).href, true)
  if (segment.status !== 200 && segment.status !== 206) return refused(segment.status)
  return seen(last.key) ? 'still' : 'moved'
}

function refused(status: number): Answer {
  return status === 401 || status === 403 ? 'denied' : 'gone'
}
