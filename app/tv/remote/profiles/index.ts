import type { Profile } from '../keys'
import { android } from './android'
import { hbbtv } from './hbbtv'
import { ipanel } from './ipanel'
import { iptv } from './iptv'
import { pc } from './pc'
import { rdk } from './rdk'
import { tizen } from './tizen'
import { webos } from './webos'

export const profiles: readonly Profile[] = [pc, rdk, hbbtv, android, tizen, webos, iptv, ipanel]

/**
 * The profile that the deployment names, else the one that the box suggests, else the PC's. `has` tells whether the
 * page has a global of this name.
 */
export function chooseProfile(named: string, userAgent: string, has: (global: string) => boolean): Profile {
  const byName = profiles.filter(({ name }) => name === named)[0]
  const guessed = guess(userAgent, has)
  return byName ?? profiles.filter(({ name }) => name === guessed)[0] ?? pc
}

/** WPE calls itself Safari on Linux, where Safari is not: neither Chromium, nor a desktop's browser by its name. */
const isEmbeddedWebKit = (userAgent: string): boolean =>
  /Linux/.test(userAgent) &&
  /Version\/[\d.]+ Safari\//.test(userAgent) &&
  !/Chrom|Epiphany|Ubuntu|Firefox/.test(userAgent)

/** By what only that kind of box has; Android comes last, because other systems name it too. */
function guess(userAgent: string, has: (global: string) => boolean): string {
  if (has('tizen') || /Tizen/.test(userAgent)) return 'tizen'
  if (/Web0S|webOS\.TV/.test(userAgent)) return 'webos'
  if (has('iPanel') || /iPanel/i.test(userAgent)) return 'ipanel'
  // The object by which every box of the specification proves who it is.
  if (has('Authentication')) return 'iptv'
  if (/HbbTV|CE-HTML/i.test(userAgent)) return 'hbbtv'
  if (/\bWPE\b|RDK/.test(userAgent) || has('__firebolt') || has('ServiceManager')) return 'rdk'
  if (/Android/.test(userAgent)) return 'android'
  return isEmbeddedWebKit(userAgent) ? 'rdk' : 'pc'
}
