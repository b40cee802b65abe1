import type { Board } from './board'
import { Door } from './Door'
import { ServiceError } from './service'
import type { Bell } from './sound'
import { useWords, type Words } from './words'

/** Why signing in did not work, in words. */
export function sentence(error: unknown, words: Words['signIn']): string {
  if (!(error instanceof ServiceError)) return words.failed
  if (error.status === 401 || error.status === 422) return words.wrong
  return error.status === 429 ? words.later(error.retryAfter ?? 60) : words.failed
}

/** The sign-in form. Its click is also what lets the browser ring later. */
export function SignIn({ board, bell, onLanguage }: { board: Board; bell: Bell; onLanguage: () => void }) {
  const { words } = useWords()
  const send = (field: (name: string) => string) => {
    void bell.allow()
    return board.signIn(field('user'), field('password')).then(
      () => null,
      (error) => sentence(error, words.signIn),
    )
  }
  return (
    <Door
      brand={words.desk}
      title={words.signIn.title}
      go={words.signIn.go}
      other={{ words: words.other, act: onLanguage }}
      onSend={send}
    >
      <label>
        {words.signIn.user}
        <input name="user" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} />
      </label>
      <label>
        {words.signIn.password}
        <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
      </label>
    </Door>
  )
}
