import { useEffect, useRef, useState } from 'preact/hooks'
import type { DeskAlarm } from '../contract/alarms'
import type { Board } from './board'
import type { Detail } from './detail'
import { Going } from './Going'
import { History } from './History'
import {
  type Act,
  isUnheard,
  ladder,
  mayRingBack,
  nextAct,
  type Outcome,
  outcomesOf,
  type Rung,
  runningTime,
  waits,
} from './model'
import { ServiceError } from './service'
import { Texts } from './Texts'
import { clockTime, hintOf, useWords, type Words } from './words'

interface SheetProps {
  board: Board
  alarm: DeskAlarm
  detail: Detail | null
  now: number
}

/** One alarm: who, where, the next act, and what has happened so far. */
export function AlarmSheet({ board, alarm, detail, now }: SheetProps) {
  const { words, language } = useWords()
  const household = alarm.household
  const writes = detail?.contact_method === 'text' || detail?.contact_method === 'tv'
  const warnings = [
    alarm.duress && words.duress,
    alarm.quiet && words.quiet,
    (detail?.contact_method === 'text' || detail?.contact_method === 'tv') &&
      words.contactMethod[detail.contact_method],
    alarm.unanswered && waits(alarm) && words.unanswered,
    alarm.late && words.late,
    !alarm.stored && words.notStored,
  ].filter((text): text is string => typeof text === 'string')
  return (
    <article class={`card alarm ${waits(alarm) ? 'waits' : alarm.state} ${alarm.mode}`}>
      {alarm.mode !== 'real' && <p class="stripe">{words.mode[alarm.mode]}</p>}
      <header class="alarm-head">
        <p class="alarm-kind">{words.kind[alarm.kind]}</p>
        <h2>{household?.label}</h2>
        <p class="alarm-area">{household?.area}</p>
        {alarm.state !== 'closed' && (
          <p class="alarm-time">
            <span class="calm">{words.fields.since}</span> <time>{runningTime(Date.parse(alarm.raised_at), now)}</time>
          </p>
        )}
      </header>
      {warnings.map((text) => (
        <p key={text} class="warning" role="alert">
          {text}
        </p>
      ))}
      <p class="phone">
        {household?.contact_phone ? (
          isUnheard(alarm) ? (
            <span class="number">{household.contact_phone}</span>
          ) : (
            <a class="number" href={`tel:${household.contact_phone.replace(/[^+\d]/g, '')}`}>
              {household.contact_phone}
            </a>
          )
        ) : (
          <span class="calm">{words.noPhone}</span>
        )}
        <span class="calm"> {household?.contact_name}</span>
      </p>
      {mayRingBack(alarm) && <RangBack board={board} alarm={alarm} />}
      <NextAct board={board} alarm={alarm} />
      <Texts board={board} alarm={alarm} first={writes} />
      <h3>{words.ladderTitle}</h3>
      <ol class="ladder">
        {ladder(alarm).map((rung) => (
          <li key={`${rung.what}${rung.at}`} class={rung.mark}>
            <time class="ladder-time">
              {rung.mark === 'waiting' ? runningTime(Date.parse(rung.at), now) : clockTime(rung.at, language)}
            </time>
            <span>{rungText(rung, words)}</span>
          </li>
        ))}
      </ol>
      {alarm.state === 'closed' && (
        <p class="outcome">
          <strong>
            {words.fields.outcome}: {words.closing.outcome[alarm.outcome as Outcome]}
          </strong>
          {alarm.note && <span> · {alarm.note}</span>}
        </p>
      )}
      {detail !== null && <Going board={board} detail={detail} />}
      {detail !== null && <History detail={detail} />}
    </article>
  )
}

function rungText({ what, who }: Rung, words: Words): string {
  const text = words.ladder[what]
  const names = who.filter((name) => name !== '')
  const shown = names.length > 0 && names.length <= 6 ? ` · ${names.join(', ')}` : ''
  return (typeof text === 'function' ? text(who.length) : text) + shown
}

