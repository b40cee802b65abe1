import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import replyFrom from '@fastify/reply-from'
import Fastify from 'fastify'
import { request } from 'undici'
import { findNginx, startEdge } from '../../tests/support/nginx'
import { freePorts } from '../../tests/support/ports'
import { type Answers, type Child, measures, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { type Box, buildTown } from '../crowd/town'
import { type Measured, type Row, summary } from '../measure'
import { cpuOfNginx, startPlainNginx } from './nginx'
import { addCameras, newestIn, segment, segmentS, startCameras } from './site'
import { mustGet, openViewer, type Viewer } from './viewers'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
/** Requests under way at once where it goes as fast as it can. */
const atOnce = 24
/** So many tokens at the edge, over so many cameras. */
const tokens = 200
const cameras = 20
const paces = { fast: 'as fast as it goes', players: 'at the pace of players' }

/** A way to a segment: what to ask for, where, and what that has cost until now, milliseconds of CPU. */
interface Way {
  address: string
  path(): string
  cpu(): Promise<number>
}

/** What a viewer asks for again and again: where, and the address of the playlist. */
interface Seat {
  viewer: Viewer
  playlist: string
}

/**
 * CPU of a 500 kB segment: from our gate's memory, as a file of nginx, from nginx that keeps it and asks our API about
 * the token (kept for 2 s, deploy/nginx/porchlight.conf as it stands), and through a proxy in Node. Then two hundred
 * viewers with a token each, who fetch their playlists too, at that edge and at an nginx that asks nobody. Plain HTTP:
 * TLS would cost all the same and hide the difference. What the cameras themselves cost counts for nobody.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const found = findNginx()
  if ('reason' in found) throw new Error(`The gate cannot be measured beside nginx: ${found.reason}.`)
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const body = segment()
  const origin = await startCameras(body)
  const town = await buildTown(folder, tokens)
  await addCameras(folder, cameras, origin.url)
  const plain = await startPlainNginx(found.path, body, origin.url)
  const env = { DATA_DIR: folder, OPERATOR_KEY: operatorKey, CAMERA_ORIGINS: origin.url, TRUSTED_PROXIES: '127.0.0.1' }
  const ours = start(file, 'service', { ...env, PROBE_S: '3600', PROBE_PICTURE_S: '0' })
  const proxy = start(file, 'proxy', { UPSTREAM: plain.files })
  const api = await ours.ask<string>('address')
  const [port] = (await freePorts(1)) as [number]
  const edge = await startEdge(found.path, [new URL(api).host], (text) => asMeasured(text, port))
  const edgeAddress = `http://127.0.0.1:${port}`
  try {
    const playlists = await Promise.all(town.boxes.map((box, n) => playlistOf(api, box, n % cameras)))
    const first = playlists[0]!
    const alone = await openViewer(api)
    let path = ''
    // For each round a new one: what no playlist lists any more is gone after two minutes.
    const listed = async () => {
      path = first.replace(/[^/]+$/, newestIn((await mustGet(alone, first, true)).text))
    }
    const cpu = (child: Child) => child.ask<number>('cpu')
    const both = async () => cpuOfNginx(edge.pid) + (await cpu(ours))
    const ways: Record<string, Way> = {
      'ours, from memory': { address: api, path: () => path, cpu: () => cpu(ours) },
      'nginx, a file': { address: plain.files, path: () => '/segment.ts', cpu: async () => cpuOfNginx(plain.pid) },
      'nginx, authorization kept 2 s': { address: edgeAddress, path: () => path, cpu: both },
      'reply-from': { address: await proxy.ask<string>('address'), path: () => '/segment.ts', cpu: () => cpu(proxy) },
    }
    const figures: Record<string, number[]> = {}
    const note = (name: string, value: number) => {
      figures[name] = [...(figures[name] ?? []), value]
    }
    const rounds = quick ? 5 : 15
    for (let round = -2; round < rounds; round++) {
      await listed()
      for (const [name, way] of Object.entries(ways)) {
        const used = await fast(way, quick ? 960 : 2400, body.length)
        if (round >= 0) note(name, used)
      }
    }
    alone.close()

    const seats = await seatsAt(edgeAddress, playlists)
    const plainSeats = await seatsAt(
      plain.cameras,
      playlists.map((_, n) => `/c${n % cameras}/index.m3u8`),
    )
    const free = async () => cpuOfNginx(plain.pid)
    const watchRounds = quick ? 3 : 6
    for (let round = -1; round < watchRounds; round++)
      for (const pace of ['fast', 'players'] as const) {
        const nginx = cpuOfNginx(edge.pid)
        const guarded = await watch(seats, pace, both)
        const ofNginx = ((cpuOfNginx(edge.pid) - nginx) * 1000) / seats.length / turns[pace]
        const open = await watch(plainSeats, pace, free)
        if (round < 0) continue
        note(`edge ${pace}`, guarded)
        note(`edge ${pace}, nginx`, ofNginx)
        note(`edge ${pace}, API`, guarded - ofNginx)
        note(`plain ${pace}`, open)
      }
    for (const { viewer } of [...seats, ...plainSeats]) viewer.close()

    const median = (name: string) => summary(figures[name] ?? []).median
    const row = (label: string, variant: string, name: string): Row => ({
      ...{ case: label, variant, metric: 'CPU per segment', unit: 'µs' },
      ...summary(figures[name] ?? []),
    })
    const crowd = `${tokens} viewers with their playlists, ${cameras} cameras`
    return {
      rows: [
        ...Object.keys(ways).map((name) => row('500 kB, as fast as it goes', name, name)),
        ...(['fast', 'players'] as const).flatMap((pace) => [
          row(`${crowd}, ${paces[pace]}`, 'nginx edge with our API', `edge ${pace}`),
          row(`${crowd}, ${paces[pace]}`, 'of it nginx', `edge ${pace}, nginx`),
          row(`${crowd}, ${paces[pace]}`, 'of it our API', `edge ${pace}, API`),
          row(`${crowd}, ${paces[pace]}`, 'nginx that asks nobody', `plain ${pace}`),
        ]),
      ],
      ratios: {
        memory_to_nginx_cached: median('ours, from memory') / median('nginx, authorization kept 2 s'),
        memory_to_nginx_file: median('ours, from memory') / median('nginx, a file'),
        reply_from_to_memory: median('reply-from') / median('ours, from memory'),
        edge_to_nginx_plain: median('edge fast') / median('plain fast'),
        edge_to_nginx_plain_at_players_pace: median('edge players') / median('plain players'),
      },
    }
  } finally {
    await edge.stop()
    await plain.stop()
    for (const child of [ours, proxy]) await child.stop()
    origin.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The edge's own configuration, with a port without TLS, and without a limit on what one token may ask a second. */
function asMeasured(text: string, port: number): string {
  return text
    .replace('listen 443 ssl http2;', `listen 443 ssl http2;\n    listen 127.0.0.1:${port};`)
    .replace('zone=porchlight_live:32m rate=20r/s', 'zone=porchlight_live:32m rate=100000r/s')
}

async function playlistOf(api: string, box: Box, camera: number): Promise<string> {
  const answer = await request(`${api}/v1/playbacks`, {
    method: 'POST',
    headers: { authorization: box.bearer, 'content-type': 'application/json' },
    body: JSON.stringify({ camera_id: `c${camera}`, engine: 'native' }),
  })
  const told = (await answer.body.json()) as { url: string }
  if (answer.statusCode !== 201) throw new Error(`a playback was answered ${answer.statusCode}`)
  return told.url
}

/** CPU per segment, µs, of so many requests, a few of them at once and each as soon as the one before is there. */
async function fast({ address, path, cpu }: Way, requests: number, bytes: number): Promise<number> {
  const viewers = await Promise.all(Array.from({ length: atOnce }, () => openViewer(address)))
  const before = await cpu()
  await Promise.all(
    viewers.map(async (viewer) => {
      for (let turn = 0; turn < requests / atOnce; turn++)
        if ((await mustGet(viewer, path())).bytes !== bytes) throw new Error('a segment came in part')
    }),
  )
  const used = (await cpu()) - before
  for (const viewer of viewers) viewer.close()
  return (used * 1000) / requests
}

async function seatsAt(address: string, playlists: readonly string[]): Promise<Seat[]> {
  return Promise.all(playlists.map(async (playlist) => ({ viewer: await openViewer(address), playlist })))
}

/** So often everybody fetches in a round. */
const turns = { players: 3, fast: 30 }

/**
 * Everybody fetches the playlist and its newest segment again and again: either as players do, once in a segment's
 * length, each at a moment of his own; or each as soon as the one before is there, as on an edge that is fully used.
 * Gives the CPU per segment, µs.
 */
async function watch(seats: readonly Seat[], pace: keyof typeof turns, cpu: () => Promise<number>): Promise<number> {
  const before = await cpu()
  const begun = performance.now()
  await Promise.all(
    seats.map(async ({ viewer, playlist }, n) => {
      for (let turn = 0; turn < turns[pace]; turn++) {
        const due = begun + (turn + n / seats.length) * segmentS * 1000
        if (pace === 'players') await pause(Math.max(0, due - performance.now()))
        const newest = newestIn((await mustGet(viewer, playlist, true)).text)
        await mustGet(viewer, playlist.replace(/[^/]+$/, newest))
      }
    }),
  )
  return (((await cpu()) - before) * 1000) / seats.length / turns[pace]
}

/** The proxy in Node that everybody writes first. */
async function proxy(): Promise<Answers> {
  const app = Fastify()
  await app.register(replyFrom, { base: process.env.UPSTREAM })
  app.get('/*', (asked, reply) => reply.from(asked.url))
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return { ...measures, address: async () => address }
}

playRole({ service, proxy })
