import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Config } from '../config'

/**
 * The cable node that a box calls from, as a trusted proxy says in `X-Cable-Node`: null when the deployment has no
 * nodes, when the header is missing or malformed, or when the peer is not a trusted proxy.
 */
export function nodeReader(config: Config): (request: FastifyRequest) => string | null {
  if (config.CABLE_NODES === 'no') return () => null
  const trusted = networks(config.TRUSTED_PROXIES)
  return (request) => {
    const header = request.headers['x-cable-node']
    if (typeof header !== 'string' || !/^[\w.:/-]{1,64}$/.test(header)) return null
    const peer = request.socket.remoteAddress
    if (peer === undefined || !ipaddr.isValid(peer)) return null
    const address = ipaddr.process(peer)
    return trusted.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits))
      ? header
      : null
  }
}

/** The names that Fastify's own `trustProxy` knows. */
const named: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

function networks(list: readonly string[]): [ipaddr.IPv4 | ipaddr.IPv6, number][] {
  return list
    .flatMap((item) => named[item] ?? [item])
    .flatMap((item) => {
      if (ipaddr.isValidCIDR(item)) return [ipaddr.parseCIDR(item)]
      if (!ipaddr.isValid(item)) return []
      const address = ipaddr.process(item)
      return [[address, address.kind() === 'ipv4' ? 32 : 128] as [ipaddr.IPv4 | ipaddr.IPv6, number]]
    })
}
