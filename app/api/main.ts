import { assemble } from './assemble'
import { ConfigError, readConfig } from './config'
import { StoreError } from './database/connect'
import { openLogStream } from './log'

/** A process of the service: reads its settings, opens everything, listens, and stops in order when asked. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const running = await assemble(config, { logger: { level: config.LOG_LEVEL, stream: openLogStream() } })
  const url = await running.listen()
  process.send?.({ ready: true, url })

  let stopping = false
  const stop = async (signal?: string) => {
    if (stopping) return
    stopping = true
    // A connection that will not end must not hold the process: systemd would kill it with less order.
    setTimeout(() => process.exit(1), 10_000).unref()
    // A supervisor's way of asking: others may serve on. At Ctrl-C nobody does.
    if (signal === 'SIGTERM') await running.drain()
    await running.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))
  // Started by build/start.mjs: without a parent there is nobody left to stop us.
  if (process.send !== undefined) process.on('disconnect', () => void stop())
}

main().catch((error: unknown) => {
  process.stderr.write(`Porchlight cannot start.\n${sentence(error)}\n`)
  process.exit(1)
})

/** What is wrong, for the person who starts the service; a stack trace only for what nobody foresaw. */
function sentence(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  const name = String(port) === process.env.METRICS_PORT ? 'METRICS_PORT' : 'PORT'
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use by another program. Set ${name} to a free one.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Set ${name} to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST=${address ?? ''} is not an address of this machine.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
