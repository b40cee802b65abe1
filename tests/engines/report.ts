import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from './driver'
import type { Engine } from './engines'

/** What became of an engine: a cell per journey, what it found of itself, or why it could not be had. */
export interface Row {
  engine: Engine
  version?: string
  reason?: string
  cells: Map<string, string>
  traits?: Traits
}

interface Traits {
  build: string
  drawing: string
  player: string
  lacks: string[]
}

/** What the app found in this engine, and what the engine has not. */
export function traitsOf(driver: Driver): Promise<Traits> {
  return driver.run<Traits>(`(function () {
    var video = document.createElement('video')
    var plays = function (type) { return typeof MediaSource === 'function' && MediaSource.isTypeSupported('video/mp4;codecs="' + type + '"') }
    var native = video.canPlayType('application/vnd.apple.mpegurl') !== ''
    var context = porchlight.stage.gl
    var has = {
      'WebGL': !!context,
      'WebGL 2': !!document.createElement('canvas').getContext('webgl2'),
      'H.264 in media sources': plays('avc1.42E01E'),
      'H.265 in media sources': plays('hvc1.1.6.L93.B0'),
      'HLS of its own': native,
      'streamed fetch': typeof fetch === 'function' && typeof ReadableStream === 'function' && typeof AbortSignal === 'function',
      'a call per painted frame': 'requestVideoFrameCallback' in video,
      'speech': 'speechSynthesis' in window && speechSynthesis.getVoices().length > 0
    }
    return {
      build: document.querySelector('script[type=module]') ? 'modern' : 'ES5',
      drawing: context ? 'WebGL' : '2D canvas',
      player: plays('avc1.42E01E') ? 'hls.js' : native ? 'native' : 'none',
      lacks: Object.keys(has).filter(function (name) { return !has[name] })
    }
  })()`)
}

/** Writes docs/engines.md. */
export function writeReport(rows: readonly Row[], journeys: readonly string[]): void {
  const line = (...cells: string[]) => `| ${cells.join(' | ')} |`
  const table = (head: string[], body: string[][]) =>
    [line(...head), line(...head.map(() => '---')), ...body.map((row) => line(...row))].join('\n')
  const tried = rows.filter(({ version }) => version !== undefined)
  const text = `# Engines
Written by \`npm run test:engines\`, which fetches the engines, plays the same journeys in each and proves the pictures by what is painted: every demo clip carries its camera's and its frame's number. A start is one of the TV app with an empty store; a journey that ends in words is one that ends as it should in an engine that cannot.

${table(
  ['engine', 'stands for', 'build', 'drawn by', 'player', ...journeys],
  tried.map(({ engine, version = '', traits, cells }) => [
    engine.mask === 'es5' ? `${version} as ES5` : engine.mask === undefined ? version : `${version}, native HLS`,
    engine.for,
    traits?.build ?? '?',
    traits?.drawing ?? '?',
    traits?.player ?? '?',
    ...journeys.map((name) => cells.get(name) ?? '**not reached**'),
  ]),
)}

## What each does without
${table(
  ['engine', 'has not'],
  tried.map(({ engine, version = '', traits }) => [
    engine.name === 'ES5' ? `${version} as ES5` : engine.player === 'native' ? `${version}, native HLS` : version,
    traits?.lacks.join(', ') || '–',
  ]),
)}

${answers}
${
  rows.length === tried.length
    ? ''
    : `\n## Could not be had\n${rows
        .filter(({ reason }) => reason)
        .map(({ engine, reason }) => `- ${engine.name}: ${reason}`)
        .join('\n')}\n`
}`
  writeFileSync(join(import.meta.dirname, '../../docs/engines.md'), text)
}

const answers = `## The answers
| an engine without | gets |
|---|---|
| syntax of 2019, modules | the build in ES5 with what it lacks (\`dist/tv/es5\`); the page tries what it can parse |
| WebGL | Lightning's 2D canvas |
| H.264 in media sources | its own HLS player; without one the sentence that this box cannot play video, and everything else: the list, calls for help, neighbours' alerts |
| a streamed \`fetch\` | events by \`EventSource\` with a ticket |
| a call per painted frame | the media time that moves on stands for a painted frame |
| speech, or a voice of the language | no read-out; the settings say so |
| storage, or room in it | everything until the app ends, and a sentence that nothing is kept |
| cookies | everything: none is used |
| a loaded font | the box's own |

Their tests mask each in today's Chromium (\`tests/journeys/lacking.test.ts\`). What these engines cannot tell: a box's hardware decoder, its graphics memory and its remote.
`
