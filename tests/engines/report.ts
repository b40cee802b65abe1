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
${memory}
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

Their tests mask each in today's Chromium (\`lacking.test.ts\` and \`boot.test.ts\` in \`tests/journeys\`). What these engines cannot tell: a box's hardware decoder, its graphics memory and its remote.
`

const memory = `## Memory in WPE WebKit 2.38: whose it is
Private dirty pages and swap of the web process, MB over an empty page (45 MB), one look each on 24 November 2026 with the allocator set as [boxes.md](boxes.md) asks, a page of 1280×720 and a camera of 1280×720. \`npm run bench -- box\` measures the same again, with medians, into [performance.md](performance.md).

| page | over an empty page |
|---|---|
| a WebGL canvas of 1280×720, cleared 60 times: with depth and stencil, as Lightning asks for it | 21 |
| the same without, as ours is now | 18 |
| the same of 1×1, as ours is in the background | 7 |
| hls.js and a \`<video>\`, nothing else, playing the same camera | 79 |
| the same after hls.js is destroyed and the \`<video>\` removed | 32 |
| Porchlight, list | 62 (71 before depth, stencil, a second context and a long list of rectangles went) |
| Porchlight, picture of 1280×720 | 142 to 145 (148 before) |
| Porchlight, picture of a low rendition | 107 |
| Porchlight, in the background after a picture | 66 (69 before) |
| Porchlight, in the background after the list alone | 48, before |

- **Not ours**: the bare player is within 21 MB of the promised 100 by itself, and with a bare WebGL canvas beside it at 97. libav decodes into the web process here; a low rendition costs 40 MB less. A box's decoder has its pictures elsewhere. In the background 21 MB of the decoder's libraries and of what the allocator does not give back stay in the bare player too.
- **Ours**: 18 for the stage, and some 14 of live JavaScript objects (\`JSC_logGC\`), which JavaScriptCore's compilers follow with as much again: \`JSC_useJIT=0\` in the environment has 18 less with the list, \`JSC_useDFGJIT=0\` 8 less. What keys cost then was not measured.
- **Tried, and changed nothing**: no web font, texts uploaded as pixels, a smaller heap by \`JSC_forceRAMSize\` or \`JSC_miniVMHeapSize\`, no threads for the software graphics. The player keeps 5 s of the picture, which is one or two MB. Making the engine collect in the background by allocating (full collections, by its log) left 20 MB more, not less.
- **A fault of Debian's software graphics**: with the allocator set to give memory back, the web process died in \`swrast_dri.so\` (its compositor's thread read what was freed) in two of some fifty sessions; set or not, the memory is read, and only without the setting is it still there. A box with graphics of its own has another library; try the setting on a model before it goes out.
- **Many zaps**: with WPE 50 MB more after 1,000 zaps than after 100 (one look each); in Chromium 76 it went up to 125 MB after 500 and came back to 91. A bare player was not zapped beside it, so whose that is stays open.
- So 100 MB with a picture and 40 in the background are **not kept** in an engine that decodes 720 lines in its own process; with the list they are.
`
