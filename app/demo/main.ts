import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { demoCameras } from './cameras'
import { importFiles, untilReady } from './import'
import { createMiddleware } from './middleware'
import { demoBoxes, demoDesks, demoFiles } from './neighbourhood'
import { createOrigin } from './origin'

/** Ends the demo with one sentence; nothing of it is worth a stack trace. */
function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

const { DEMO_PORT = '8800', HOST = '127.0.0.1', API_URL, OPERATOR_KEY, DEMO_CLIPS } = process.env
const port = Number(DEMO_PORT)
if (!/^\d+$/.test(DEMO_PORT) || port > 65_535) fail(`DEMO_PORT must be a port number, but is "${DEMO_PORT}".`)
if (!API_URL || !URL.canParse(API_URL)) fail('API_URL must be the address of the API, such as http://127.0.0.1:8080.')
if (!OPERATOR_KEY) fail('OPERATOR_KEY is missing: the demo imports its neighbourhood with it.')
const api = API_URL.replace(/\/+$/, '')
const clips = DEMO_CLIPS ?? fileURLToPath(new URL('clips', import.meta.url))
if (!existsSync(clips)) fail(`The demo's clips are not in ${clips}; DEMO_CLIPS may name another folder.`)

const now = () => Date.now()
const handlers = [
  createOrigin(demoCameras, clips, now),
  await createMiddleware({ serials: demoBoxes.map(({ serial }) => serial), api, now }),
]
const server = createServer((request, response) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end()
  else if (!handlers.some((handler) => handler(request, response))) response.writeHead(404).end()
})

const stopping = new AbortController()
function stop(): void {
  stopping.abort()
  server.close()
  server.closeAllConnections()
  if (process.connected) process.disconnect()
}
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, stop)

server.once('error', (error: NodeJS.ErrnoException) =>
  fail(
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${HOST} is in use; DEMO_PORT may name another for the demo's cameras.`
      : `The demo's cameras cannot listen on ${HOST}:${port}: ${error.message}.`,
  ),
)
server.listen(port, HOST, async () => {
  const address = server.address()
  const origin = `http://${HOST}:${typeof address === 'object' && address !== null ? address.port : port}`
  try {
    await untilReady(api, stopping.signal)
    await importFiles(api, OPERATOR_KEY, demoFiles(origin, now()), stopping.signal)
  } catch (error) {
    if (stopping.signal.aborted) return
    fail(`The demo neighbourhood was not imported: ${(error as Error).message}`)
  }
  const ready = { ready: true, origin, boxes: demoBoxes, desks: demoDesks }
  if (process.send) process.send(ready)
  else console.log(JSON.stringify(ready))
})
