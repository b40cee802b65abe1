import type { Service } from '../service'

/**
 * After the commit of a change: the new rules hold in this process, and then everybody is woken.
 * @param part `live` where nothing else was written: then nothing else is waited for
 */
export async function inForce(service: Service, part?: 'live'): Promise<void> {
  await service.neighbourhood.refresh(part)
  await service.pairings.refresh()
  await service.bus.wake()
}
