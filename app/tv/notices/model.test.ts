import { describe, expect, it } from 'vitest'
import type { Notice } from '../../contract/events'
import { boardFrom, current, emptyBoard, nextEnd, unshown, withList, withNotice, withShown } from './model'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 8, minute)).toISOString()
const now = Date.parse(at(30))
const notice = (id: string, said: number, until: number): Notice => ({
  id,
  text: `text of ${id}`,
  from: 'the village',
  at: at(said),
  until: at(until),
})
const [over, older, newer] = [notice('over', 0, 30), notice('older', 10, 40), notice('newer', 20, 35)]
const board = [over, older, newer].reduce(withNotice, emptyBoard)
const ids = (notices: readonly Notice[]) => notices.map(({ id }) => id)

describe('the notices', () => {
  it('hold until their end, the newest first', () => expect(ids(current(board, now))).toEqual(['newer', 'older']))

  it('are shown once, the oldest first, and stay readable', () => {
    expect(ids(unshown(board, now))).toEqual(['older', 'newer'])
    const shown = withShown(board, ['older'])
    expect(ids(unshown(shown, now))).toEqual(['newer'])
    expect(ids(current(shown, now))).toEqual(['newer', 'older'])
  })

  it('are not shown again when they are told again, by an event or in the list', () => {
    const shown = withShown(board, ['older', 'newer'])
    expect(withNotice(shown, older)).toBe(shown)
    expect(unshown(withList(shown, [older, newer]), now)).toEqual([])
  })

  it('forget what the service no longer has', () =>
    expect(withList(withShown(board, ['older', 'over']), [older])).toEqual({ notices: [older], shown: ['older'] }))

  it.each([
    ['the first to end', board, 5 * 60_000],
    ['nothing', emptyBoard, null],
    ['nothing that has ended', { notices: [over], shown: [] }, null],
  ])('next ends %s', (_, which, ms) => expect(nextEnd(which, now)).toBe(ms))

  it.each([[null], ['text'], [{ notices: 1, shown: [] }], [{ notices: [{ id: 1 }], shown: [2] }]])(
    'take nothing from a store that has %j',
    (stored) => expect(boardFrom(stored)).toEqual(emptyBoard),
  )

  it('come back from the store', () => expect(boardFrom(JSON.parse(JSON.stringify(board)))).toEqual(board))
})
