import { type Cluster, operatorKey } from '../support/cluster'
import { call, type Household, keepListening, type Listening } from './town'

/** What a neighbourhood does all day, and what must not happen meanwhile. */
export interface Load {
  boxes: readonly Listening[]
  /** which alarm each household was told of, once it was acknowledged */
  acknowledged: ReadonlyMap<string, string>
  /** segments that were sent, and which picture had to begin anew because it was refused */
  pictures: { sent: number; begunAnew: string[]; longestGapMs: number }
  /** what must never be: a picture of a closed camera, or of one that a household may not see */
  forbidden: readonly string[]
  suspensions: number
  /** Nobody presses any more; resolves when each call is acknowledged and every viewer has stopped. */
  end(): Promise<void>
}

/** The longest that a gate may go on after a suspension is acknowledged. */
const suspensionMs = 5000
const viewerPauseMs = 250

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

/** The status of a request, or 0 when the connection was cut. */
async function ask(url: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(url, init)
    return { status: answer.status, text: await answer.text() }
  } catch {
    return { status: 0, text: '' }
  }
}

export async function startLoad(
  cluster: Cluster,
  people: { callers: Household[]; listeners: Household[]; viewers: Household[]; strangers: Household[] },
): Promise<Load> {
  const { url } = cluster
  const acknowledged = new Map<string, string>()
  const forbidden: string[] = []
  const pictures = { sent: 0, begunAnew: [] as string[], longestGapMs: 0 }
  /** when nobody may be sent a picture any more; null: everybody may */
  let closedSince: number | null = null
  let calling = true
  let watching = true
  const load = { boxes: [] as Listening[], acknowledged, pictures, forbidden, suspensions: 0 }
  load.boxes = await Promise.all(people.listeners.map((one) => keepListening(url, one)))

  async function callers(lane: Household[]): Promise<void> {
    for (const one of lane) {
      if (!calling) return
      acknowledged.set(one.id, await call(() => url, one, { pressedAt: new Date().toISOString() }))
      await pause(100)
    }
  }

  async function viewer(one: Household): Promise<void> {
    const headers = { authorization: `Bearer ${one.token}`, 'content-type': 'application/json' }
    let playing: { id: string; folder: string; renewAt: number } | null = null
    let lastPicture: number | null = null
    for (; watching; await pause(viewerPauseMs)) {
      if (playing === null) {
        const begun = await ask(`${url}/v1/playbacks`, { method: 'POST', headers, body: '{"camera_id":"cam3"}' })
        if (begun.status !== 201) continue
        const { id, url: path } = JSON.parse(begun.text) as { id: string; url: string }
        playing = { id, folder: `${url}${path.replace(/[^/]+$/, '')}`, renewAt: performance.now() + 5000 }
        await ask(`${url}${path}`)
        await ask(`${playing.folder}low/i.m3u8`)
      }
      if (performance.now() > playing.renewAt) {
        const renewed = await ask(`${url}/v1/playbacks/${playing.id}/renewal`, { method: 'POST', headers, body: '{}' })
        if (renewed.status === 200) {
          playing.folder = `${url}${(JSON.parse(renewed.text) as { url: string }).url.replace(/[^/]+$/, '')}`
          playing.renewAt = performance.now() + 5000
          await ask(`${playing.folder}low/i.m3u8`)
        }
      }
      const asked = performance.now()
      const closedBefore = closedSince
      const { status, text } = await ask(`${playing.folder}low/seg11.ts`)
      if (status === 200) {
        if (closedBefore !== null && closedSince === closedBefore && asked > closedBefore + suspensionMs)
          forbidden.push(`${one.id} saw a closed camera ${Math.round(asked - closedBefore)} ms after its suspension`)
        if (!text.startsWith('Glow')) forbidden.push(`${one.id} was sent ${text.slice(0, 20)}`)
        pictures.sent++
        if (lastPicture !== null)
          pictures.longestGapMs = Math.max(pictures.longestGapMs, performance.now() - lastPicture)
        lastPicture = performance.now()
      }
      // A process that has not read the playlist yet does not know the segment: a player reads it every second.
      if (status === 404) await ask(`${playing.folder}low/i.m3u8`)
      if (status === 401 || status === 403) {
        // That it was closed is a good reason, also for who learns of it late.
        if (!text.includes('"suspended"')) pictures.begunAnew.push(`${one.id}: ${status} ${text}`)
        playing = null
        lastPicture = null
      }
    }
    if (playing !== null)
      await ask(`${url}/v1/playbacks/${playing.id}`, {
        method: 'DELETE',
        headers: { authorization: headers.authorization },
      })
  }

  async function stranger(one: Household): Promise<void> {
    const headers = { authorization: `Bearer ${one.token}`, 'content-type': 'application/json' }
    for (; watching; await pause(4 * viewerPauseMs)) {
      const { status } = await ask(`${url}/v1/playbacks`, { method: 'POST', headers, body: '{"camera_id":"cam9"}' })
      if (status === 201) forbidden.push(`${one.id} was let to a camera that it may not see`)
      const list = await ask(`${url}/v1/cameras`, { headers })
      if (list.status === 200 && list.text.includes('cam9')) forbidden.push(`${one.id} was told of cam9`)
    }
  }

  /** Closes the camera, lets the five seconds and some more pass, and opens it again. */
  async function officer(): Promise<void> {
    const headers = { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' }
    const address = `${url}/v1/operator/cameras/cam3/suspension`
    const until = async (method: string, body?: string) => {
      while (watching) {
        const { status } = await ask(address, {
          method,
          headers: body === undefined ? { authorization: headers.authorization } : headers,
          body,
        })
        if (status >= 200 && status < 300) return true
        await pause(500)
      }
      return false
    }
    while (calling) {
      for (let n = 0; n < 40 && calling; n++) await pause(viewerPauseMs)
      if (!(await until('POST', '{"reason":"a window"}'))) return
      closedSince = performance.now()
      load.suspensions++
      for (let n = 0; n < 32 && watching; n++) await pause(viewerPauseMs)
      // From here on a picture may be sent again, by who has heard of it already.
      closedSince = null
      await until('DELETE')
    }
  }

  const half = Math.ceil(people.callers.length / 2)
  const calls = [people.callers.slice(0, half), people.callers.slice(half)].map(callers)
  const rest = [...people.viewers.map(viewer), ...people.strangers.map(stranger), officer()]
  return Object.assign(load, {
    async end() {
      calling = false
      await Promise.all(calls)
      watching = false
      await Promise.all(rest)
    },
  })
}
