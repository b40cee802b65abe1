import { useEffect, useState } from 'preact/hooks'
import type { DeskSession } from '../contract/desk'
import type { Board } from './board'
import type { Bell } from './sound'
import { clockTime, useWords } from './words'

interface HeadProps {
  board: Board
  session: DeskSession
  bell: Bell
  waiting: number
  now: number
  onLanguage: () => void
}

/** Whose desk this is, how many wait, and the bell. */
export function Head({ board, session, bell, waiting, now, onLanguage }: HeadProps) {
  const { words, language } = useWords()
  const [rings, setRings] = useState(bell.allowed)
  const [muted, setMuted] = useState(false)
  const [asks, setAsks] = useState('Notification' in window && Notification.permission === 'default')

  useEffect(() => {
    // Any click or key of the officer is what the browser waits for.
    const allow = () => void bell.allow().then(setRings)
    document.addEventListener('pointerdown', allow)
    document.addEventListener('keydown', allow)
    return () => {
      document.removeEventListener('pointerdown', allow)
      document.removeEventListener('keydown', allow)
    }
  }, [bell])

  const test = async () => {
    setRings(await bell.allow())
    bell.ring()
  }
  const mute = () => {
    bell.mute(60_000)
    setMuted(true)
    window.setTimeout(() => setMuted(false), 60_000)
  }
  return (
    <header class="head">
      <p class="brand">
        <span class="lamp" aria-hidden="true" />
        {words.name} · {session.area.name}
      </p>
      <p class={waiting > 0 ? 'count urgent' : 'count'}>{words.queue.waiting(waiting)}</p>
      <time class="clock">{clockTime(new Date(now).toISOString(), language)}</time>
      <nav class="tools">
        <button type="button" class="plain" onClick={test}>
          {rings ? words.sound.test : words.sound.blocked}
        </button>
        {waiting > 0 && (
          <button type="button" class="plain" onClick={mute} disabled={muted}>
            {muted ? words.sound.muted : words.sound.mute}
          </button>
        )}
        {asks && (
          <button
            type="button"
            class="plain"
            onClick={() => void Notification.requestPermission().then(() => setAsks(false))}
          >
            {words.sound.notify}
          </button>
        )}
        <button type="button" class="plain" onClick={onLanguage}>
          {words.other}
        </button>
        <button type="button" class="plain" onClick={() => void board.signOut()}>
          {words.signIn.out} · {session.name}
        </button>
      </nav>
    </header>
  )
}
