import type { Alarm } from '../../contract/alarms'
import type { Words } from '../words/words'
import type { Reply } from './neighbours'
import { nearArea, neighbourState } from './sentences'

/** What a resident may answer, in the order of the screen. */
export const replies: readonly Reply[] = ['going', 'cannot', 'safe_here']

/** How far this household has answered. */
export interface Answering {
  /** the choice that has the focus; -1 until OK opened the choices */
  choice: number
  replied: Reply | undefined
  /** what has to be said before all else: sending, not sent, a drill */
  note: string
}

/** Who calls, and for what; a drill and a test say so first. */
export function neighbourSentence(alarm: Alarm, words: Words['alarm']): string {
  const { modes, neighbour, someone, colon } = words
  const mode = modes[alarm.mode]
  const said = neighbour.sentence(alarm.household?.label ?? someone.neighbour, neighbour.asks[alarm.kind])
  return mode === '' ? said : `${mode}${colon}${said}`
}

/** The line at the foot: what became of the answer, or what to beware of. */
export function neighbourNote({ kind }: Alarm, { replied, note }: Answering, { neighbour }: Words['alarm']): string {
  if (note !== '') return note
  if (replied) return neighbour.sent[replied]
  return kind === 'fire' || kind === 'intruder' ? neighbour.careful : ''
}

/** What can be chosen: an answer, and the camera once one is going. */
export function neighbourChoices(
  { state }: Alarm,
  { replied }: Answering,
  { neighbour }: Words['alarm'],
): { word: string; what: string }[] {
  if (state === 'closed') return []
  if (replied === 'going') return [{ word: neighbour.camera, what: '' }]
  if (replied) return []
  return [
    { word: neighbour.going, what: neighbour.goingWhat },
    { word: neighbour.cannot, what: neighbour.cannotWhat },
    { word: neighbour.safeHere, what: neighbour.safeHereWhat },
  ]
}

/** What is read out, in order: who and for what, where, how it stands, what to beware of, what OK would do. */
export function neighbourSaid(alarm: Alarm, answering: Answering, words: Words['alarm']): string[] {
  const choices = neighbourChoices(alarm, answering, words)
  const chosen = choices[choices.length === 1 ? 0 : answering.choice]
  const ask = choices.length > 0 ? words.neighbour.answer : words.neighbour.later
  return [
    neighbourSentence(alarm, words),
    nearArea(alarm.household?.area ?? ''),
    neighbourState(alarm, words).text,
    neighbourNote(alarm, answering, words),
    ...(chosen ? [chosen.word, chosen.what] : [ask]),
  ]
}
