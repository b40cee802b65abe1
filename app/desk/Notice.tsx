import { useState } from 'preact/hooks'
import { call } from './service'
import { useWords } from './words'

const hours = [2, 6, 12, 24, 72] as const

/** A short text of this desk to the televisions of its area. */
export function Notice({ area, now }: { area: string; now: number }) {
  const { words } = useWords()
  const [said, setSaid] = useState('')

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const fields = new FormData(form)
    const until = new Date(now + Number(fields.get('hours')) * 3_600_000).toISOString()
    try {
      await call('POST', '/v1/desk/notices', { text: String(fields.get('text')).trim(), until })
      form.reset()
      setSaid(words.notice.sent)
    } catch {
      setSaid(words.notice.failed)
    }
  }
  return (
    <details class="card notice">
      <summary>{words.notice.title}</summary>
      <form onSubmit={submit}>
        <label>
          {words.notice.text}
          <textarea name="text" rows={2} required maxLength={200} placeholder={words.notice.hint} />
        </label>
        <label>
          {words.notice.until}
          <select name="hours">
            {hours.map((n) => (
              <option key={n} value={n}>
                {words.notice.hours(n)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="plain strong">
          {words.notice.go(area)}
        </button>
        <p role="status">{said}</p>
      </form>
    </details>
  )
}
