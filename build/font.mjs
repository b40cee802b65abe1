/**
 * Makes the TV app's font: Noto Sans SC (OFL 1.1) cut down to GB 2312 levels 1 and 2 (place names need level 2), ASCII
 * and punctuation, with a list of what it covers. Its result is committed; run again to cover more:
 *   node build/font.mjs [file with further characters]
 * The whole font comes from npm for this one run; as a dependency it would add 92 MB to every installation.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
// @ts-expect-error: the package has no types
import subsetFont from 'subset-font'

const origin = '@expo-google-fonts/noto-sans-sc@0.4.3'
const target = join(dirname(fileURLToPath(import.meta.url)), '../static/fonts')

const { whole, licence } = await fetchFont()
const wanted = new Set([...ascii(), ...gb2312(), ...'·…—–‘’“”•←↑→↓◀▶▲▼●○✓×°±©￥€', ...(await further(process.argv[2]))])
const text = [...wanted].join('')
const covered = codePoints(await subsetFont(whole, text, { targetFormat: 'sfnt' }))
const lacking = [...wanted].filter((char) => !covered.has(char.codePointAt(0) ?? 0))

await mkdir(target, { recursive: true })
const font = await subsetFont(whole, text, { targetFormat: 'woff2' })
await writeFile(join(target, 'porchlight-sans.woff2'), font)
await writeFile(join(target, 'OFL.txt'), licence)
await writeFile(join(target, 'coverage.json'), `${JSON.stringify(coverage(covered), null, 1)}\n`)
console.log(`${covered.size} characters, ${Math.round(font.length / 1000)} kB; lacking: ${lacking.join('') || 'none'}`)

async function fetchFont() {
  const folder = await mkdtemp(join(tmpdir(), 'font-'))
  try {
    const archive = execFileSync('npm', ['pack', origin, '--silent'], { cwd: folder, encoding: 'utf8' }).trim()
    execFileSync('tar', ['xzf', archive], { cwd: folder })
    return {
      whole: await readFile(join(folder, 'package/400Regular/NotoSansSC_400Regular.ttf')),
      licence: await readFile(join(folder, 'package/LICENSE_FONT')),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function ascii() {
  return Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
}

/** All of GB 2312 by its own table: rows 1 to 9 marks and letters, 16 to 55 level 1, 56 to 87 level 2. */
function gb2312() {
  const decoder = new TextDecoder('gbk')
  const chars = []
  for (let row = 1; row <= 87; row++) {
    if (row > 9 && row < 16) continue
    for (let cell = 1; cell <= 94; cell++) {
      const char = decoder.decode(new Uint8Array([0xa0 + row, 0xa0 + cell]))
      // What GB 2312 leaves empty comes back as private use or as a replacement.
      if ([...char].length === 1 && !/[\ue000-\uf8ff\ufffd]/.test(char)) chars.push(char)
    }
  }
  return chars
}

/** @param {string | undefined} file */
async function further(file) {
  return file ? (await readFile(file, 'utf8')).replace(/\s/g, '') : ''
}

/**
 * A bit for each character of the basic plane, lowest bit first, as base64; so that an import can tell what is missing.
 * @param {Set<number>} points
 */
function coverage(points) {
  const bits = Buffer.alloc(0x10000 / 8)
  for (const point of points) if (point < 0x10000) bits[point >> 3] = (bits[point >> 3] ?? 0) | (1 << (point & 7))
  return { font: 'porchlight-sans.woff2', characters: points.size, bits: bits.toString('base64') }
}

/**
 * The characters in a font's cmap (OpenType, formats 4 and 12).
 * @param {Buffer} sfnt @returns {Set<number>}
 */
function codePoints(sfnt) {
  const view = new DataView(sfnt.buffer, sfnt.byteOffset, sfnt.byteLength)
  const points = new Set()
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + i * 16
    if (sfnt.toString('latin1', record, record + 4) !== 'cmap') continue
    const cmap = view.getUint32(record + 8)
    for (let t = 0; t < view.getUint16(cmap + 2); t++) readTable(view, cmap + view.getUint32(cmap + 8 + t * 8), points)
  }
  return points
}

/** @param {DataView} view @param {number} at @param {Set<number>} points */
function readTable(view, at, points) {
  const format = view.getUint16(at)
  if (format === 12) {
    for (let g = 0; g < view.getUint32(at + 12); g++) {
      const group = at + 16 + g * 12
      for (let c = view.getUint32(group); c <= view.getUint32(group + 4); c++) points.add(c)
    }
  } else if (format === 4) {
    const half = view.getUint16(at + 6)
    for (let s = 0; s < half; s += 2) {
      const end = view.getUint16(at + 14 + s)
      const start = view.getUint16(at + 16 + half + s)
      const delta = view.getInt16(at + 16 + 2 * half + s)
      const rangeAt = at + 16 + 3 * half + s
      const range = view.getUint16(rangeAt)
      for (let c = start; c <= end && c !== 0xffff; c++) {
        const glyph = range === 0 ? c + delta : view.getUint16(rangeAt + range + 2 * (c - start))
        if ((glyph & 0xffff) !== 0) points.add(c)
      }
    }
  }
}
