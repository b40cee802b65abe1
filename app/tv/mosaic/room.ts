import type { Services } from '../service/services'
import type { Size } from './model'

/** What was found out by trying: how many pictures this box decodes at once. Known as long as the app runs. */
const found = new WeakMap<Services, number>()

/** A second decoder failed: so many pictures are the most from now on. */
export function noteDecoders(services: Services, pictures: Size): void {
  found.set(services, pictures)
}

/** Pictures at once: what the service allows, the deployment has set for its boxes, and this box has shown to do. */
export function roomOf(services: Services): { size: Size; limit: 'service' | 'box' } {
  const allowed = services.me.value?.features.mosaic ?? 1
  const decodes = Math.min(services.settings.video.pictures || 4, found.get(services) ?? 4)
  return sizeOf(allowed, decodes)
}

/** The arrangement for so many pictures, and who sets the limit. */
export function sizeOf(allowed: number, decodes: number): { size: Size; limit: 'service' | 'box' } {
  const most = Math.min(allowed, decodes)
  return { size: most >= 4 ? 4 : most >= 2 ? 2 : 1, limit: allowed <= decodes ? 'service' : 'box' }
}
