import type { Platform } from './model'

/** What an RDK box's platform tells an app of its life, and hears from it. */
export interface Firebolt {
  /** the first screen is there: the platform may show it */
  ready(): void
  /** back to television */
  close(): Promise<unknown>
  /** nothing is left to do: the platform may end the app */
  finished(): void
}

const states: readonly Platform[] = ['foreground', 'background', 'inactive', 'suspended', 'unloading']

/** Whether there is such a platform: asked before the SDK is loaded, which makes the name itself. */
export function hasFirebolt(): boolean {
  const { __firebolt, ServiceManager } = window as { __firebolt?: unknown; ServiceManager?: { version?: unknown } }
  return __firebolt !== undefined || ServiceManager?.version !== undefined
}

/** Firebolt's `Lifecycle`, from the SDK itself; loaded only where the box has the platform. */
export async function openFirebolt(told: (state: Platform) => void): Promise<Firebolt> {
  const { default: lifecycle } = await import('@firebolt-js/sdk/dist/lib/Lifecycle/index.mjs')
  // Before `ready`, which is answered by the first state.
  lifecycle.listen((state) => {
    if ((states as readonly string[]).indexOf(state) >= 0) told(state as Platform)
  })
  const quietly = (answer: Promise<unknown>) => answer.then(undefined, () => undefined)
  return {
    ready: () => void quietly(lifecycle.ready()),
    close: () => lifecycle.close('userExit'),
    // The SDK throws a sentence where its own state is another.
    finished: () => void quietly(Promise.resolve().then(() => lifecycle.finished())),
  }
}
