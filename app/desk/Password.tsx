import { useState } from 'preact/hooks'
import type { Board } from './board'
import { passwordFault } from './model'
import { ServiceError } from './service'
import { useWords } from './words'

/** Asks for a password of one's own at the first sign-in; it can be put off, because a call may be waiting. */
export function Password({ board }: { board: Board }) {
  const { words } = useWords()
  const [fault, setFault] = useState('')

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const [current, next, repeated] = ['current', 'next', 'repeated'].map((name) => String(fields.get(name))) as [
      string,
      string,
      string,
    ]
    const found = passwordFault(current, next, repeated)
    if (found !== null) {
      setFault(words.password[found])
      return
    }
    try {
      await board.changePassword(current, next)
    } catch (error) {
      setFault(error instanceof ServiceError && error.status > 0 ? words.password.refused : words.password.failed)
    }
  }
  return (
    <main class="door">
      <form class="card form" onSubmit={submit}>
        <h1>{words.password.title}</h1>
        <p class="calm">{words.password.why}</p>
        <label>
          {words.password.current}
          <input name="current" type="password" autocomplete="current-password" required maxLength={256} />
        </label>
        <label>
          {words.password.next}
          <input name="next" type="password" autocomplete="new-password" required maxLength={256} />
        </label>
        <label>
          {words.password.repeated}
          <input name="repeated" type="password" autocomplete="new-password" required maxLength={256} />
        </label>
        <p class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="act">
          {words.password.go}
        </button>
        <button type="button" class="plain" onClick={() => board.passwordLater()}>
          {words.password.later}
        </button>
      </form>
    </main>
  )
}
