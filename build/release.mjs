// What the operator sees of a release of the TV app: in dist/tv/release.json, and told by each box that runs it.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes version and commit; the commit is empty where the sources are no git repository. @param {string} root */
export function tellRelease(root) {
  const commit = commitOf(root)
  writeFileSync(join(root, 'dist/tv/release.json'), `${JSON.stringify({ version: numberOf(root), commit })}\n`)
}

/**
 * Version with commit, as semantic versioning writes them: `0.1.0+3f9a1c2b7d10`. The bundle carries it, because a box may
 * go on running what the server has no longer.
 * @param {string} root
 */
export function versionOf(root) {
  const commit = commitOf(root).slice(0, 12)
  return commit === '' ? numberOf(root) : `${numberOf(root)}+${commit}`
}

/** @param {string} root @returns {string} */
function numberOf(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
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
