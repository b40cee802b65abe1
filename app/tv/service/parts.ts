/** An answer that may have files with it. */
export interface Parts {
  /** the answer itself */
  text: string
  /** by the address that would give the same */
  files: Record<string, ArrayBuffer>
}

/**
 * An answer of one part, or `multipart/mixed` (RFC 2046): a text, then files. Every part says its length, so that no
 * byte of a file is looked at. @throws Error when it is not whole
 */
export function readParts(type: string, body: ArrayBuffer): Parts {
  const bytes = new Uint8Array(body)
  const boundary = /^multipart\/mixed\s*;.*\bboundary="?([^";]+)/i.exec(type)?.[1]
  const parts: Parts = { text: '', files: {} }
  if (boundary === undefined) return { ...parts, text: textOf(bytes) }
  // A part begins behind two dashes, the boundary and a line's end; what closes the last is two dashes longer.
  const before = boundary.length + 4
  for (let at = 0; at + before + 4 < bytes.length; ) {
    const head = endOfHead(bytes, at)
    const said = textOf(bytes.subarray(at + before, head))
    const length = Number(/^content-length: *(\d+)/im.exec(said)?.[1])
    if (!(head + length <= bytes.length)) throw new Error('a part of the answer is missing')
    const address = /^content-location: *(\S+)/im.exec(said)?.[1]
    if (address === undefined) parts.text = textOf(bytes.subarray(head, head + length))
    else parts.files[address] = body.slice(head, head + length)
    at = head + length + 2
  }
  return parts
}

/** Where the empty line after a part's head ends; beyond the last byte when there is none. */
function endOfHead(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 3 < bytes.length; at++)
    if (bytes[at] === 13 && bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4
  return bytes.length + 1
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
