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

/** The stored wishes; what is missing or makes no sense is normal. */
export function readLook(store: BoxStore): Look {
  const stored = store.read<Partial<Look>>('look') ?? {}
  return {
    text: stored.text !== undefined && stored.text in scales ? stored.text : 'normal',
    contrast: stored.contrast === 'high' ? 'high' : 'normal',
    motion: stored.motion === 'reduced' ? 'reduced' : 'normal',
  }
}

/** Makes the look that of the store; screens drawn afterwards have it. */
export function applyLook(store: BoxStore): void {
  const look = readLook(store)
  useTextScale(look.text)
  useContrast(look.contrast)
  useReducedMotion(look.motion === 'reduced')
}
