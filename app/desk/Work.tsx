import { useEffect, useRef, useState } from 'preact/hooks'
import type { DeskSession } from '../contract/desk'
import { AlarmSheet } from './AlarmSheet'
import type { Board, BoardState } from './board'
import { Cameras } from './Cameras'
import { Drills } from './Drills'
import { useDetail } from './detail'
import { Handover } from './Handover'
import { Head } from './Head'
import { cardsOf, happened, happenedInDrills, neighbourOf, shownAlarm, sortQueue, waits } from './model'
import { Notice } from './Notice'
import { Queue, Siblings } from './Queue'
import { Reports } from './Reports'
import { Roster } from './Roster'
import { type Bell, notify } from './sound'
import { clockTime, useWords } from './words'

interface WorkProps {
  board: Board
  state: BoardState
  session: DeskSession
  bell: Bell
  onLanguage: () => void
}

/** Server time, a second at a time. */
function useNow(offset: number): number {
  const [now, setNow] = useState(() => Date.now() + offset)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now() + offset), 1000)
    return () => window.clearInterval(timer)
  }, [offset])
  return now
}

/** The work page: queue, the alarm, the cameras near it. */
export function Work({ board, state, session, bell, onLanguage }: WorkProps) {
  const { words, language } = useWords()
  const [selected, setSelected] = useState<string | null>(null)
  const now = useNow(state.offset)
  const cards = cardsOf(sortQueue(state.alarms))
  const queue = cards.flat()
  const alarm = shownAlarm(state.alarms, selected)
  const siblings = cards.find((calls) => calls.some(({ id }) => id === alarm?.id)) ?? []
  useEffect(() => setSelected(alarm?.id ?? null), [alarm?.id])
  const detail = useDetail(alarm?.id ?? null, alarm === null ? 0 : happened(alarm))
  const waiting = queue.filter(waits)
  const newest = waiting[0]
  const said = newest ? words.queue.new(newest.household?.label ?? '', words.kind[newest.kind]) : ''

  useEffect(() => {
    bell.follow(waiting.length > 0)
    document.title = `${waiting.length > 0 ? `(${waiting.length}) ` : ''}${words.name} · ${words.desk}`
  }, [bell, waiting.length, words])
  const known = useRef(new Set<string>())
  useEffect(() => {
    for (const one of waiting) {
      if (known.current.has(one.id)) continue
      known.current.add(one.id)
      notify(words.queue.new(one.household?.label ?? '', words.kind[one.kind]), one.household?.area ?? '', one.id)
    }
  })

  const onKey = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const id = neighbourOf(queue, alarm?.id ?? null, event.key === 'ArrowDown' ? 1 : -1)
      setSelected(id)
      document.querySelector<HTMLElement>(`[data-calls~="${CSS.escape(id ?? '')}"]`)?.focus()
    } else if (event.key === 'm' || event.key === 'M') bell.mute(60_000)
    else if ((event.key === 'a' || event.key === 'A') && !event.repeat)
      document.querySelector<HTMLElement>('[data-next-act]')?.focus()
  }
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  const lost = !state.connected && state.lostSince !== null && Date.now() - state.lostSince > 3000
  return (
    <div class="work">
      <Head board={board} session={session} bell={bell} waiting={waiting.length} now={now} onLanguage={onLanguage} />
      {lost && (
        <p class="lost" role="alert">
          {words.connection.lost(clockTime(new Date(state.lostSince ?? 0).toISOString(), language))}
        </p>
      )}
      <p class="unseen" aria-live="assertive">
        {said}
      </p>
      <Queue board={board} cards={cards} selected={alarm?.id ?? null} now={now} onSelect={setSelected} />
      <main class="sheet">
        {alarm === null ? (
          <section class="card empty">
            <span class="lamp large" aria-hidden="true" />
            <h2>{words.queue.empty}</h2>
            <p class="calm">{words.queue.emptyMore}</p>
          </section>
        ) : (
          <>
            <Siblings calls={siblings} shown={alarm.id} onSelect={setSelected} />
            <AlarmSheet key={alarm.id} board={board} alarm={alarm} detail={detail} now={now} />
          </>
        )}
      </main>
      <aside class="side">
        {alarm !== null && detail !== null && (
          <Cameras key={alarm.id} alarm={alarm.id} cameras={detail.cameras} open={alarm.state !== 'closed'} />
        )}
        <Roster now={now} />
        <Handover />
        <Reports />
        <Notice area={session.area.name} now={now} />
        <Drills area={session.area.name} happened={happenedInDrills(state.alarms)} />
      </aside>
    </div>
  )
}