/** How the telephone call to the household went; each attempt is a line of the ladder. */
function RangBack({ board, alarm }: { board: Board; alarm: DeskAlarm }) {
  const { words } = useWords()
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const rang = (reached: boolean) => {
    setFault('')
    setBusy(true)
    board
      .rangBack(alarm.id, reached)
      .catch(() => setFault(words.actFailed))
      .finally(() => setBusy(false))
  }
  return (
    <div class="row callback">
      <span>{words.callback.title}</span>
      <button type="button" class="plain" disabled={busy} onClick={() => rang(true)}>
        {words.callback.reached}
      </button>
      <button type="button" class="plain" disabled={busy} onClick={() => rang(false)}>
        {words.callback.vain}
      </button>
      <p class="fault" role="alert">
        {fault}
      </p>
    </div>
  )
}

/** The one obvious next act; closing asks for outcome and note first. */
function NextAct({ board, alarm }: { board: Board; alarm: DeskAlarm }) {
  const { words } = useWords()
  const [closing, setClosing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const act = nextAct(alarm)
  // A click meant for the alarm that stood here before must not act on this one.
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setArmed(true), 400)
    return () => window.clearTimeout(timer)
  }, [])

  const run = async (what: Act, closure?: { outcome: Outcome; note: string }) => {
    setBusy(true)
    setFault('')
    try {
      await board.act(alarm.id, what, closure)
    } catch (error) {
      setFault(error instanceof ServiceError && error.status === 409 ? words.actTaken : words.actFailed)
    }
    setBusy(false)
  }
  if (act === null) return null
  return (
    <div class="next">
      {closing ? (
        <CloseForm
          alarm={alarm}
          busy={busy}
          onBack={() => setClosing(false)}
          onClose={(closure) => run('close', closure)}
        />
      ) : (
        <>
          <button
            type="button"
            class="act"
            data-next-act
            disabled={busy || !armed}
            onClick={() => (act === 'close' ? setClosing(true) : void run(act))}
          >
            {busy ? words.acting : words.act[act]}
          </button>
          {act === 'attend' && (
            <button type="button" class="plain" onClick={() => setClosing(true)}>
              {words.act.close}
            </button>
          )}
          <p class="calm hint">{hintOf(alarm, act, words)}</p>
        </>
      )}
      <p class="fault" role="alert">
        {fault}
      </p>
    </div>
  )
}

interface CloseFormProps {
  alarm: DeskAlarm
  busy: boolean
  onBack: () => void
  onClose: (closure: { outcome: Outcome; note: string }) => void
}

function CloseForm({ alarm, busy, onBack, onClose }: CloseFormProps) {
  const { words } = useWords()
  const outcomes = outcomesOf(alarm)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    onClose({ outcome: fields.get('outcome') as Outcome, note: String(fields.get('note')).trim() })
  }
  return (
    <form class="closing" onSubmit={submit}>
      <fieldset>
        <legend>{words.closing.title}</legend>
        {outcomes.map((outcome, n) => (
          <label key={outcome} class="choice">
            <input
              ref={n === 0 ? first : undefined}
              type="radio"
              name="outcome"
              value={outcome}
              required
              defaultChecked={outcomes.length === 1}
            />
            {words.closing.outcome[outcome]}
          </label>
        ))}
      </fieldset>
      <label>
        {words.closing.note}
        <textarea
          name="note"
          rows={2}
          required
          maxLength={2000}
          placeholder={words.closing.noteHint}
          defaultValue={words.closing.noteFor[alarm.mode]}
        />
      </label>
      <div class="row">
        <button type="submit" class="act" disabled={busy}>
          {words.closing.go}
        </button>
        <button type="button" class="plain" onClick={onBack}>
          {words.closing.back}
        </button>
      </div>
    </form>
  )
}
