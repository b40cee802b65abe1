import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { TelemetryReport } from '../app/contract/telemetry'
import { tellRelease, versionOf } from './release.mjs'

const root = mkdtempSync(join(tmpdir(), 'porchlight-release-'))
writeFileSync(join(root, 'package.json'), '{"version": "1.2.3"}')
mkdirSync(join(root, 'dist/tv'), { recursive: true })
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(root, { recursive: true, force: true }))

const commit = '3f9a1c2b7d10f00dfeed3f9a1c2b7d10f00dfeed'

it.each([
  [commit, '1.2.3+3f9a1c2b7d10'],
  // Sources that are no repository.
  ['', '1.2.3'],
])('of commit "%s" is %s, which a box may report', (source, version) => {
  vi.stubEnv('SOURCE_COMMIT', source)
  expect(versionOf(root)).toBe(version)
  expect(Value.Check(TelemetryReport.properties.version, version)).toBe(true)
})

it('stands beside the bundle', () => {
  vi.stubEnv('SOURCE_COMMIT', commit)
  tellRelease(root)
  expect(JSON.parse(readFileSync(join(root, 'dist/tv/release.json'), 'utf8'))).toEqual({ version: '1.2.3', commit })
})
