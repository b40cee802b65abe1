import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { openLogStream } from '../../app/api/log'
import { beginPairing } from '../../app/api/pairing/issue'
import { demoBoxes } from '../../app/demo/neighbourhood'

/** A server of the bench, in a process of its own: its CPU is the server's alone. Told what to be by its argument. */
async function main(): Promise<void> {
  const what = process.argv[2]
  const url = await (what === 'node:http' ? bare() : what === 'empty Fastify' ? empty() : porchlight())
  process.on('message', async (message: { ask: string }) => {
    if (message.ask === 'cpu') process.send?.({ cpu: process.cpuUsage() })
    if (message.ask === 'tokens') process.send?.({ tokens: await tokens() })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ url })
}

function bare(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

function empty(): Promise<string> {
  const app = Fastify()
  app.get('/empty', async () => ({ ok: true }))
  app.post('/empty', async () => ({ ok: true }))
  return app.listen({ port: 0, host: '127.0.0.1' })
}

let tokens: () => Promise<{ serial: string; access: string; refresh: string }[]> = async () => []

async function porchlight(): Promise<string> {
  const config = readConfig(process.env)
  const running = await assemble(config, { logger: { level: config.LOG_LEVEL, stream: openLogStream() } })
  const { service } = running
  tokens = () =>
    service.db.transaction().execute(async (transaction) => {
      const made = []
      for (const { serial, household } of demoBoxes) {
        const facts = { serial, household, method: 'device', node: null, confirmedBy: 'officer' } as const
        const { access_token, refresh_token } = await beginPairing(service, transaction, facts)
        made.push({ serial, access: access_token, refresh: refresh_token })
      }
      return made
    })
  return running.listen()
}

await main()
