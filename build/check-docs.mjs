// npm run check:docs: every file, page and command that a document names is there.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './parts.mjs'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n')

/** What a document names that is not there. @param {string} document @returns {string[]} */
function missing(document) {
  const text = readFileSync(join(root, document), 'utf8')
  const named = text.matchAll(/`((?:app|bench|build|deploy|docs|static|tests)\/[\w./-]+\.\w+)`/g)
  const linked = text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)
  const commands = text.matchAll(/npm run ([\w:-]*\w)/g)
  return [
    ...[...named].flatMap(([, file = '']) => (existsSync(join(root, file)) ? [] : [file])),
    ...[...linked].flatMap(([, link = '']) => (existsSync(join(root, dirname(document), link)) ? [] : [link])),
    ...[...commands].flatMap(([whole, name = '']) => (name in scripts ? [] : [whole])),
  ]
}

const faults = documents.flatMap((document) => missing(document).map((what) => `${document}: there is no ${what}`))
for (const fault of faults) console.error(fault)
console.log(`${documents.length} documents, ${faults.length} names of what is not there`)
process.exit(faults.length > 0 ? 1 : 0)
