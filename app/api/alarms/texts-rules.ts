import type { ReadyText, TextAnswer, TextRequest } from '../../contract/alarms'
import { hasControls } from '../notices/rules'
import { ProblemError } from '../problems'
import type { AlarmFacts, TextFacts } from './facts'
import { whyHushed } from './rules'

/** What fits a ready sentence; two to four, so that they stand beside each other on a screen. */
const answersOf: Record<ReadyText, readonly TextAnswer[]> = {
  how_are_you: ['understood', 'call_me', 'cannot'],
  are_you_safe: ['yes', 'no', 'cannot'],
  is_somebody_hurt: ['yes', 'no', 'call_me'],
  open_the_door: ['yes', 'no', 'cannot'],
  stay_there: ['understood', 'cannot', 'call_me'],
  come_out: ['understood', 'cannot', 'call_me'],
}
const usual: readonly TextAnswer[] = ['yes', 'no', 'cannot', 'call_me']

/** So many texts belong to one call; beyond that a telephone is better. */
const mostTexts = 50

/** Why a desk may not write to this caller's TV now; null when it may. */
export function textFault({
  state,
  quiet,
  duress,
  texts,
}: Pick<AlarmFacts, 'state' | 'quiet' | 'duress' | 'texts'>): string | null {
  const hushed = whyHushed({ quiet, duress })
  if (hushed !== null) return `${hushed}: nothing may show on the TV`
  if (state === 'closed') return 'the alarm is closed'
  if (state === 'raised' || state === 'displayed') return 'nobody has taken the call yet'
  return texts.length >= mostTexts ? `${mostTexts} texts were written already` : null
}

/** @throws ProblemError invalid-body when nothing can be read in it */
export function newText(id: string, request: TextRequest, by: TextFacts['by'], at: number): TextFacts {
  const fresh = { id, by, at, displayedAt: null, answer: null, answeredAt: null }
  if ('ready' in request) return { ...fresh, ready: request.ready, text: null, answers: answersOf[request.ready] }
  const text = request.text.trim()
  if (text === '') throw new ProblemError('invalid-body', { detail: 'body.text is empty' })
  if (hasControls(text) || text.includes('\n'))
    throw new ProblemError('invalid-body', { detail: 'body.text has control characters' })
  return { ...fresh, ready: null, text, answers: request.answers ?? usual }
}

/** It stands on a visible screen; the first time counts. */
export const shown = (text: TextFacts, at: number): TextFacts =>
  text.displayedAt === null ? { ...text, displayedAt: at } : text

/** The caller answers; who answers has seen it. @throws ProblemError conflict, invalid-body */
export function answered(text: TextFacts, answer: TextAnswer, at: number): TextFacts {
  if (!text.answers.includes(answer))
    throw new ProblemError('invalid-body', { detail: `body.answer must be one of ${text.answers.join(', ')}` })
  if (text.answer === answer) return text
  if (text.answer !== null) throw new ProblemError('conflict', { detail: 'this text was answered' })
  return { ...text, displayedAt: text.displayedAt ?? at, answer, answeredAt: at }
}
