import { useEffect, useState } from 'preact/hooks'
import type { Handover as Note } from '../contract/handovers'
import { call } from './service'
import { dayTime, useWords } from './words'

const lookMs = 60_000

/** What the last shifts left for this one, and the note for the next. */
export function Handover() {
  const { words } = useWords()
  const [notes, setNotes] = useState<readonly Note[]>([])
  const [fault, setFault] = useState('')

  useEffect(() => {
    const load = () =>
      call<{ handovers: Note[] }>('GET', '/v1/desk/handovers').then(
        (answer) => setNotes(answer.handovers),
        () => {},
      )
    void load()
    const timer = window.setInterval(load, lookMs)
    return () => window.clearInterval(timer)
  }, [])

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    setFault('')
    try {
      const note = await call<Note>('POST', '/v1/desk/handovers', { text: String(new FormData(form).get('text')) })
      form.reset()
      setNotes((known) => [note, ...known])
    } catch {
      setFault(words.handover.failed)
    }
  }
  const [last, ...earlier] = notes
  return (
    <details class="card handover" open={last !== undefined}>
      <summary>{words.handover.title}</summary>
      {last === undefined ? <p class="calm">{words.handover.none}</p> : <Shown note={last} />}
      <form onSubmit={submit}>
        <label>
          {words.handover.text}
          <textarea name="text" rows={2} required maxLength={2000} placeholder={words.handover.hint} />
        </label>
        <button type="submit" class="plain strong">
          {words.handover.go}
        </button>
        <p class="fault" role="alert">
          {fault}
        </p>
      </form>
      {earlier.map((note) => (
        <Shown key={note.at} note={note} />
      ))}
    </details>
  )
}

function Shown({ note }: { note: Note }) {
  const { language } = useWords()
  return (
    <blockquote>
      <span class="calm">
        {dayTime(note.at, language)} · {note.by}
      </span>
      <br />
      {note.text}
    </blockquote>
  )
}
