/**
 * Draws the demo's clips: `node app/demo/clips/draw.mjs [camera …] [--still <folder>]`.
 * Each scene is a picture of a time that ends as it began; ffmpeg makes of it an H.264 loop of one-second fragments.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createCanvas } from '@napi-rs/canvas'
import { transformSync } from 'esbuild'
import { ffmpeg } from './ffmpeg.mjs'
import { scenes } from './scenes/index.mjs'
import { height, loopSeconds, width } from './stage.mjs'

const framesPerSecond = 12
const frames = loopSeconds * framesPerSecond
const here = fileURLToPath(new URL('.', import.meta.url))

/** Constant rate factors: the budget of all clips together is 10 MB, see README.md. */
const quality = { full: 35, low: 37 }

const { barcode, barcodeCells, barcodeTones } = await typescript('../barcode.ts')
const { demoCameras } = await typescript('../cameras.ts')

/** A module of the demo without imports of values, as plain JavaScript. */
function typescript(path) {
  const source = readFileSync(new URL(path, import.meta.url), 'utf8')
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' })
  return import(`data:text/javascript,${encodeURIComponent(code)}`)
}

function drawBarcode(g, camera, frame) {
  for (const [index, light] of barcodeCells({ camera, frame }).entries()) {
    g.fillStyle = light ? barcodeTones.light : barcodeTones.dark
    const column = index % barcode.columns
    const row = Math.floor(index / barcode.columns)
    g.fillRect(barcode.left + column * barcode.cell, barcode.top + row * barcode.cell, barcode.cell, barcode.cell)
  }
}

/** Calls `use` with the pixels of each frame of a camera's loop. */
async function eachFrame({ id, number }, wanted, use) {
  const canvas = createCanvas(width, height)
  const g = canvas.getContext('2d')
  const paint = scenes[id]()
  for (const frame of wanted) {
    g.save()
    paint(g, frame / framesPerSecond)
    g.restore()
    drawBarcode(g, number, frame)
    await use(canvas)
  }
}

function encoder(id) {
  const rendition = (name, filter) => [
    ...['-map', `[${name}]`, '-c:v', 'libx264', '-preset', 'veryslow', '-tune', 'animation', '-crf', quality[name]],
    ...['-profile:v', 'high', '-level', filter, '-g', framesPerSecond, '-keyint_min', framesPerSecond],
    ...['-sc_threshold', 0, '-bf', 0, '-refs', 3, '-threads', 1, '-video_track_timescale', framesPerSecond * 1000],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof+skip_trailer', '-map_metadata', -1],
    ...['-fflags', '+bitexact', '-f', 'mp4', '-y', `${here}${id}.${name}.part`],
  ]
  const graph =
    '[0]split[a][b];[a]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[full];' +
    '[b]scale=640:360:flags=area:out_color_matrix=bt709:out_range=tv,format=yuv420p[low]'
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-r', framesPerSecond, '-i', '-']
  const options = ['-v', 'error', ...input, '-filter_complex', graph, ...rendition('full', '3.1'), ...rendition('low', '3.0')]
  return spawn(ffmpeg(), options.map(String), { stdio: ['pipe', 'inherit', 'inherit'] })
}

async function encode(camera) {
  const encoding = encoder(camera.id)
  const ended = once(encoding, 'exit')
  await eachFrame(camera, Array(frames).keys(), async (canvas) => {
    if (!encoding.stdin.write(Buffer.from(canvas.data()))) await once(encoding.stdin, 'drain')
  })
  encoding.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg ended with ${code} for ${camera.id}`)
  // in one move: a demo that starts meanwhile reads a whole clip
  for (const name of Object.keys(quality)) renameSync(`${here}${camera.id}.${name}.part`, `${here}${camera.id}.${name}.mp4`)
}

const names = process.argv.slice(2)
const stillAt = names.indexOf('--still')
const stills = stillAt < 0 ? null : names.splice(stillAt, 2)[1]
for (const camera of demoCameras) {
  if (camera.trouble === 'offline' || (names.length > 0 && !names.includes(camera.id))) continue
  if (stills) {
    mkdirSync(stills, { recursive: true })
    const at = Number(process.env.AT ?? 5) * framesPerSecond
    await eachFrame(camera, [at], (canvas) => writeFileSync(`${stills}/${camera.id}.png`, canvas.toBuffer('image/png')))
  } else await encode(camera)
  console.log(camera.id)
}
