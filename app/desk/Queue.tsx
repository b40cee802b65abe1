import { useEffect, useRef } from 'preact/hooks'
import type { DeskAlarm } from '../contract/alarms'
import type { Board } from './board'
import { cardOf, cardSince, runningTime, waits } from './model'
import { useWords, type Words } from './words'

interface QueueProps {
  board: Board
  cards: readonly DeskAlarm[][]
  selected: string | null
  now: number
  onSelect: (id: string) => void
}

/** All calls, who waits first; a household's open ones are one card. */
export function Queue({ board, cards, selected, now, onSelect }: QueueProps) {
  const { words } = useWords()
  return (
    <section class="queue" aria-label={words.queue.title}>
      {cards.map((calls) => {
        const first = calls[0] as DeskAlarm
        const chosen = calls.some(({ id }) => id === selected)
        return (
          <QueueCard
            key={cardOf(first)}
            board={board}
            first={first}
            calls={calls}
            selected={chosen}
            now={now}
            onSelect={() => chosen || onSelect(first.id)}
          />
        )
      })}
    </section>
  )
}

interface CardProps {
  board: Board
  /** who waits, if any of them does */
  first: DeskAlarm
  calls: readonly DeskAlarm[]
  selected: boolean
  now: number
  onSelect: () => void
}

function QueueCard({ board, first, calls, selected, now, onSelect }: CardProps) {
  const { words } = useWords()
  const element = useRef<HTMLButtonElement>(null)
  const open = calls.filter(({ state }) => state !== 'closed').map(({ id }) => id)

  // "On the desk's screen" is said only of a card that is in view, on a page that is visible.
  useEffect(() => {
    const card = element.current
    if (card === null || open.length === 0) return
    let inView = false
    const tell = () => {
      for (const id of open) void board.displayed(id, () => inView)
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
      inView = false
      observer.disconnect()
      document.removeEventListener('visibilitychange', tell)
    }
  }, [board, open.join()])

  return (
    <button
      ref={element}
      type="button"
      class={`call ${waits(first) ? 'waits' : first.state} ${first.mode}`}
      aria-current={selected}
      data-calls={calls.map(({ id }) => id).join(' ')}
      onClick={onSelect}
    >
      <span class="call-top">
        <strong>{[...new Set(calls.map(({ kind }) => words.kind[kind]))].join(' · ')}</strong>
        {first.mode !== 'real' && <em class="mode">{words.mode[first.mode]}</em>}
        {first.state !== 'closed' && <time class="call-time">{runningTime(Date.parse(cardSince(calls)), now)}</time>}
      </span>
      <span class="call-who">{first.household?.label}</span>
      <span class="call-where">{first.household?.area.split(' · ').slice(0, 2).join(' · ')}</span>
      <span class="call-state">{stateOf(first, words)}</span>
    </button>
  )
}

function stateOf(alarm: DeskAlarm, words: Words): string {
  const answered = alarm.receipts.find(({ hop }) => hop === 'acknowledged')
  const state = alarm.unanswered && waits(alarm) ? words.unanswered : words.state[alarm.state]
  return answered?.who ? `${state} · ${answered.who}` : state
}

/** The other calls of the household whose call is shown: each is taken and closed by itself. */
export function Siblings({
  calls,
  shown,
  onSelect,
}: {
  calls: readonly DeskAlarm[]
  shown: string
  onSelect: (id: string) => void
}) {
  const { words } = useWords()
  if (calls.length < 2) return null
  return (
    <nav class="siblings" aria-label={words.queue.siblings}>
      <span class="calm">{words.queue.siblings}</span>
      {calls.map((alarm) => (
        <button
          key={alarm.id}
          type="button"
          class={waits(alarm) ? 'plain strong' : 'plain'}
          aria-current={alarm.id === shown}
          onClick={() => onSelect(alarm.id)}
        >
          {words.kind[alarm.kind]}
          {alarm.quiet && ` (${words.queue.quiet})`} · {stateOf(alarm, words)}
        </button>
      ))}
    </nav>
  )
}
