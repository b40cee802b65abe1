// npm run serve: the service for an operator; the environment is its only setting.
import { join } from 'node:path'
import { buildParts, root, staleParts } from './parts.mjs'
import { askedToStop, run } from './processes.mjs'

const stale = staleParts().filter((part) => part !== 'demo' && part !== 'cli')
if (stale.length > 0) await buildParts(stale)
const service = run(join(root, 'dist/api/main.mjs'), {
  TV_DIR: process.env.TV_DIR ?? join(root, 'dist/tv'),
  DESK_DIR: process.env.DESK_DIR ?? join(root, 'dist/desk'),
})
service.ready.then((told) => console.log(`Porchlight serves ${told.url}`)).catch(() => undefined)
await Promise.race([askedToStop(), service.ended])
process.exit(await service.stop())
