import { secondAddresses } from '../health/counters'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { sameTimeMs } from './rules'
import type { Running } from './running'

/**
 * Notes where a playback's token is used. A second address at the same time is logged once, without saying whose it
 * is, and refused where the operator sets it.
 * @throws ProblemError `forbidden`
 */
export function noteAddress(
  { clock, config, log }: Pick<Service, 'clock' | 'config' | 'log'>,
  playback: Running,
  address: string,
): void {
  const now = clock.now()
  if (playback.address !== null && playback.address !== address && now - playback.addressAt < sameTimeMs) {
    if (!playback.secondAddressTold) {
      playback.secondAddressTold = true
      secondAddresses.inc()
      log.warn({ playback: playback.playback }, 'a playback token is used from a second address at the same time')
    }
    if (config.SECOND_ADDRESS === 'refuse') throw new ProblemError('forbidden')
  }
  playback.address = address
  playback.addressAt = now
}
