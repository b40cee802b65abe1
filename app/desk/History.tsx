import type { Detail } from './detail'
import type { Outcome } from './model'
import { dayTime, useWords } from './words'

/** Earlier calls of the same household, with how they ended. */
export function History({ detail }: { detail: Detail }) {
  const { words, language } = useWords()
  return (
    <section class="history">
      <h3>{words.history.title}</h3>
      {detail.history.length === 0 && <p class="calm">{words.history.none}</p>}
      {detail.false_alarms > 0 && <p>{words.history.falseAlarms(detail.false_alarms)}</p>}
      <ul>
        {detail.history.slice(0, 5).map((one) => (
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
