import { useEffect } from 'preact/hooks'
import type { DeskSession } from '../contract/desk'
import type { Board, BoardState } from './board'
import { Door } from './Door'
import { sortQueue, waits } from './model'
import { sentence } from './SignIn'
import { type Bell, notify } from './sound'
import { useWords } from './words'

interface LockProps {
  board: Board
  state: BoardState
  session: DeskSession
  bell: Bell
}

/** Nobody touched the page for an hour: it shows nothing of anybody, still rings, and the desk counts as empty. */
export function Lock({ board, state, session, bell }: LockProps) {
  const { words } = useWords()
  const waiting = sortQueue(state.alarms).filter(waits).length
  useEffect(() => {
    bell.follow(waiting > 0)
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${words.name} · ${words.desk}`
    if (waiting > 0) notify(words.queue.waiting(waiting), words.lock.title, `waiting-${waiting}`)
  }, [bell, waiting, words])

  const send = (field: (name: string) => string) =>
    board.unlock(field('password')).then(
      () => null,
      (error) => sentence(error, words.signIn),
    )
  return (
    <Door
      class="lock"
      brand={session.area.name}
      title={words.lock.title}
      go={words.lock.go}
      other={{ words: words.signIn.out, act: () => void board.signOut() }}
      onSend={send}
    >
      <p class={waiting > 0 ? 'count urgent' : 'count'}>{words.queue.waiting(waiting)}</p>
      <p>{words.lock.why}</p>
      <label>
        {session.name}: {words.signIn.password}
        <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
      </label>
    </Door>
  )
}
