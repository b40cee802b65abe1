#!/usr/bin/env node
// Takes an RTSP camera or a file through ffmpeg to live HLS, kept in memory only, and adds it as a camera.
// docs/cameras.md says how it is used. Needs Node and ffmpeg, nothing else.
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

const usage = `usage: packager.mjs --source <rtsp://… or file> --id <camera id> [--port 8900] [--host 127.0.0.1] [--ffmpeg ffmpeg]
       and to add it as a camera: --api <address of the service> --number <n> --name <name> --area <area id>
       [--kind gate] --approved-by <who> --approved-until <date> --legal-basis <text> --mask-attested-by <who>
       [--owner <who>] [--contact <phone>] [--clarity low|full]; the operator's key is read from OPERATOR_KEY`

const { values: given } = parseArgs({
  options: {
    source: { type: 'string' },
    id: { type: 'string' },
    port: { type: 'string', default: '8900' },
    host: { type: 'string', default: '127.0.0.1' },
    ffmpeg: { type: 'string', default: 'ffmpeg' },
    api: { type: 'string' },
    number: { type: 'string' },
    name: { type: 'string' },
    area: { type: 'string' },
    kind: { type: 'string', default: 'other' },
    clarity: { type: 'string', default: 'full' },
    'approved-by': { type: 'string' },
    'approved-until': { type: 'string' },
    'legal-basis': { type: 'string' },
    'mask-attested-by': { type: 'string' },
    owner: { type: 'string', default: '' },
    contact: { type: 'string', default: '' },
  },
})
const source = given.source ?? stop(usage)
const id = given.id ?? stop(usage)
if (!/^[\w-]{1,64}$/.test(id)) stop(`--id "${id}" may hold letters, digits, - and _ only.`)

/** Newest segments kept, in seconds of 1 s: the playlist's six and a few that a slow viewer still asks for. */
const kept = 12
/** @type {Map<string, {body: Buffer, type: string}>} what ffmpeg put here; never on a disk */
const files = new Map()

const server = createServer((request, response) => {
  const name = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/').slice(1)
  if (request.method === 'PUT' || request.method === 'POST') return receive(name, request, response)
  if (request.method === 'DELETE') return answer(response, files.delete(name) ? 204 : 404)
  const file = files.get(name)
  if (file === undefined) return answer(response, 404)
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.body.length,
    'cache-control': 'no-store',
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
})

/** @param {string} name @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
function receive(name, request, response) {
  // Only ffmpeg beside us may put files here.
  if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? ''))
    return answer(response, 403)
  /** @type {Buffer[]} */
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const playlist = name.endsWith('.m3u8')
    files.set(name, { body: Buffer.concat(chunks), type: playlist ? 'application/vnd.apple.mpegurl' : 'video/mp2t' })
    const segments = [...files.keys()].filter((key) => !key.endsWith('.m3u8'))
    for (const old of segments.slice(0, Math.max(0, segments.length - kept))) files.delete(old)
    answer(response, 201)
  })
}

/** @param {import('node:http').ServerResponse} response @param {number} status */
function answer(response, status) {
  response.writeHead(status)
  response.end()
}

/** Whether the source's video is H.264, which every box plays, so that it need not be encoded again. */
function isH264() {
  const probe = spawnSync(given.ffmpeg, ['-hide_banner', ...inputOptions(), '-i', source, '-t', '0'], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  if (probe.error !== undefined)
    stop(`ffmpeg cannot be run: ${probe.error.message}. Install it, or name it by --ffmpeg.`)
  const video = /Stream #.*Video: (\w+)/.exec(probe.stderr)
  if (video === null) stop(`${source} cannot be read:\n${probe.stderr.trim().split('\n').slice(-3).join('\n')}`)
  return video[1] === 'h264'
}

function inputOptions() {
  // TCP: a lost UDP packet would smear the picture until the next keyframe.
  if (source.startsWith('rtsp')) return ['-rtsp_transport', 'tcp']
  return /^\w+:\/\//.test(source) ? [] : ['-re', '-stream_loop', '-1']
}

/** @param {boolean} copy @param {number} port */
function encoder(copy, port) {
  const video = copy
    ? ['-c:v', 'copy']
    : [
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-tune',
        'zerolatency',
        '-pix_fmt',
        'yuv420p',
        '-force_key_frames',
        'expr:gte(t,n_forced*1)',
      ]
  const base = `http://127.0.0.1:${port}/${id}`
  return spawn(
    given.ffmpeg,
    [
      '-hide_banner',
      '-loglevel',
      'warning',
      ...inputOptions(),
      '-i',
      source,
      '-map',
      '0:v:0',
      ...video,
      '-an',
      '-f',
      'hls',
      '-hls_time',
      '1',
      '-hls_list_size',
      '6',
      // Epoch numbers keep the media sequence growing over a restart: players replay old footage otherwise.
      '-hls_start_number_source',
      'epoch',
      '-hls_flags',
      'program_date_time+omit_endlist+discont_start+delete_segments',
      '-hls_segment_filename',
      `${base}/%d.ts`,
      '-method',
      'PUT',
      `${base}/index.m3u8`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
}

/** Adds or updates the camera by the operator's API. @param {number} port */
async function add(port) {
  if (given.api === undefined) return
  for (const need of /** @type {const} */ ([
    'number',
    'name',
    'area',
    'approved-by',
    'approved-until',
    'legal-basis',
    'mask-attested-by',
  ]))
    if (given[need] === undefined) stop(`--${need} is needed to add the camera.\n${usage}`)
  const key = process.env.OPERATOR_KEY ?? stop('OPERATOR_KEY is needed to add the camera.')
  const answered = await fetch(`${given.api}/v1/operator/cameras/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      number: Number(given.number),
      name: given.name,
      area: given.area,
      kind: given.kind,
      hls_url: `http://${given.host}:${port}/${id}/index.m3u8`,
      // One rendition: a household with a low grant is told that there is none, unless the picture has at most 480 lines.
      hls_url_low: null,
      published: true,
      resident_clarity: given.clarity,
      legal_basis: given['legal-basis'],
      approved_by: given['approved-by'],
      approved_until: given['approved-until'],
      mask_attested_by: given['mask-attested-by'],
      owner: given.owner,
      contact: given.contact,
      quiet_hours: null,
      external_id: null,
    }),
  })
  if (!answered.ok) stop(`The service refused the camera (${answered.status}): ${await answered.text()}`)
  console.log(`camera ${given.number} "${given.name}" is known to ${given.api}`)
}

/** @param {string} why @returns {never} */
function stop(why) {
  console.error(why)
  process.exit(1)
}

const copy = isH264()
server.on('error', (error) => stop(`Port ${given.port} cannot be used: ${error.message}.`))
server.listen(Number(given.port), given.host, async () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : Number(given.port)
  console.log(`${copy ? 'copying' : 'encoding'} ${id} to http://${given.host}:${port}/${id}/index.m3u8`)
  /** @type {import('node:child_process').ChildProcess} */
  let running
  let ending = false
  const supervise = () => {
    running = encoder(copy, port)
    running.once('exit', (code) => {
      if (ending) process.exit(0)
      console.error(`ffmpeg ended (${code}); starting it again`)
      setTimeout(supervise, 1000)
    })
  }
  supervise()
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => {
      ending = true
      running.kill('SIGTERM')
    })
  await add(port)
})
