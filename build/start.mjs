// npm start: the whole thing with the demo neighbourhood, on a fresh machine.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildParts, root, staleParts } from './parts.mjs'
import { askedToStop, run } from './processes.mjs'

const port = process.env.PORT ?? '8080'
const demoPort = process.env.DEMO_PORT ?? '8800'
const metricsPort = process.env.METRICS_PORT ?? '9464'
const host = process.env.HOST ?? '127.0.0.1'
const api = process.env.PUBLIC_URL ?? `http://127.0.0.1:${port}`
const demo = `http://127.0.0.1:${demoPort}`
const folder = process.env.DATA_DIR ?? join(root, '.demo')

// Whoever tries the demo has a browser of today: the build for old boxes is `npm run build`'s.
const stale = staleParts().filter((part) => part !== 'cli' && part !== 'es5')
if (stale.length > 0) {
  console.log(`Building ${stale.join(', ')} …`)
  await buildParts(stale)
}

const settingsFile = join(folder, 'settings.json')
mkdirSync(folder, { recursive: true })
const settings = JSON.parse(readFileSync(join(root, 'settings.json'), 'utf8'))
writeFileSync(
  settingsFile,
  JSON.stringify({ ...settings, middleware: { assertion_url: `${demo}/assertion` } }, null, 2),
)

const operatorKey = process.env.OPERATOR_KEY ?? randomBytes(24).toString('base64url')
const demoProcess = run(join(root, 'dist/demo/main.mjs'), {
  DEMO_PORT: demoPort,
  API_URL: api,
  OPERATOR_KEY: operatorKey,
  DEMO_CLIPS: join(root, 'app/demo/clips'),
})
const apiProcess = run(join(root, 'dist/api/main.mjs'), {
  PORT: port,
  HOST: host,
  PUBLIC_URL: api,
  DATA_DIR: folder,
  OPERATOR_KEY: operatorKey,
  CAMERA_ORIGINS: process.env.CAMERA_ORIGINS ?? demo,
  MIDDLEWARE_JWKS: `${demo}/jwks.json`,
  MIDDLEWARE_ISSUER: 'porchlight-demo',
  // Quiet hours and dates as the person before the screen sees them.
  TIME_ZONE: process.env.TIME_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  // The demo opens at the cameras; a household of a real deployment undertakes first not to film or pass on.
  // Four pictures at once: whatever the demo is looked at with decodes them.
  BOX_PLAYBACKS: process.env.BOX_PLAYBACKS ?? '4',
  HOUSEHOLD_PLAYBACKS: process.env.HOUSEHOLD_PLAYBACKS ?? '8',
  UNDERTAKING_VERSION: process.env.UNDERTAKING_VERSION ?? 'none',
  TV_DIR: process.env.TV_DIR ?? join(root, 'dist/tv'),
  DESK_DIR: join(root, 'dist/desk'),
  TV_SETTINGS: settingsFile,
  METRICS_PORT: metricsPort,
  DESK_PHONES: process.env.DESK_PHONES ?? 'v-dongli=100-0001-0000,t-liuxi=100-0002-0000,c-denghe=100-0003-0000',
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
})

const outcome = await Promise.race([
  Promise.all([apiProcess.ready, demoProcess.ready]),
  apiProcess.ended,
  demoProcess.ended,
  askedToStop().then(() => 0),
])
if (Array.isArray(outcome)) {
  const [, told] = outcome
  const desks = told.desks.map(
    (/** @type {any} */ desk) => `    ${desk.user} / ${desk.password}   ${desk.name} (${desk.area})`,
  )
  const boxes = told.boxes
    .slice(0, 4)
    .map((/** @type {any} */ box) => `    ${api}/?box=${box.serial}   ${box.household}`)
  console.log(`
Porchlight 邻灯 with the demo neighbourhood

  TV app    ${api}/            arrows, Enter, Backspace; F1 red, F2 green, F3 yellow, F4 blue
  Desk      ${api}/desk/
${desks.join('\n')}
  API docs  ${api}/docs
  Metrics   http://127.0.0.1:${metricsPort}/metrics
  Other households
${boxes.join('\n')}

  Operator key of this run: ${operatorKey}
  Ctrl-C stops.
`)
  process.send?.({ ready: true, api, demo, operatorKey, boxes: told.boxes, desks: told.desks })
  await Promise.race([askedToStop(), apiProcess.ended, demoProcess.ended])
}
const codes = await Promise.all([apiProcess.stop(), demoProcess.stop()])
process.exit(Math.max(...codes))
