import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openLogStream } from './log'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porchlight-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('writes every line in order: what fills up at once, the rest when it is flushed', async () => {
  const file = join(folder, 'log')
  const stream = openLogStream(file)
  const lines = Array.from({ length: 3000 }, (_, index) => `{"line":${index},"text":"邻灯 ${'x'.repeat(40)}"}\n`)
  for (const line of lines) stream.write(line)
  stream.flush()
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe(lines.join('')), 15_000)
})
