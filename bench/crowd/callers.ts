import { type AlarmKind, alarmKinds } from '../../app/contract/alarms'
import type { Box, Town } from './town'

export interface Caller {
  box: Box
  kind: AlarmKind
}

/** Boxes from all over the town, each once with a kind: a second call of an open kind would join the first. */
export function callers({ boxes }: Town): () => Caller {
  let n = 0
  return () => {
    const kind = alarmKinds[Math.floor(n / boxes.length)]
    const box = boxes[(n++ * 7919) % boxes.length]
    if (box === undefined || kind === undefined) throw new Error('every household of the town has called')
    return { box, kind }
  }
}
