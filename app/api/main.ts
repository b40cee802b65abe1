import { assemble } from './assemble'
import { readConfig } from './config'
import { openLogStream } from './log'
import { sentenceOf, statusOf } from './refusal'

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
  process.stderr.write(`Porchlight cannot start.\n${sentenceOf(error, process.env.METRICS_PORT)}\n`)
  process.exit(statusOf(error))
})
