// npm run porchlight -- <command>: the operator's command line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildParts, root, staleParts } from './parts.mjs'

// The service knows nothing of the demo: an invented place is made by the demo's own program.
const [part, file] = process.argv[2] === 'generate' ? ['demo', 'generate'] : ['cli', 'porchlight']
if (staleParts().includes(part)) await buildParts([part])
const args = process.argv.slice(part === 'demo' ? 3 : 2)
const { status } = spawnSync(process.execPath, [join(root, `dist/${part}/${file}.mjs`), ...args], { stdio: 'inherit' })
process.exit(status ?? 1)
