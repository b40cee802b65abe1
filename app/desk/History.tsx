import { useEffect, useState } from 'preact/hooks'
import type { DeskAlarm } from '../contract/alarms'
import type { Outcome } from './model'
import { call } from './service'
import { dayTime, useWords } from './words'

/** Earlier calls of the same household, with how they ended. */
export function History({ household, alarm }: { household: string; alarm: string }) {
  const { words, language } = useWords()
  const [earlier, setEarlier] = useState<readonly DeskAlarm[] | null>(null)

  useEffect(() => {
    let gone = false
    call<{ alarms: DeskAlarm[] }>('GET', `/v1/desk/alarms?household=${encodeURIComponent(household)}`).then(
      ({ alarms }) => !gone && setEarlier(alarms.filter(({ id }) => id !== alarm).slice(0, 5)),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [household, alarm])

  if (earlier === null) return null
  return (
    <section class="history">
      <h3>{words.history.title}</h3>
      {earlier.length === 0 && <p class="calm">{words.history.none}</p>}
      <ul>
        {earlier.map((one) => (
          <li key={one.id}>
            <time>{dayTime(one.raised_at, language)}</time> {words.kind[one.kind]}
            <span class="calm">
              {' · '}
              {one.outcome === null ? words.state[one.state] : words.closing.outcome[one.outcome as Outcome]}
              {one.note ? ` · ${one.note}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
