// dist/tv/release.json: what the operator sees of a release of the TV app beside its id.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes version and commit; the commit is empty where the sources are no git repository. @param {string} root */
export function tellRelease(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(root, 'dist/tv/release.json'), `${JSON.stringify({ version, commit: commitOf(root) })}\n`)
}

/** @param {string} root */
function commitOf(root) {
  if (process.env.SOURCE_COMMIT) return process.env.SOURCE_COMMIT
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return ''
  }
}
