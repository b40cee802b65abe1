// npm run porchlight -- <command>: the operator's command line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildParts, root, staleParts } from './parts.mjs'

if (staleParts().includes('cli')) await buildParts(['cli'])
const program = join(root, 'dist/cli/porchlight.mjs')
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
