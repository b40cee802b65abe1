import type { Stage } from '@lightningjs/core'
import type { Services } from '../service/services'

/**
 * Marks in the page's own timeline (`performance`, as `porchlight list` …) when a start has come how far, so that a
 * start can be measured from outside in any engine.
 */
export function mark(what: 'list' | 'picture' | 'around'): void {
  if (typeof performance.mark === 'function') performance.mark(`porchlight ${what}`)
}

/** Marks the first list that one can move in, and the first picture. */
export function markMilestones({ cameras, player }: Services, stage: Stage): void {
  const listed = () => {
    if (cameras.value === null) return
    deaf()
    stage.once('frameEnd', () => mark('list'))
  }
  const deaf = cameras.onChange(listed)
  listed()
  const stop = player.listen({
    changed: () => undefined,
    firstFrame: () => {
      stop()
      mark('picture')
    },
    refused: () => undefined,
  })
}
