import { useEffect, useState } from 'preact/hooks'
import type { Roster as Plan, Shift, ShiftRequest } from '../contract/roster'
import { dutyNow, nextHandover } from './duty'
import { call } from './service'
import { clockTime, dayTime, useWords } from './words'

const lookMs = 60_000
const weeks = [1, 4, 8, 26]
const shown = 14

/** Who is to be on duty and when it changes hands. A plan: the desk is staffed by its page alone. */
export function Roster({ now }: { now: number }) {
  const { words, language } = useWords()
  const [plan, setPlan] = useState<Plan | null>(null)
  const [fault, setFault] = useState('')

  useEffect(() => {
    const load = () => call<Plan>('GET', '/v1/desk/roster').then(setPlan, () => {})
    void load()
    const timer = window.setInterval(load, lookMs)
    return () => window.clearInterval(timer)
  }, [])

  const change = async (what: Promise<Plan>) => {
    setFault('')
    try {
      setPlan(await what)
      return true
    } catch {
      setFault(words.roster.failed)
      return false
    }
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const fields = new FormData(form)
    const time = (name: string) => new Date(String(fields.get(name))).toISOString()
    const shift: ShiftRequest = {
      user: String(fields.get('user')),
      starts_at: time('starts_at'),
      ends_at: time('ends_at'),
      weeks: Number(fields.get('weeks')),
    }
    if (await change(call<Plan>('POST', '/v1/desk/roster', shift))) form.reset()
  }
  const remove = (id: string) => void change(call<Plan>('DELETE', `/v1/desk/roster/${encodeURIComponent(id)}`))
  if (plan === null) return null
  const on = dutyNow(plan.shifts, now)
  const next = nextHandover(plan.shifts, now)
  return (
    <details class="card roster">
      <summary>
        {words.roster.title}
        {': '}
        {on.length === 0
          ? words.roster.nobody
          : on.map((shift) => words.roster.until(shift.name, clockTime(shift.ends_at, language))).join(', ')}
      </summary>
      {next !== null && <p>{words.roster.next(next.name, dayTime(next.starts_at, language))}</p>}
      <p class="calm hint">{words.roster.why}</p>
      <ul>
        {plan.shifts.slice(0, shown).map((shift: Shift) => (
          <li key={shift.id}>
            <span>
              {dayTime(shift.starts_at, language)} – {dayTime(shift.ends_at, language)} · {shift.name}
            </span>
            {plan.may_edit && (
              <button type="button" class="plain" onClick={() => remove(shift.id)}>
                {words.roster.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {plan.may_edit && (
        <form onSubmit={submit}>
          <label>
            {words.roster.who}
            <select name="user" required>
              {plan.officers.map(({ user, name }) => (
                <option key={user} value={user}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.roster.from}
            <input name="starts_at" type="datetime-local" required />
          </label>
          <label>
            {words.roster.to}
            <input name="ends_at" type="datetime-local" required />
          </label>
          <label>
            {words.roster.again}
            <select name="weeks">
              {weeks.map((n) => (
                <option key={n} value={n}>
                  {words.roster.weeks(n)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="plain strong">
            {words.roster.go}
          </button>
        </form>
      )}
      <p class="fault" role="alert">
        {fault}
      </p>
    </details>
  )
}
