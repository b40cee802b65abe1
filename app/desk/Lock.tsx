import { useEffect, useState } from 'preact/hooks'
import type { DeskSession } from '../contract/desk'
import type { Board, BoardState } from './board'
import { sortQueue, waits } from './model'
import { sentence } from './SignIn'
import { type Bell, notify } from './sound'
import { useWords } from './words'

/** Nobody touched the page for an hour: it shows nothing of anybody, still rings, and the desk counts as empty. */
export function Lock({
  board,
  state,
  session,
  bell,
}: {
  board: Board
  state: BoardState
  session: DeskSession
  bell: Bell
}) {
  const { words } = useWords()
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const waiting = sortQueue(state.alarms).filter(waits).length
  useEffect(() => {
    bell.follow(waiting > 0)
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${words.name} · ${words.desk}`
    if (waiting > 0) notify(words.queue.waiting(waiting), words.lock.title)
  }, [bell, waiting, words])

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    setBusy(true)
    setFault('')
    try {
      await board.unlock(String(fields.get('password')))
    } catch (error) {
      setFault(sentence(error, words.signIn))
      setBusy(false)
    }
  }
  return (
    <main class="door lock">
      <form class="card form" onSubmit={submit}>
        <p class="brand">
          <span class="lamp" aria-hidden="true" />
          {words.name} · {session.area.name}
        </p>
        <h1>{words.lock.title}</h1>
        <p class={waiting > 0 ? 'count urgent' : 'count'}>{words.queue.waiting(waiting)}</p>
        <p>{words.lock.why}</p>
        <label>
          {session.name}: {words.signIn.password}
          <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
        </label>
        <p class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="act" disabled={busy}>
          {words.lock.go}
        </button>
        <button type="button" class="plain" onClick={() => void board.signOut()}>
          {words.signIn.out}
        </button>
      </form>
    </main>
  )
}
