import type { Notice } from '../../contract/events'

/** The notices of the desks as this box knows them, and which of them were shown. */
export interface Board {
  notices: readonly Notice[]
  /** ids, also of those that are read later: nothing is shown twice */
  shown: readonly string[]
}

export const emptyBoard: Board = { notices: [], shown: [] }

/** What holds now, the newest first. */
export function current({ notices }: Board, now: number): Notice[] {
  return notices
    .filter(({ until }) => Date.parse(until) > now)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? -1 : 1))
}

/** What holds now and was not shown yet, the oldest first: they are said one after the other. */
export const unshown = (board: Board, now: number): Notice[] =>
  current(board, now)
    .filter(({ id }) => board.shown.indexOf(id) < 0)
    .reverse()

/** The board with a notice that an event told. */
export function withNotice(board: Board, notice: Notice): Board {
  if (board.notices.some(({ id }) => id === notice.id)) return board
  return { ...board, notices: [...board.notices, notice] }
}

/** The board as the service has it now; what was shown is remembered only as long as it is there. */
export const withList = (board: Board, notices: readonly Notice[]): Board => ({
  notices,
  shown: board.shown.filter((shown) => notices.some(({ id }) => id === shown)),
})

export const withShown = (board: Board, ids: readonly string[]): Board => ({
  ...board,
  shown: [...board.shown, ...ids.filter((id) => board.shown.indexOf(id) < 0)],
})

/** Milliseconds until the next notice ends; null when none is left. */
export function nextEnd(board: Board, now: number): number | null {
  const ends = current(board, now).map(({ until }) => Date.parse(until) - now)
  return ends.length > 0 ? Math.min(...ends) : null
}

/** Storage is anybody's: what is not a board is none. */
export function boardFrom(stored: unknown): Board {
  const { notices, shown } = (stored ?? {}) as Partial<Board>
  if (!Array.isArray(notices) || !Array.isArray(shown)) return emptyBoard
  return { notices: notices.filter(isNotice), shown: shown.filter((id) => typeof id === 'string') }
}

export const isNotice = (value: unknown): value is Notice => {
  const notice = value as Notice | null
  return typeof notice?.id === 'string' && typeof notice.text === 'string' && !Number.isNaN(Date.parse(notice.until))
}
