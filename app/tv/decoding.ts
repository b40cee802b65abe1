/** `TextDecoder` for engines before 2014 (Chromium 38, WebKit 10.1): a whole text in UTF-8 at once, no stream. */
class OldDecoder {
  decode(bytes: Uint8Array = new Uint8Array(0)): string {
    let escaped = ''
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      // `%` is 0x25: it has to be written so itself.
      escaped +=
        byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte < 16 ? '0' : ''}${byte.toString(16)}`
    }
    return decodeURIComponent(escaped)
  }
}

if (typeof TextDecoder !== 'function') Object.assign(window, { TextDecoder: OldDecoder })
