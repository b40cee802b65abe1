// npm run build [-- --stale] [part …]: makes dist/.
import { parseArgs } from 'node:util'
import { buildParts, parts, staleParts } from './parts.mjs'

const { values, positionals } = parseArgs({ options: { stale: { type: 'boolean' } }, allowPositionals: true })
const wanted = positionals.length > 0 ? positionals : Object.keys(parts)
const stale = staleParts()
const names = values.stale ? wanted.filter((name) => stale.includes(name)) : wanted
await buildParts(names)
console.log(names.length > 0 ? `built ${names.join(', ')} into dist/` : 'dist/ is up to date')
