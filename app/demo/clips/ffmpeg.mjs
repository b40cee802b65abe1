import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'

/** @returns {string} an ffmpeg that runs: the system's, or the one of the npm package, which npm may not have made executable */
export function ffmpeg() {
  if (spawnSync('ffmpeg', ['-version']).status === 0) return 'ffmpeg'
  const require = createRequire(import.meta.url)
  const { path } = require('@ffmpeg-installer/ffmpeg')
  chmodSync(path, 0o755)
  return path
}
