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

const restSeconds = 1.2
const unitsPerSecond = 90

/**
 * Along a text that is longer than its place and back, with a rest at both ends: it can be read without haste. With
 * reduced motion its beginning and its end stand there in turn, and nothing glides.
 * @returns seconds of a round, and where the text stands by the share of them
 */
export function thereAndBack(distance: number): { duration: number; places: Record<number, unknown> } {
  const way = reduced ? 0.001 : distance / unitsPerSecond
  const duration = 2 * (way + restSeconds)
  const at = (seconds: number) => seconds / duration
  const places = {
    0: 0,
    [at(restSeconds)]: { v: 0, s: 0 },
    [at(restSeconds + way)]: { v: -distance, s: 0 },
    [at(2 * restSeconds + way)]: { v: -distance, s: 0 },
    1: 0,
  }
  return { duration, places }
}
