import { useState } from 'preact/hooks'
import type { Board } from './board'
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
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    void bell.allow()
    setBusy(true)
    setFault('')
    try {
      await board.signIn(String(fields.get('user')), String(fields.get('password')))
    } catch (error) {
      setFault(sentence(error, words.signIn))
      setBusy(false)
    }
  }
  return (
    <main class="door">
      <form class="card form" onSubmit={submit}>
        <p class="brand">
          <span class="lamp" aria-hidden="true" />
          {words.name} · {words.desk}
        </p>
        <h1>{words.signIn.title}</h1>
        <label>
          {words.signIn.user}
          <input name="user" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} />
        </label>
        <label>
          {words.signIn.password}
          <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
        </label>
        <p class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="act" disabled={busy}>
          {words.signIn.go}
        </button>
        <button type="button" class="plain" onClick={onLanguage}>
          {words.other}
        </button>
      </form>
    </main>
  )
}
