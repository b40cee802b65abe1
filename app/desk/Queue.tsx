import { useEffect, useRef } from 'preact/hooks'
import type { DeskAlarm } from '../contract/alarms'
import type { Board } from './board'
import { runningTime, waits } from './model'
import { useWords } from './words'

interface QueueProps {
  board: Board
  queue: readonly DeskAlarm[]
  selected: string | null
  now: number
  onSelect: (id: string) => void
}

/** All calls, who waits first. */
export function Queue({ board, queue, selected, now, onSelect }: QueueProps) {
  const { words } = useWords()
  return (
    <section class="queue" aria-label={words.queue.title}>
      {queue.map((alarm) => (
        <QueueCard
          key={alarm.id}
          board={board}
          alarm={alarm}
          selected={alarm.id === selected}
          now={now}
          onSelect={() => onSelect(alarm.id)}
        />
      ))}
    </section>
  )
}

interface CardProps {
  board: Board
  alarm: DeskAlarm
  selected: boolean
  now: number
  onSelect: () => void
}

function QueueCard({ board, alarm, selected, now, onSelect }: CardProps) {
  const { words } = useWords()
  const element = useRef<HTMLButtonElement>(null)

  // "On the desk's screen" is said only of a card that is in view, on a page that is visible.
  useEffect(() => {
    const card = element.current
    if (card === null || alarm.state === 'closed') return
    let inView = false
    const tell = () => {
      if (inView) void board.displayed(alarm.id)
    }
    const observer = new IntersectionObserver(
      ([entry]) => {
        inView = entry?.isIntersecting ?? false
        tell()
      },
      { threshold: 0.6 },
    )
    observer.observe(card)
    document.addEventListener('visibilitychange', tell)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', tell)
    }
  }, [board, alarm.id, alarm.state === 'closed'])

  const answered = alarm.receipts.find(({ hop }) => hop === 'acknowledged')
  return (
    <button
      ref={element}
      type="button"
      class={`call ${waits(alarm) ? 'waits' : alarm.state} ${alarm.mode}`}
      aria-current={selected}
      data-alarm={alarm.id}
      onClick={onSelect}
    >
      <span class="call-top">
        <strong>{words.kind[alarm.kind]}</strong>
        {alarm.mode !== 'real' && <em class="mode">{words.mode[alarm.mode]}</em>}
        {alarm.state !== 'closed' && <time class="call-time">{runningTime(Date.parse(alarm.raised_at), now)}</time>}
      </span>
      <span class="call-who">{alarm.household?.label}</span>
      <span class="call-where">{alarm.household?.area.split(' · ').slice(0, 2).join(' · ')}</span>
      <span class="call-state">
        {alarm.unanswered && waits(alarm) ? words.unanswered : words.state[alarm.state]}
        {answered?.who ? ` · ${answered.who}` : ''}
      </span>
    </button>
  )
}
