import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { boxAt } from './boxes'
import { readClip, segmentOf } from './clip'
import { partOf, partsPerSegment } from './part'
import { edgeAt, partsPlaylist, thereAt } from './playlists'

const clip = readClip(readFileSync(fileURLToPath(new URL('clips/square.low.mp4', import.meta.url))))
const second = 1_795_449_003
const all = Array.from({ length: partsPerSegment }, (_, index) => partOf(clip, second, index))
const dataOf = (file: Buffer) => {
  const { body, end } = boxAt(file, ['mdat'])
  return file.subarray(body, end)
}

describe('partOf', () => {
  it('cuts a segment without a byte more or less', () => {
    expect(Buffer.concat(all.map(dataOf)).equals(dataOf(segmentOf(clip, second)))).toBe(true)
  })

  it('goes on in time, from the segment’s own first frame', () => {
    const times = all.map((part) => part.readBigUInt64BE(boxAt(part, ['moof', 'traf', 'tfdt']).body + 4))
    const step = BigInt(clip.timescale / partsPerSegment)
    expect(times).toEqual(all.map((_, index) => BigInt(second) * BigInt(clip.timescale) + BigInt(index) * step))
  })

  it('says where its frames begin, and that only the first part begins with a key frame', () => {
    const truns = all.map((part) => ({ part, trun: boxAt(part, ['moof', 'traf', 'trun']).body }))
    for (const { part, trun } of truns) expect(part.readUInt32BE(trun + 8)).toBe(boxAt(part, ['mdat']).body)
    const notKey = truns.map(({ part, trun }) => (part.readUInt32BE(trun + 12) & 0x1_0000) !== 0)
    expect(notKey).toEqual([false, true, true, true])
  })
})

describe('a playlist with parts', () => {
  it.each([
    [0, 0],
    [249, 0],
    [250, 1],
    [999, 3],
  ])('%i ms into a second has %i of its parts', (ms, parts) => {
    expect(edgeAt(second * 1000 + ms)).toEqual({ segment: second, parts })
  })

  it('knows when what is asked for is there', () => {
    expect(thereAt(second, 0)).toBe(second * 1000 + 250)
    expect(thereAt(second, null)).toBe((second + 1) * 1000)
  })

  it('lists parts before their segment, those of the newest without one, and what comes next', () => {
    const lines = partsPlaylist('low', { segment: second, parts: 2 }).trimEnd().split('\n')
    expect(lines).toContain('#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.75000')
    expect(lines.slice(-10)).toEqual([
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second - 1}.0.m4s",INDEPENDENT=YES`,
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second - 1}.1.m4s"`,
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second - 1}.2.m4s"`,
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second - 1}.3.m4s"`,
      '#EXTINF:1.000,',
      `low/${second - 1}.m4s`,
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(second * 1000).toISOString()}`,
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second}.0.m4s",INDEPENDENT=YES`,
      `#EXT-X-PART:DURATION=0.25000,URI="low/${second}.1.m4s"`,
      `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="low/${second}.2.m4s"`,
    ])
  })
})
