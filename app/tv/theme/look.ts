import type { BoxStore } from '../service/store'
import { useReducedMotion } from './motion'
import { scales, type TextScale, useTextScale } from './text'
import { useContrast } from './tokens'

/** How this household wants the screens to look; kept on the box. */
export interface Look {
  text: TextScale
  contrast: 'normal' | 'high'
  motion: 'normal' | 'reduced'
}

/** The stored wishes; what is missing or makes no sense is normal, and motion as the box is set. */
export function readLook(store: BoxStore): Look {
  const stored = store.read<Partial<Look>>('look') ?? {}
  return {
    text: stored.text !== undefined && stored.text in scales ? stored.text : 'normal',
    contrast: stored.contrast === 'high' ? 'high' : 'normal',
    motion: motions.filter((motion) => motion === stored.motion)[0] ?? motionOfBox(),
  }
}

const motions = ['normal', 'reduced'] as const

function motionOfBox(): Look['motion'] {
  const asked = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
  return asked ? 'reduced' : 'normal'
}

/** Makes the look that of the store; screens drawn afterwards have it. */
export function applyLook(store: BoxStore): void {
  const look = readLook(store)
  useTextScale(look.text)
  useContrast(look.contrast)
  useReducedMotion(look.motion === 'reduced')
}
