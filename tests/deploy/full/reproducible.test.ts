import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const work = mkdtempSync(join(tmpdir(), 'porchlight-twice-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Builds the last commit in a folder of this name, and gives each shipped file's hash. */
function built(name: string): Record<string, string> {
  const folder = join(work, name)
  execFileSync('git', ['clone', '-q', '--local', '.', folder])
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, ['build/build.mjs'], {
    cwd: folder,
    stdio: 'pipe',
    env: { ...process.env, TZ: name === 'one' ? 'UTC' : 'Asia/Shanghai' },
  })
  const dist = join(folder, 'dist')
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const hashes = files
    // When which source was built, for the next build: it is not shipped.
    .filter(({ name: file }) => file !== '.stamps.json')
    .map((file) => {
      const path = join(file.parentPath, file.name)
      return [relative(dist, path), createHash('sha256').update(readFileSync(path)).digest('hex')]
    })
  return Object.fromEntries(hashes.sort()) as Record<string, string>
}

it('the same commit gives the same bytes, wherever and whenever it is built', () => {
  const [one, other] = [built('one'), built('two')]
  expect(Object.keys(one)).toEqual(
    expect.arrayContaining(['api/main.mjs', 'tv/index.html', 'tv/release.json', 'desk/index.html']),
  )
  expect(Object.keys(one).some((path) => path.startsWith('tv/es5/'))).toBe(true)
  expect(other).toEqual(one)
})
