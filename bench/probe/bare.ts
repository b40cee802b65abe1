import { Pool } from 'undici'
import { type Answers, measures, pause } from '../crowd/processes'

/** The floor: undici alone fetches as many playlists a second, and the newest segment of each where it is asked to. */
export async function bare(): Promise<Answers> {
  return {
    ...measures,
    async fetch(asked) {
      const { address, times, ms, into } = asked as { address: string; times: number; ms: number; into: boolean }
      const pool = new Pool(address, { connections: 8 })
      const get = async (path: string) => (await pool.request({ method: 'GET', path })).body
      const begun = performance.now()
      const underway: Promise<void>[] = []
      for (let turn = 0; turn < times; turn++) {
        const wait = begun + (turn * ms) / times - performance.now()
        if (wait > 1) await pause(wait)
        underway.push(fetchOne(get, `/c${turn}/index.m3u8`, into))
      }
      await Promise.all(underway)
      await pool.close()
    },
  }
}

async function fetchOne(
  get: (path: string) => Promise<{ text(): Promise<string>; arrayBuffer(): Promise<ArrayBuffer> }>,
  path: string,
  into: boolean,
): Promise<void> {
  const playlist = await (await get(path)).text()
  if (!into) return
  const newest = playlist.trim().split('\n').pop()
  for (const file of ['s/init.mp4', newest]) await (await get(path.replace(/[^/]+$/, file ?? ''))).arrayBuffer()
}
