/** What a box with little memory does without. */
export interface Thrift {
  /** pixels of textures before unused ones go */
  textures: number
  /** pictures kept as previews; the one that stands in for a picture that is being brought back always is */
  previews: number
  /** whether the player keeps less of what it has played and will play */
  shortBuffers: boolean
  /** the most lines that are drawn */
  lines: 720 | 1080
}

/** Gigabytes, as `navigator.deviceMemory` rounds them: 0.25, 0.5, 1 … */
const little = 0.5

/**
 * By the deployment's word, `low` or `normal`; else by what the engine tells of the box, which only Chromium does.
 * @param textures what the deployment allows, pixels
 */
export function thriftOf(wanted: string, textures: number, deviceMemory: number | undefined): Thrift {
  const low = wanted === 'low' || (wanted !== 'normal' && deviceMemory !== undefined && deviceMemory <= little)
  return low
    ? { textures: Math.min(textures, 5_000_000), previews: 1, shortBuffers: true, lines: 720 }
    : { textures, previews: 24, shortBuffers: false, lines: 1080 }
}

/**
 * Lines to draw: as set; else those of the box's graphics plane, which is 720 lines on boxes that scale it up, whatever
 * the video's own plane has. A page that is opened behind television may have no height yet: the smaller will do.
 */
export function linesOf(set: number, windowHeight: number, most: Thrift['lines']): number {
  return set || (windowHeight <= 720 ? 720 : most)
}
