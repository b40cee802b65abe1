import { ConfigError } from './config'
import { StoreError } from './database/connect'

/**
 * `EX_CONFIG` of BSD's sysexits.h: a setting is wrong, and will be at the next start too. deploy/systemd does not try
 * again then; everything else may pass by itself, as a store that is late.
 */
const settingIsWrong = 78

/** The exit status of a process that cannot start. `error` is what kept it from starting. */
export function statusOf(error: unknown): number {
  return error instanceof ConfigError || isForbiddenPort(error) ? settingIsWrong : 1
}

/**
 * What is wrong, for the person who starts the service; a stack trace only for what nobody foresaw.
 * @param metricsPort the setting METRICS_PORT, if it is given
 */
export function sentenceOf(error: unknown, metricsPort: string | undefined): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message
  const { code, port, address } = error as Listening
  const name = String(port) === metricsPort ? 'METRICS_PORT' : 'PORT'
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use by another program. Set ${name} to a free one.`
  if (isForbiddenPort(error)) return `Port ${port} may not be used by this user. Set ${name} to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST=${address ?? ''} is not an address of this machine.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** What Node says of an address that cannot be listened on. */
interface Listening {
  code?: string
  syscall?: string
  port?: number
  address?: string
}

function isForbiddenPort(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as Listening
  return code === 'EACCES' && syscall === 'listen'
}
