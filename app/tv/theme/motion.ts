import type { Element } from '@lightningjs/core'
import { motion } from './tokens'

let reduced = false

/** Chooses whether anything moves at all. */
export function useReducedMotion(on: boolean): void {
  reduced = on
}

/** Brings a property to its value: quickly, or at once while a key is held or motion is reduced. */
export function moveTo(element: Element, property: 'x' | 'y' | 'scale' | 'alpha', value: number, still: boolean): void {
  const duration = still || reduced ? 0 : motion.quick
  element.setSmooth(property, value, { duration, timingFunction: motion.easing })
}
