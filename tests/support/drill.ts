import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aKey, type Listening, listen, root, type Tokens } from '../contract/service'

/** Where the drill's stores are: the one that is backed up, and an empty one that the copy is put into. */
export interface Places {
  /** environment of the first */
  first: Record<string, string>
  /** environment of the second */
  second: Record<string, string>
  /** another one that no service of this process ever opened: libsql lets go of a store only with the process */
  third: Record<string, string>
  /** an empty folder for backups */
  folder: string
  /** The command line, with an environment. */
  porchlight(env: Record<string, string>, ...args: string[]): Promise<{ code: number; said: string }>
}

/** Backs a busy service up, loses it, and goes on from the copy. */
export function drill(places: () => Places): void {
  it('goes on from a copy that was made under load', async () => {
    const { first, second, third, folder, porchlight } = places()
    const before = await listen(first)
    const box = await before.pair('box-h1', 'h1')
    const kept = await raise(before, box)
    const ended: string[] = []
    let busy = true
    const load = (async () => {
      while (busy) ended.push(await raise(before, box))
    })()
    const made = await porchlight(first, 'backup', folder)
    busy = false
    await load
    const lost = await raise(before, box)
    const lastEvent = await newestEvent(before, box)
    expect(made).toMatchObject({ code: 0, said: expect.stringMatching(/^Backed up to .*porchlight-\d{8}T\d{6}Z\.\w+/) })
    const [name] = readdirSync(folder)
    const copy = join(folder, name!)
    expect(statSync(copy).mode & 0o077).toBe(0)

    // A service that runs is not pulled away from under its residents.
    const refused = await porchlight(first, 'restore', copy, '--replace')
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('in use') })
    expect((await before.call('GET', `/v1/alarms/${lost}`, box.access)).status).toBe(200)
    await before.close()

    expect(await porchlight(second, 'restore', copy)).toMatchObject({ code: 0 })
    expect(await porchlight(second, 'restore', copy)).toMatchObject({
      code: 1,
      said: expect.stringContaining('--replace'),
    })
    const after = await listen(second)
    // Who was paired is paired, by the same keys; what was acknowledged before the copy is there.
    expect((await after.call('GET', '/v1/me', box.access)).status).toBe(200)
    expect((await after.call('GET', `/v1/alarms/${kept}`, box.alarm)).status).toBe(200)
    expect((await after.call('GET', `/v1/alarms/${lost}`, box.alarm)).status).toBe(404)
    expect((await after.call('GET', '/v1/operator/viewings/verification', root)).body.fault).toBeNull()
    const { status } = await after.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: box.refresh })
    expect(status).toBe(200)
    // No box takes a new event for one that it heard before.
    await raise(after, box)
    expect(await newestEvent(after, box)).toBeGreaterThan(lastEvent)
    await after.close()

    expect(await porchlight(third, 'restore', copy)).toMatchObject({ code: 0 })
    expect(await porchlight(third, 'restore', copy, '--replace')).toMatchObject({ code: 0 })
  })

  it('refuses what is no backup, and a broken one', async () => {
    const { second, folder, porchlight } = places()
    const [name] = readdirSync(folder)
    const broken = join(folder, 'broken')
    writeFileSync(broken, 'no backup at all')
    expect((await porchlight(second, 'restore', broken, '--replace')).said).toContain('is no backup of Porchlight')
    const whole = readFileSync(join(folder, name!))
    writeFileSync(broken, whole.subarray(0, whole.length / 2))
    expect((await porchlight(second, 'restore', broken, '--replace')).code).toBe(1)
    expect((await porchlight(second, 'restore', join(folder, 'none'))).said).toContain('cannot be read (ENOENT)')
    // What was there before is there still.
    const after = await listen(second)
    expect((await after.call('GET', '/v1/cameras', (await after.pair('box-h2', 'h2')).access)).status).toBe(200)
    await after.close()
  })
}

const officers = new WeakMap<Listening, Record<string, string>>()

async function raise(at: Listening, box: Tokens): Promise<string> {
  const body = { kind: 'help', mode: 'test', pressed_at: new Date().toISOString() }
  const { body: alarm, text } = await at.call('POST', '/v1/alarms', box.alarm, body, aKey())
  if (alarm?.id === undefined) throw new Error(`no alarm: ${text}`)
  // Signing in costs what a password must cost: once for each service.
  const officer = officers.get(at) ?? (await at.signIn('grace'))
  officers.set(at, officer)
  await at.call('POST', `/v1/desk/alarms/${alarm.id}/closure`, officer, { outcome: 'test', note: 'a drill' })
  return alarm.id
}

/** The number that the stream begins with for a box that heard nothing yet. */
async function newestEvent(at: Listening, box: Tokens): Promise<number> {
  const stream = await fetch(`${at.url}/v1/events?last_event_id=0`, { headers: box.access })
  const reader = stream.body!.getReader()
  let heard = ''
  const ids = () => [...heard.matchAll(/^id: ?(\d+)$/gm)].map(([, id]) => Number(id))
  while (ids().length === 0) heard += new TextDecoder().decode((await reader.read()).value)
  await reader.cancel()
  return Math.max(...ids())
}
