/** What this box's engine can play. */

const hls = 'application/vnd.apple.mpegurl'

/** hls.js where there are media sources with H.264, else the box's own HLS; null where there is neither. */
export function engineOf(): 'mse' | 'native' | null {
  if (canAppend('avc1.42E01E')) return 'mse'
  return document.createElement('video').canPlayType(hls) === '' ? null : 'native'
}

/** The codec families that the engine decodes, for the service to choose a rendition by. */
export function decodable(): string[] {
  const families = [
    ['avc1', 'avc1.42E01E'],
    ['hvc1', 'hvc1.1.6.L93.B0'],
  ] as const
  return families.filter(([, codec]) => canAppend(codec)).map(([family]) => family)
}

function canAppend(codec: string): boolean {
  return typeof MediaSource === 'function' && MediaSource.isTypeSupported(`video/mp4;codecs="${codec}"`)
}
