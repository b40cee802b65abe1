import ipaddr from 'ipaddr.js'
import { ConfigError } from '../config'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** One item of `CAMERA_ORIGINS`: an origin, or a network with a port. */
interface Allowed {
  /** null of a network: http and https both */
  protocol: string | null
  /** a name in lower case, or null */
  name: string | null
  /** of a literal address or a network */
  network: [Address, number] | null
  /** null of a network without one: the scheme's own */
  port: string | null
}

/** The sentence that says which item of `CAMERA_ORIGINS` cannot be understood: the service does not start with it. */
export class OriginError extends ConfigError {}

const parsed = new WeakMap<readonly string[], readonly Allowed[]>()

/**
 * `CAMERA_ORIGINS`, read: `http://host:port`, `https://host`, `10.20.0.0/16:8888`, `[fd00::]/8:8888`.
 * @throws OriginError with a sentence when an item is none of these
 */
export function parseOrigins(origins: readonly string[]): readonly Allowed[] {
  const known = parsed.get(origins)
  if (known !== undefined) return known
  const allowed = origins.map(parseOrigin)
  parsed.set(origins, allowed)
  return allowed
}

function parseOrigin(item: string): Allowed {
  const fault = (why: string) => new OriginError(`CAMERA_ORIGINS has "${item}", ${why}.`)
  if (/^https?:\/\//i.test(item)) {
    if (!URL.canParse(item)) throw fault('which is not an address')
    const url = new URL(item)
    if (url.username !== '' || url.password !== '') throw fault('which carries a password')
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw fault('which has more than host and port')
    const literal = literalOf(url)
    return {
      protocol: url.protocol,
      name: literal === null ? nameOf(url) : null,
      network: literal === null ? null : [literal, literal.kind() === 'ipv4' ? 32 : 128],
      port: portOf(url),
    }
  }
  const network = /^\[?([0-9a-f.:]+?)\]?\/(\d{1,3})\]?(?::(\d{1,5}))?$/i.exec(item)
  if (network === null || !ipaddr.isValid(network[1]!)) throw fault('which is neither an origin nor a network')
  const address = ipaddr.parse(network[1]!)
  const bits = Number(network[2])
  if (bits > (address.kind() === 'ipv4' ? 32 : 128)) throw fault('whose prefix is too long')
  if (network[3] !== undefined && Number(network[3]) > 65535) throw fault('whose port is too high')
  return { protocol: null, name: null, network: [address, bits], port: network[3] ?? null }
}

/**
 * Whether cameras of this deployment may be at an address, as far as that can be said without asking a name server.
 * @returns null when they may, else one sentence for the person who wrote the address
 */
export function checkCameraAddress(origins: readonly string[], url: string): string | null {
  if (url.length > 2048) return 'The address is longer than 2048 characters.'
  // The URL parser drops line breaks and tabs silently: what was checked must be what was written.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(url)) return 'The address contains a space or a control character.'
  if (!URL.canParse(url)) return 'This is not a full address such as https://camera.example/live/index.m3u8.'
  const target = new URL(url)
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return 'The address must start with http or https.'
  if (target.username !== '' || target.password !== '') return 'The address must not carry a user name or a password.'
  if (target.hostname === '') return 'The address has no host.'
  const allowed = parseOrigins(origins)
  const literal = literalOf(target)
  if (allowed.length === 0) return publicOnly(target, literal)
  const fits = literal === null ? nameMayFit(allowed, target) : allowed.some((item) => covers(item, target, literal))
  return fits ? null : `The address is at ${target.host}, which CAMERA_ORIGINS does not list.`
}

/**
 * Whether a connection for an address may go to what its name resolved to.
 * A name that the operator listed may lie in a private network, but leads to this machine or to its link only when
 * that address is listed itself: there the services live that trust whoever reaches them.
 */
export function mayConnect(origins: readonly string[], url: URL, resolved: string): boolean {
  if (!ipaddr.isValid(resolved)) return false
  const address = ipaddr.process(resolved)
  const allowed = parseOrigins(origins)
  if (allowed.length === 0) return url.protocol === 'https:' && address.range() === 'unicast'
  if (allowed.some((item) => covers(item, url, address))) return true
  const named = allowed.some((item) => item.name !== null && item.name === nameOf(url) && fitsPort(item, url))
  if (!named) return false
  if (isLocalName(nameOf(url))) return address.range() === 'loopback'
  return ['unicast', 'private', 'uniqueLocal', 'carrierGradeNat'].includes(address.range())
}

function publicOnly(target: URL, literal: Address | null): string | null {
  if (target.protocol !== 'https:') return 'The address must start with https as long as CAMERA_ORIGINS lists nothing.'
  if (literal === null ? isLocalName(nameOf(target)) : literal.range() !== 'unicast')
    return `The address is at ${target.host}, which is not public and which CAMERA_ORIGINS does not list.`
  return null
}

/** A name may fit by itself, or by the network that it will turn out to lie in: that is checked when it is resolved. */
function nameMayFit(allowed: readonly Allowed[], target: URL): boolean {
  const name = nameOf(target)
  return allowed.some(
    (item) => fitsPort(item, target) && (item.name === name || (item.protocol === null && !isLocalName(name))),
  )
}

function covers(item: Allowed, target: URL, address: Address): boolean {
  if (item.network === null || !fitsPort(item, target)) return false
  const [network, bits] = item.network
  return address.kind() === network.kind() && address.match(network as never, bits)
}

function fitsPort(item: Allowed, target: URL): boolean {
  if (item.protocol !== null && item.protocol !== target.protocol) return false
  return item.port === null ? target.port === '' : item.port === portOf(target)
}

/** The host as an address, with IPv4 in IPv6 unwrapped, or null for a name. `new URL` has read octal and hex forms. */
function literalOf(url: URL): Address | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? ipaddr.process(host) : null
}

function nameOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/\.$/, '')
}

function portOf(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
}

function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}
