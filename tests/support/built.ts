import { execFileSync } from 'node:child_process'

/** Vitest's global set-up: dist/ is what the journeys run, so it must be of these sources. */
export default function setup(): void {
  execFileSync(process.execPath, ['build/build.mjs', '--stale'], { stdio: 'inherit' })
}
