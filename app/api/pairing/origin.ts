import type { FastifyRequest } from 'fastify'
import type { Config } from '../config'

/** The address under which the service is reached: `PUBLIC_URL`, or the one that this request came to. */
export function originOf(config: Pick<Config, 'PUBLIC_URL'>, request: FastifyRequest): string {
  return config.PUBLIC_URL ?? `${request.protocol}://${request.host}`
}

/**
 * What an assertion's `aud` may name: the token endpoint at `PUBLIC_URL`; without one, at the listener's own addresses.
 * Never at what the request's Host header says: an assertion for another service would then be good here.
 */
export function audiences(config: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT'>, request: FastifyRequest): string[] {
  if (config.PUBLIC_URL !== null) return [`${config.PUBLIC_URL}/oauth/token`]
  const listening = request.server
    .addresses()
    .flatMap((at) => (typeof at === 'string' ? [] : [{ address: at.address, port: at.port }]))
  const all = listening.length > 0 ? listening : [{ address: config.HOST, port: config.PORT }]
  return all
    .flatMap(({ address, port }) => namesOf(address).map((name) => `${name}:${port}`))
    .map((host) => `http://${host}/oauth/token`)
}

/** What a local address is called: loopback and "all addresses" also answer to `localhost`. */
function namesOf(address: string): string[] {
  if (/^(0\.0\.0\.0|::)$/.test(address)) return ['127.0.0.1', 'localhost']
  const name = address.includes(':') ? `[${address}]` : address
  return /^(127\.|\[::1\])/.test(name) ? [name, 'localhost'] : [name]
}
