import type { TelemetryAnswer, TelemetryReport } from '../../contract/telemetry'
import { untoldRestarts } from '../box/restarts'
import type { Services } from '../service/services'
import { engineFrom, Tally } from './model'
import { failedStarts, runningRelease, standsFirm, toldFailedStarts, useRelease } from './release'

/** Filled in by the build. */
declare const __PORCHLIGHT_VERSION__: string

/** Not with the start, when everything else wants the network. */
const firstAfterMs = 60_000
const againMs = 600_000

/**
 * Tells the service how this box fares and what runs on it. Whatever goes wrong here is nobody's trouble.
 * @param startedAt when the first screen stood, ms since navigation
 */
export function startTelemetry(services: Services, height: number, startedAt: number): void {
  const { player, session, settings, remote, clock, store } = services
  const tally = new Tally()
  const vain = failedStarts()
  tally.started(startedAt, vain.starts)
  // Opened at a camera, it may already be opening.
  const { phase, since } = player.view()
  tally.phase(phase, performance.now() - (clock.now() - since))
  player.listen({
    changed: ({ phase }) => tally.phase(phase, performance.now()),
    firstFrame: () => tally.firstFrame(performance.now()),
    refused: () => undefined,
  })
  window.addEventListener('error', () => tally.error('script'))
  window.addEventListener('unhandledrejection', () => tally.error('promise'))

  async function report(): Promise<void> {
    let next = againMs
    if (session.state === 'paired')
      for (const why of untoldRestarts(store)) {
        tally.error(why)
        tally.error('restart')
      }
    if (session.state === 'paired' && !tally.empty) {
      const taken = tally.take()
      const body: TelemetryReport = {
        version: __PORCHLIGHT_VERSION__,
        release: runningRelease(),
        build: document.querySelector('script[type=module]') ? 'modern' : 'es5',
        ...engineFrom(navigator.userAgent),
        settings: { profile: remote.profile.name.slice(0, 40), language: settings.language.slice(0, 40), height },
        clock_ahead_ms: clock.known ? Math.round(Date.now() - clock.now()) : null,
        ...taken,
      }
      if (taken.failed_starts > 0 && vain.release !== '') body.failed_release = vain.release
      try {
        const { data } = await session.call<TelemetryAnswer>({ method: 'POST', path: '/v1/telemetry', body })
        if (taken.failed_starts > 0) toldFailedStarts()
        useRelease(data.release)
        next = data.next_after_s * 1000
      } catch {
        tally.giveBack(taken)
      }
    }
    window.setTimeout(() => void report(), next)
  }
  window.setTimeout(() => {
    standsFirm()
    void report()
  }, firstAfterMs)
}
