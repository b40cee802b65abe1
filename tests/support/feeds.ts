import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { boxAt, boxesIn } from '../../app/demo/boxes'
import { findFfmpeg } from './ffmpeg'

/**
 * What a camera may send: its clip as fragmented MP4 in two sizes, the same said to be H.265, the same with sound, and as
 * an MPEG transport stream without and with sound. The last three are made by ffmpeg when first asked for.
 */
export type Rendition = 'full' | 'low' | 'hevc' | 'sound' | 'ts' | 'ts-sound'

export interface Feed {
  name: Rendition
  type: string
  ending: string
  init: Buffer | null
  /** A second of the loop's pictures, with its decode time, in seconds since the encoder began. */
  segment(second: number, decodeTime: number): Buffer
  /** Do the decode times jump before this second? */
  breaksAt(second: number): boolean
}

export const clipsFolder = join(import.meta.dirname, '../../app/demo/clips')
const known = new Map<string, Feed>()

export function feedOf(camera: string, name: Rendition): Feed {
  const key = `${camera}.${name}`
  const feed = known.get(key) ?? made(camera, name)
  known.set(key, feed)
  return feed
}

function made(camera: string, name: Rendition): Feed {
  const file = join(clipsFolder, `${camera}.${name === 'low' ? 'low' : 'full'}.mp4`)
  if (name === 'sound') return withSound(file)
  if (name === 'ts' || name === 'ts-sound') return asTransportStream(file, name)
  const feed = fragmented(readFileSync(file), name)
  if (name === 'hevc') {
    feed.init.write('hvc1', feed.init.indexOf('avc1', feed.init.indexOf('stsd')), 'latin1')
    feed.init.write('hvcC', feed.init.indexOf('avcC'), 'latin1')
  }
  return feed
}

const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-c:v', 'copy', '-c:a', 'aac', '-shortest']

/** Pictures and sound in the same fragments. */
function withSound(file: string): Feed {
  return inFolder((folder) => {
    const cut = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4']
    ffmpeg('-i', file, ...tone, ...cut, join(folder, 'whole.mp4'))
    return fragmented(readFileSync(join(folder, 'whole.mp4')), 'sound')
  })
}

/** A fragmented MP4 of one-second fragments as a loop without an end. */
function fragmented(whole: Buffer, name: Rendition): Feed & { init: Buffer } {
  const firstMoof = boxAt(whole, ['moof']).start
  const init = Buffer.from(whole.subarray(0, firstMoof))
  const scales = tracksOf(init)
  const parts = boxesIn(whole, firstMoof)
  const fragments = parts.flatMap((moof, at) => {
    const mdat = parts[at + 1]
    return moof.type === 'moof' && mdat?.type === 'mdat' ? [whole.subarray(moof.start, mdat.end)] : []
  })
  const segment = (second: number, decodeTime: number) => {
    const at = second % fragments.length
    const data = Buffer.from(fragments[at] as Buffer)
    const moof = boxAt(data, ['moof'])
    data.writeUInt32BE(decodeTime, boxAt(data, ['moof', 'mfhd']).body + 4)
    for (const traf of boxesIn(data, moof.body, moof.end).filter(({ type }) => type === 'traf')) {
      const track = data.readUInt32BE(boxAt(data, ['tfhd'], traf.body, traf.end).body + 4)
      const time = boxAt(data, ['tfdt'], traf.body, traf.end).body + 4
      const moved = data.readBigUInt64BE(time) + BigInt(decodeTime - at) * BigInt(scales.get(track) ?? 0)
      data.writeBigUInt64BE(moved, time)
    }
    return data
  }
  return { name, type: 'video/iso.segment', ending: 'm4s', breaksAt: () => false, init, segment }
}

/** Ticks per second by track. */
function tracksOf(init: Buffer): Map<number, number> {
  const moov = boxAt(init, ['moov'])
  const tracks = boxesIn(init, moov.body, moov.end).filter(({ type }) => type === 'trak')
  return new Map(
    tracks.map(({ body, end }) => [
      init.readUInt32BE(boxAt(init, ['tkhd'], body, end).body + 12),
      init.readUInt32BE(boxAt(init, ['mdia', 'mdhd'], body, end).body + 12),
    ]),
  )
}

/** As most packagers of cameras send it; at the loop's end the times begin again. */
function asTransportStream(file: string, name: 'ts' | 'ts-sound'): Feed {
  const segments = inFolder((folder) => {
    const also = name === 'ts' ? ['-c:v', 'copy'] : tone
    const cut = ['-f', 'segment', '-segment_time', '1', '-segment_format', 'mpegts']
    ffmpeg('-i', file, ...also, ...cut, join(folder, '%04d.ts'))
    return readdirSync(folder)
      .sort()
      .map((each) => readFileSync(join(folder, each)))
  })
  return {
    ...{ name, type: 'video/mp2t', ending: 'ts', init: null },
    segment: (second) => segments[second % segments.length] as Buffer,
    breaksAt: (second) => second > 0 && second % segments.length === 0,
  }
}

function ffmpeg(...args: string[]): void {
  execFileSync(findFfmpeg(), ['-v', 'error', '-y', ...args])
}

function inFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-feed-'))
  try {
    return act(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
