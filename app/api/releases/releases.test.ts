import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'acorn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { serveFiles } from '../files'
import { writeReports } from '../telemetry/store'
import { loaderPage, loaderScript } from './loader'
import { openReleases, type Releases } from './releases'
import { releaseRoutes } from './routes'
import { type Fared, faredSince, heldBack, isForAll, partOf, type Rollout, reaches, stopReason } from './rules'

const rollout = (change: Partial<Rollout> = {}): Rollout => ({ ...heldBack('r', 0), percent: 100, ...change })

it.each<[string, Partial<Rollout>, boolean]>([
  ['all', {}, true],
  ['nobody', { percent: 0 }, false],
  ['its model', { models: ['X1'] }, true],
  ['other models', { models: ['X2'] }, false],
  ['nobody once it was stopped', { stopped: 'it fails' }, false],
])('a release for %s', (_, change, reached) =>
  expect(reaches(rollout(change), { serial: 'b1', model: 'X1' })).toBe(reached),
)
it('reaches about as many boxes as it is told, and keeps those it reached when it grows', () => {
  const boxes = Array.from({ length: 4000 }, (_, n) => ({ serial: `box ${n}`, model: 'X1' }))
  const at = (percent: number) => boxes.filter((box) => reaches(rollout({ percent }), box))
  expect(at(10).length / 40).toBeGreaterThan(8)
  expect(at(10).length / 40).toBeLessThan(12)
  expect(at(30)).toEqual(expect.arrayContaining(at(10)))
  expect(boxes.filter(({ serial }) => partOf('r', serial) === partOf('s', serial)).length).toBeLessThan(100)
})
it.each<[Partial<Rollout>, boolean]>([
  [{}, true],
  [{ percent: 99 }, false],
  [{ models: ['X1'] }, false],
  [{ stopped: 'it fails' }, false],
])('is what a new box runs when it is for all: %j', (change, forAll) => expect(isForAll(rollout(change))).toBe(forAll))

const fared = (starts: number, failed: number, errors: number): Fared => ({ starts, failed, errors })
it.each<[string, Fared, Fared, RegExp | null]>([
  ['goes on while little is known', fared(10, 15, 90), fared(0, 0, 0), null],
  ['goes on when it does well', fared(1000, 5, 20), fared(1000, 5, 20), null],
  ['stops when starts fail', fared(90, 10, 0), fared(1000, 5, 0), /^10\.0 % of 100 starts failed$/],
  ['goes on when the one before it was as bad', fared(90, 10, 0), fared(90, 10, 0), null],
  ['stops when it errs', fared(100, 0, 80), fared(100, 0, 2), /^0\.80 errors per start in 100 starts$/],
])('%s', (_, newest, before, why) => {
  const reason = stopReason(newest, before)
  if (why === null) expect(reason).toBeNull()
  else expect(reason).toMatch(why)
})

it('what was before the last change is not counted', () => {
  expect(faredSince(fared(90, 12, 5), fared(80, 10, 0))).toEqual(fared(10, 2, 5))
  expect(faredSince(fared(90, 12, 5))).toEqual(fared(90, 12, 5))
})

