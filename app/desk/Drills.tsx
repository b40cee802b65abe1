import { useEffect, useState } from 'preact/hooks'
import type { AlarmKind } from '../contract/alarms'
import type { Drill, DrillResult, DrillTime } from '../contract/drills'
import { call, ServiceError } from './service'
import { dayTime, useWords, type Words } from './words'

const kinds: readonly AlarmKind[] = ['help', 'fire', 'medical', 'intruder']
const drillPath = (id: string) => `/v1/desk/drills/${encodeURIComponent(id)}`

/** Starting a drill, following it, and the results of earlier ones. */
export function Drills({ area, happened }: { area: string; happened: number }) {
  const { words, language } = useWords()
  const [drills, setDrills] = useState<readonly Drill[]>([])
  const [shown, setShown] = useState<string | null>(null)
  const [result, setResult] = useState<DrillResult | null>(null)
  const [asking, setAsking] = useState(false)
  const [fault, setFault] = useState('')
  const running = drills.find(({ ended_at }) => ended_at === null)
  const wanted = shown ?? running?.id ?? null

  const load = () =>
    call<{ drills: Drill[] }>('GET', '/v1/desk/drills').then(
      (answer) => setDrills(answer.drills),
      () => {},
    )
  // `happened` moves with every receipt of a drill's call: also another officer's drill appears by itself.
  useEffect(() => void load(), [happened])
  useEffect(() => {
    if (wanted === null) return
    let gone = false
    call<DrillResult>('GET', drillPath(wanted)).then(
      (answer) => !gone && setResult(answer),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [wanted, happened])

  const act = async (path: string, body?: object) => {
    setFault('')
    try {
      const answer = await call<DrillResult>('POST', path, body)
      setAsking(false)
      setShown(answer.id)
      setResult(answer)
      await load()
    } catch (error) {
      setFault(error instanceof ServiceError && error.status === 409 ? words.drill.refused : words.actFailed)
    }
  }
  const start = (event: SubmitEvent) => {
    event.preventDefault()
    void act('/v1/desk/drills', { kind: new FormData(event.currentTarget as HTMLFormElement).get('kind') })
  }
  return (
    <details class="card drills" open={running !== undefined || shown !== null}>
      <summary>{words.drill.title}</summary>
      {running === undefined && !asking && (
        <button type="button" class="plain strong" onClick={() => setAsking(true)}>
          {words.drill.prepare}
        </button>
      )}
      {running === undefined && asking && (
        <form onSubmit={start}>
          <p>{words.drill.what(area)}</p>
          <label>
            {words.drill.kind}
            <select name="kind">
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {words.kind[kind]}
                </option>
              ))}
            </select>
          </label>
          <div class="row">
            <button type="submit" class="plain strong">
              {words.drill.start}
            </button>
            <button type="button" class="plain" onClick={() => setAsking(false)}>
              {words.closing.back}
            </button>
          </div>
        </form>
      )}
      <p class="fault" role="alert">
        {fault}
      </p>
      {result !== null && result.id === wanted && (
        <Result result={result} onEnd={() => void act(`${drillPath(result.id)}/end`)} />
      )}
      <ul class="earlier">
        {drills
          .filter(({ id }) => id !== wanted)
          .slice(0, 5)
          .map((drill) => (
            <li key={drill.id}>
              <button type="button" class="plain" onClick={() => setShown(drill.id)}>
                {dayTime(drill.at, language)} · {drill.area} · {words.kind[drill.kind]}
              </button>
            </li>
          ))}
      </ul>
    </details>
  )
}

/** Time per hop, and who did not answer. */
function Result({ result, onEnd }: { result: DrillResult; onEnd: () => void }) {
  const { words, language } = useWords()
  return (
    <section class={result.ended_at === null ? 'result drill' : 'result'}>
      <h3>
        {result.ended_at === null ? words.drill.running : words.drill.ended} · {dayTime(result.at, language)}
      </h3>
      <p class="calm">
        {result.area} · {words.kind[result.kind]} · {words.drill.groups(result.groups)} · {result.by}
      </p>
      <table>
        <tbody>
          {result.times.map((time) => (
            <tr key={time.hop}>
              <th scope="row">{words.drill.hop[time.hop]}</th>
              <td class="number">
                {time.n} / {time.of}
              </td>
              <td>{timeText(time, words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.calls.map(({ alarm, group, caller, silent }) => (
        <p key={alarm}>
          <strong>{group}</strong> <span class="calm">({words.drill.caller(caller)})</span>
          <br />
          {silent.length === 0
            ? words.drill.allAnswered
            : words.drill.silent(silent.map(({ label, got }) => words.drill.one(label, words.drill.got[got])))}
        </p>
      ))}
      {result.ended_at === null && (
        <button type="button" class="plain strong" onClick={onEnd}>
          {words.drill.end}
        </button>
      )}
    </section>
  )
}

const timeText = ({ median_s, slowest_s }: DrillTime, words: Words): string =>
  median_s === null || slowest_s === null ? words.drill.nobody : words.drill.times(median_s, slowest_s)
