import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * An ffmpeg that runs: the system's, else the binary that `@ffmpeg-installer/ffmpeg` ships inside its package
 * (npm may have left out the install script that makes it executable).
 */
export function findFfmpeg(): string {
  if (runs('ffmpeg')) return 'ffmpeg'
  const { path } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }
  chmodSync(path, 0o755)
  if (runs(path)) return path
  throw new Error('The encoder test needs ffmpeg: install the ffmpeg package of your system.')
}

function runs(path: string): boolean {
  return spawnSync(path, ['-version'], { stdio: 'ignore' }).status === 0
}
