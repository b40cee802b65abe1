import type { Profile } from '../keys'
import { hbbtv } from './hbbtv'
import { pc } from './pc'
import { rdk } from './rdk'

const profiles: readonly Profile[] = [pc, rdk, hbbtv]

/** The profile that the deployment names, else the one that the engine's name suggests, else the PC's. */
export function chooseProfile(named: string, userAgent: string): Profile {
  const wanted = named || guess(userAgent)
  return profiles.find((profile) => profile.name === wanted) ?? pc
}

function guess(userAgent: string): string {
  if (/\bWPE\b|RDK/.test(userAgent)) return 'rdk'
  if (/HbbTV|Web0S|CE-HTML/i.test(userAgent)) return 'hbbtv'
  return 'pc'
}
