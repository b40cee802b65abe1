import type { Service } from '../service'

/** After the commit of a change: the new rules hold in this process, and then everybody is woken. */
export async function inForce(service: Service): Promise<void> {
  await service.neighbourhood.refresh()
  await service.pairings.refresh()
  await service.bus.wake()
}
