import type { Notice } from '../../contract/events'
import type { NoticeRequest } from '../../contract/notices'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'

const longestMs = 7 * 24 * 3600 * 1000

export interface NoticeFacts {
  id: string
  area: string
  text: string
  by: { user: string; name: string }
  /** epoch milliseconds */
  at: number
  until: number
}

/**
 * What a desk wants to say, checked.
 * @throws ProblemError naming the field that is wrong
 */
export function noticeOf(request: NoticeRequest, now: number): { text: string; until: number } {
  const text = request.text.trim()
  const until = Date.parse(request.until)
  const wrong = (detail: string) => new ProblemError('invalid-body', { detail })
  if (text === '') throw wrong('body.text is empty')
  if (hasControls(text)) throw wrong('body.text has control characters')
  if (Number.isNaN(until)) throw wrong('body.until is not a time')
  if (until <= now) throw wrong('body.until is in the past')
  if (until - now > longestMs) throw wrong('body.until is more than a week away')
  return { text, until }
}

/** Control characters other than a line break have no place in what is shown to people. */
export function hasControls(text: string): boolean {
  for (const character of text) if (/\p{Cc}/u.test(character) && character !== '\n') return true
  return false
}

/** A notice as listeners are told of it: from whose desk, not from which person. */
export function noticeView(notice: NoticeFacts, areaName: string): Notice {
  return { id: notice.id, text: notice.text, from: areaName, at: rfc3339(notice.at), until: rfc3339(notice.until) }
}
