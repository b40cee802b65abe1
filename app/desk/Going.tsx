import { useState } from 'preact/hooks'
import type { Board } from './board'
import type { Detail } from './detail'
import { clockTime, useWords } from './words'

/** Neighbours who are going, and what they may see; beyond the limit of a household the desk opens it. */
export function Going({ board, detail }: { board: Board; detail: Detail }) {
  const { words, language } = useWords()
  const [fault, setFault] = useState('')
  if (detail.going.length === 0) return null

  const consent = (household: string) => {
    setFault('')
    board.consent(detail.id, household).catch(() => setFault(words.actFailed))
  }
  return (
    <section class="going">
      <h3>{words.going.title}</h3>
      <ul>
        {detail.going.map(({ household, label, cameras_until, needs_consent }) => (
          <li key={household}>
            <strong>{label}</strong>
            {cameras_until !== null && (
              <span class="calm"> · {words.going.until(clockTime(cameras_until, language))}</span>
            )}
            {needs_consent && detail.state !== 'closed' && (
              <button type="button" class="plain" onClick={() => consent(household)}>
                {words.going.consent}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class="fault" role="alert">
        {fault}
      </p>
    </section>
  )
}