describe('the loader', () => {
  interface Told {
    [name: string]: unknown
  }
  /** Runs the loader as a box would; gives what it asked for and what it remembers. */
  function load(
    told: Told | null,
    hash = '',
    answer = 200,
    also: Record<string, string> = {},
  ): { asked: string; told: Told; reloads: boolean; said: string } {
    const kept: Record<string, string> = {
      ...also,
      ...(told !== null && { 'porchlight.release': JSON.stringify(told) }),
    }
    let asked = ''
    let reloads = false
    const words = { textContent: '' }
    class XMLHttpRequest {
      status = answer
      responseText = 'the page'
      onload = () => undefined
      open(_: string, address: string) {
        asked = asked === '' ? address : 'twice'
      }
      getResponseHeader = () => asked.split('/')[1]
      send() {
        this.onload()
      }
    }
    const world = {
      XMLHttpRequest,
      localStorage: {
        length: Object.keys(kept).length,
        key: (at: number) => Object.keys(kept)[at] ?? null,
        getItem: (name: string) => kept[name] ?? null,
        setItem: (name: string, value: string) => {
          kept[name] = value
        },
      },
      document: { open() {}, write() {}, close() {}, body: { firstChild: words } },
      location: { hash },
      setTimeout: () => {
        reloads = true
      },
    }
    // The page has it twice.
    for (const _ of loaderPage.match(/<script src="loader\.js/g) ?? [])
      new Function(...Object.keys(world), loaderScript)(...Object.values(world))
    return { asked, told: JSON.parse(kept['porchlight.release'] ?? '{}') as Told, reloads, said: words.textContent }
  }

  it('is small, and ES5', () => {
    expect(() => parse(loaderScript, { ecmaVersion: 5, sourceType: 'script' })).not.toThrow()
    expect(loaderScript.length).toBeLessThan(1800)
    expect(loaderPage).not.toMatch(/<script>|style=|on\w+=|refresh/)
    expect(loaderPage.match(/<script/g)).toHaveLength(2)
  })
  it.each<[string, Told | null, string, string, Told]>([
    ['asks for any at the first start', null, '', 'any', { tries: 1, now: 'any' }],
    ['asks for what it was told', { use: 'new', good: 'old', tries: 0 }, '', 'new', { tries: 1, now: 'new' }],
    ['takes the good one for a call for help', { use: 'new', good: 'old' }, '#/alarm', 'old', { now: 'old' }],
    ['tries a failed one a second time', { use: 'new', good: 'old', now: 'new', tries: 1 }, '', 'new', { tries: 2 }],
    [
      'goes back after two',
      { use: 'new', good: 'old', now: 'new', tries: 2 },
      '',
      'old',
      { now: 'old', bad: 'new', failed: 2, tries: 1 },
    ],
    // Not `any`: that may be the bad one by now.
    ['stays there', { use: 'new', bad: 'new', good: 'old', now: 'old', tries: 0 }, '', 'old', { now: 'old' }],
    ['stays there, told nothing', { bad: 'new', good: 'old', now: 'old', tries: 0 }, '', 'old', { now: 'old' }],
    [
      'holds against none what another did not bring about',
      { use: 'new', good: 'old', now: 'old', tries: 5 },
      '',
      'new',
      { now: 'new', tries: 1 },
    ],
    ['leaves a bad one for a better', { use: 'newer', bad: 'new', good: 'old' }, '', 'newer', { now: 'newer' }],
  ])('%s', (_, told, hash, asked, after) => {
    const ran = load(told, hash)
    expect(ran.asked).toBe(`tv/${asked}/index.html`)
    expect(ran.told).toMatchObject(after)
  })
  it('takes the good one while a call of this box is open', () => {
    const told = { use: 'new', good: 'old', tries: 0 }
    expect(load(told, '', 200, { 'porchlight.1.b1.alarm.outbox': '[{}]' }).asked).toBe('tv/old/index.html')
    expect(load(told, '', 200, { 'porchlight.1.b1.alarm': '{}' }).asked).toBe('tv/new/index.html')
  })
  it('says so and tries again when the service does not answer, and counts that as no failure', () => {
    const ran = load({ use: 'new', good: 'old', tries: 0 }, '', 503)
    expect(ran).toMatchObject({ reloads: true, told: { tries: 0 } })
    expect(ran.said).toMatch(/检查网络.*check the network/)
    // What it writes to is the page's first and only paragraph.
    expect(loaderPage).toContain('#ffffff"><p>')
  })
})

describe.each(storeKinds)('two releases on %s', (kind) => {
  let folder: string
  let at: TestService
  let releases: Releases
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-releases-'))
    for (const name of ['new', 'old']) {
      mkdirSync(join(folder, name, 'assets'), { recursive: true })
      writeFileSync(join(folder, name, 'index.html'), `<title>${name}</title>`)
      writeFileSync(join(folder, name, 'release.json'), JSON.stringify({ version: name, commit: `c-${name}` }))
      writeFileSync(join(folder, name, `assets/app-${name}.js`), name)
      writeFileSync(join(folder, name, 'settings.json'), '{}')
    }
    const env = { TV_DIR: join(folder, 'new'), TV_PREVIOUS_DIR: join(folder, 'old'), DESK_DIR: join(folder, 'none') }
    at = await startService(kind, env, async (app, service) => {
      releases = await openReleases(service)
      releaseRoutes(app, service, releases)
      await serveFiles(app, service.config, releases)
    })
    expect((await at.send(asFiles(goodRows()))).status).toBe(200)
    await at.service.neighbourhood.refresh()
  })
  afterEach(async () => {
    await releases.close()
    await at.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const page = async (id: string) => (await at.app.inject({ url: `/tv/${id}/index.html` })).body
  const roll = (percent: number, models: string[] = []) =>
    at.call('PUT', '/v1/operator/rollout', { body: { percent, models } })
  const ids = () => [releases.newest!.id, releases.before!.id] as const

  it('gives the loader, the files of both, and at first the one before', async () => {
    const first = await at.app.inject({ url: '/' })
    expect(first.body).toContain('loader.js')
    expect(first.headers['cache-control']).toBe('no-cache')
    expect(first.headers['content-security-policy']).toContain("script-src 'self'")
    expect((await at.app.inject({ url: '/loader.js' })).headers['content-type']).toContain('javascript')
    for (const name of ['new', 'old']) {
      const { body, headers } = await at.app.inject({ url: `/assets/app-${name}.js` })
      expect([body, headers['cache-control']]).toEqual([name, 'public, max-age=31536000, immutable'])
    }
    const [newest, before] = ids()
    for (const id of [newest, before, 'any', 'nonsense']) expect(await page(id)).toBe('<title>old</title>')
    expect(releases.releaseFor('b1')).toBe(before)
  })

  it('answers the loader also where there is one release: another process may have given it', async () => {
    const env = { TV_DIR: join(folder, 'new'), DESK_DIR: join(folder, 'none') }
    const alone = await startService(kind, env, async (app, service) =>
      serveFiles(app, service.config, await openReleases(service)),
    )
    const get = async (url: string) => (await alone.app.inject({ url })).body
    expect(await get('/')).toBe('<title>new</title>')
    expect(await get('/loader.js?again')).toBe(loaderScript)
    for (const id of ['any', releases.before!.id]) expect(await get(`/tv/${id}/index.html`)).toBe('<title>new</title>')
    await alone.close()
  })

  it('reaches who it is told to, and is taken back at once', async () => {
    const [newest, before] = ids()
    const { body } = await roll(100, ['X1'])
    expect(body).toMatchObject({
      newest: { release: newest, version: 'new', commit: 'c-new', fared: { starts: 0 } },
      before: { release: before, version: 'old' },
      ...{ percent: 100, models: ['X1'], stopped: null },
    })
    expect(releases.releaseFor('b1')).toBe(newest)
    expect(await page(newest)).toBe('<title>new</title>')
    expect(await page('any')).toBe('<title>old</title>')
    await roll(100)
    expect(await page('any')).toBe('<title>new</title>')
    await roll(0)
    expect([releases.releaseFor('b1'), await page(newest)]).toEqual([before, '<title>old</title>'])
  })

  it('stops itself when boxes fail, and says why', async () => {
    const [newest, before] = ids()
    await roll(100)
    const day = '2026-05-01'
    await writeReports(
      at.store.db,
      [],
      [
        { release: newest, day, starts: 80, failed: 20, errors: 0 },
        { release: before, day, starts: 500, failed: 1, errors: 0 },
      ],
    )
    await releases.look()
    const { body } = await at.call('GET', '/v1/operator/rollout')
    expect(body).toMatchObject({
      percent: 100,
      stopped: '20.0 % of 100 starts failed',
      newest: { fared: { failed: 20 } },
    })
    expect(await page(newest)).toBe('<title>old</title>')
    expect(releases.releaseFor('b1')).toBe(before)
  })

  it('goes on when it is told to after a stop, until it does badly anew', async () => {
    const [newest] = ids()
    await roll(100)
    const fails = () =>
      writeReports(at.store.db, [], [{ release: newest, day: '2026-05-01', starts: 80, failed: 20, errors: 0 }])
    await fails()
    await releases.look()
    expect(releases.rollout()?.stopped).not.toBeNull()
    const { body } = await roll(100)
    expect(body).toMatchObject({ stopped: null, newest: { fared: { starts: 0, failed: 0 } } })
    await releases.look()
    expect(releases.rollout()?.stopped).toBeNull()
    await fails()
    await releases.look()
    expect(releases.rollout()?.stopped).toBe('20.0 % of 100 starts failed')
  })

  it('is the root key’s to change, and within bounds', async () => {
    const { body: key } = await at.call('POST', '/v1/operator/keys', {
      body: { name: 'n', role: 'operator', area: null },
    })
    expect((await at.call('PUT', '/v1/operator/rollout', { key: key.key, body: { percent: 5 } })).status).toBe(403)
    expect((await roll(101)).status).toBe(422)
  })
})
