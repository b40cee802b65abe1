import { useEffect, useRef, useState } from 'preact/hooks'
import type { DeskReport } from '../contract/reports'
import { mayConfirm, sortReports, withReport } from './reported'
import { call, ServiceError } from './service'
import { dayTime, type Language, useWords, type Words } from './words'

const lookMs = 60_000
const answeredShown = 5

type Asked = { id: string; what: 'answer' | 'confirmation' }

/** What residents of the area reported without urgency: what waits, and what was answered. */
export function Reports() {
  const { words } = useWords()
  const [reports, setReports] = useState<readonly DeskReport[] | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [fault, setFault] = useState('')
  const summary = useRef<HTMLElement>(null)

  const load = () =>
    call<{ reports: DeskReport[] }>('GET', '/v1/desk/reports').then(
      (answer) => setReports(answer.reports),
      () => {},
    )
  // While an officer decides on one the list stands still: neither act can be taken back.
  useEffect(() => {
    if (asked !== null) return
    void load()
    const timer = window.setInterval(load, lookMs)
    return () => window.clearInterval(timer)
  }, [asked])

  const ask = (next: Asked | null) => {
    setFault('')
    setAsked(next)
    // What had the focus is gone with the form.
    if (next === null) summary.current?.focus()
  }
  const send = async ({ id, what }: Asked, body?: { answer: string }) => {
    setFault('')
    try {
      const heard = await call<DeskReport>('POST', `/v1/desk/reports/${encodeURIComponent(id)}/${what}`, body)
      setReports((known) => known && withReport(known, heard))
      ask(null)
    } catch (error) {
      // Another officer was first: the form closes, and the list tells what it is now.
      const taken = error instanceof ServiceError && error.status === 409
      if (taken) ask(null)
      setFault(taken ? words.reports.taken : words.reports.failed)
    }
  }
  if (reports === null) return null
  const { open, answered, privacy } = sortReports(reports)
  return (
    <details class="card reports">
      <summary ref={summary}>
        {words.reports.title}
        {': '}
        {words.reports.waiting(open.length, privacy)}
      </summary>
      <p class="fault" role="alert">
        {asked === null && fault}
      </p>
      {reports.length === 0 && <p class="calm">{words.reports.none}</p>}
      <ul>
        {open.map((report) => (
          <li key={report.id} class={report.kind === 'privacy' ? 'private' : undefined}>
            <What report={report} />
            {asked?.id === report.id ? (
              <Question asked={asked} report={report} fault={fault} onSend={send} onBack={() => ask(null)} />
            ) : (
              <p class="choices">
                {mayConfirm(report) && (
                  <button
                    type="button"
                    class="plain"
                    disabled={asked !== null}
                    onClick={() => ask({ id: report.id, what: 'confirmation' })}
                  >
                    {words.reports.confirm}
                  </button>
                )}
                <button
                  type="button"
                  class="plain"
                  disabled={asked !== null}
                  onClick={() => ask({ id: report.id, what: 'answer' })}
                >
                  {words.reports.answer}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
      {answered.length > 0 && <h3>{words.reports.answered}</h3>}
      <ul>
        {answered.slice(0, answeredShown).map((report) => (
          <li key={report.id}>
            <What report={report} />
          </li>
        ))}
      </ul>
    </details>
  )
}

/** One report: what and where, what became of it. Never by whom. */
function What({ report }: { report: DeskReport }) {
  const { words, language } = useWords()
  const { camera, area, kind, note, at, state, answer, answered_at, answered_by } = report
  return (
    <>
      <p>
        <strong>{words.reports.kind[kind]}</strong>
        <br />
        {camera.number > 0 && <b class="number">{camera.number} </b>}
        {camera.name}
        <span class="calm">
          {area === null ? '' : ` · ${area.name}`} · <time dateTime={at}>{dayTime(at, language)}</time>
        </span>
      </p>
      {note !== null && <blockquote>{note}</blockquote>}
      {kind === 'privacy' && state === 'open' && <p class="hint">{closing(report, words.reports, language)}</p>}
      {answer !== null && answered_at !== null && (
        <blockquote>
          <span class="calm">
            {words.reports.answeredBy(dayTime(answered_at, language), answered_by ?? words.desk)}
          </span>
          <br />
          {answer}
        </blockquote>
      )}
    </>
  )
}

/** Who confirmed a privacy report, and when its camera closes by itself. */
function closing({ confirmed_by, closes_at }: DeskReport, words: Words['reports'], language: Language): string {
  if (closes_at === null) return confirmed_by === null ? words.unconfirmed : words.confirmed(confirmed_by)
  const who = confirmed_by === null ? words.secondHousehold : words.confirmed(confirmed_by)
  const said = Date.parse(closes_at) > Date.now() ? words.closes : words.closed
  return `${who} ${said(dayTime(closes_at, language))}`
}

interface QuestionProps {
  asked: Asked
  report: DeskReport
  fault: string
  onSend: (asked: Asked, body?: { answer: string }) => Promise<void>
  onBack: () => void
}

/** The text of an answer, or whether to confirm: both stand once they are sent. */
function Question({ asked, report, fault, onSend, onBack }: QuestionProps) {
  const { words } = useWords()
  const [sending, setSending] = useState(false)
  const text = useRef<HTMLTextAreaElement>(null)
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => (text.current ?? back.current)?.focus(), [])

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = text.current?.value.trim()
    // Only spaces: the service would refuse it.
    if (answer === '') return text.current?.focus()
    setSending(true)
    await onSend(asked, answer === undefined ? undefined : { answer })
    setSending(false)
  }
  const answering = asked.what === 'answer'
  return (
    <form onSubmit={submit}>
      {answering && (
        <label>
          {words.reports.text}
          <textarea ref={text} rows={3} required maxLength={1000} />
        </label>
      )}
      <p class="calm hint">
        {answering ? words.reports.answerHint : words.reports.confirmHint}
        {answering && report.kind === 'privacy' && ` ${words.reports.decides}`}
      </p>
      <div class="row">
        <button type="submit" class="plain strong" disabled={sending}>
          {answering ? words.reports.send : words.reports.confirmGo}
        </button>
        <button type="button" class="plain" ref={back} onClick={onBack} disabled={sending}>
          {words.closing.back}
        </button>
      </div>
      <p class="fault" role="alert">
        {fault}
      </p>
    </form>
  )
}
