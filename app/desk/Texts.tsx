import { useState } from 'preact/hooks'
import type { AlarmText, DeskAlarm, TextAnswer, TextRequest } from '../contract/alarms'
import { readyTexts } from '../contract/lists'
import type { Board } from './board'
import { mayWrite } from './model'
import { clockTime, useWords } from './words'

/** What fits words of the officer's own. */
const sets = {
  yes: ['yes', 'no', 'cannot', 'call_me'],
  understood: ['understood', 'cannot'],
} as const satisfies Record<string, readonly TextAnswer[]>
const setNames = Object.keys(sets) as (keyof typeof sets)[]

/** Short texts between this desk and the caller's TV, for those who cannot speak or hear. */
export function Texts({ board, alarm, first }: { board: Board; alarm: DeskAlarm; first: boolean }) {
  const { words } = useWords()
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const { texts = [] } = alarm
  if (!mayWrite(alarm) && texts.length === 0) return null

  const write = async (text: TextRequest) => {
    setBusy(true)
    setFault('')
    try {
      await board.write(alarm.id, text)
      return true
    } catch {
      setFault(words.texts.failed)
      return false
    } finally {
      setBusy(false)
    }
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const fields = new FormData(form)
    const answers = [...sets[fields.get('answers') as keyof typeof sets]]
    if (await write({ text: String(fields.get('text')), answers })) form.reset()
  }
  return (
    <details class="texts" open={first || texts.length > 0}>
      <summary>{words.texts.title}</summary>
      <ul aria-live="polite">
        {texts.map((text) => (
          <Shown key={text.id} text={text} />
        ))}
      </ul>
      {mayWrite(alarm) && (
        <>
          <p class="calm hint">{words.texts.hint}</p>
          <div class="ready">
            {readyTexts.map((ready) => (
              <button key={ready} type="button" class="plain" disabled={busy} onClick={() => void write({ ready })}>
                {words.texts.ready[ready]}
              </button>
            ))}
          </div>
          <form onSubmit={submit}>
            <label>
              {words.texts.own}
              <input name="text" required maxLength={80} autocomplete="off" />
            </label>
            <label>
              {words.texts.with}
              <select name="answers">
                {setNames.map((name) => (
                  <option key={name} value={name}>
                    {words.texts.sets[name]}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="plain strong" disabled={busy}>
              {words.texts.go}
            </button>
          </form>
        </>
      )}
      <p class="fault" role="alert">
        {fault}
      </p>
    </details>
  )
}

/** A text with what is true of it: not on the TV yet, shown, answered. */
function Shown({ text }: { text: AlarmText }) {
  const { words, language } = useWords()
  const { ready, text: own, by, at, displayed_at, answer, answered_at } = text
  const state =
    answer !== null && answered_at !== null
      ? words.texts.answered(clockTime(answered_at, language), words.texts.answers[answer])
      : displayed_at !== null
        ? words.texts.displayed(clockTime(displayed_at, language))
        : words.texts.waiting
  return (
    <li>
      <span class="calm">
        {clockTime(at, language)} · {by}
      </span>{' '}
      {ready === null ? own : words.texts.ready[ready]}
      <br />
      <strong class={answer === null ? 'calm' : 'answer'}>{state}</strong>
    </li>
  )
}
