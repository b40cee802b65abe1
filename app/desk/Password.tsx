import type { Board } from './board'
import { Door } from './Door'
import { passwordFault } from './model'
import { ServiceError } from './service'
import { useWords } from './words'

/** Asks for a password of one's own at the first sign-in; it can be put off, because a call may be waiting. */
export function Password({ board }: { board: Board }) {
  const { words } = useWords()
  const send = async (field: (name: string) => string) => {
    const [current, next] = [field('current'), field('next')]
    const found = passwordFault(current, next, field('repeated'))
    if (found !== null) return words.password[found]
    return board.changePassword(current, next).then(
      () => null,
      (error) => (error instanceof ServiceError && error.status > 0 ? words.password.refused : words.password.failed),
    )
  }
  return (
    <Door
      brand={null}
      title={words.password.title}
      go={words.password.go}
      other={{ words: words.password.later, act: () => board.passwordLater() }}
      onSend={send}
    >
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
    </Door>
  )
}
