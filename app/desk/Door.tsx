import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useWords } from './words'

interface DoorProps {
  /** whose desk: not shown where it is null */
  brand: string | null
  title: string
  go: string
  /** the other way out of this page */
  other: { words: string; act: () => void }
  class?: string
  /** Sends the form; gives what was wrong in words, or null. The page goes by itself when it was right. */
  onSend: (field: (name: string) => string) => Promise<string | null>
  children: ComponentChildren
}

/** A page that asks before the work begins: for a name, a password, a new one. */
export function Door({ brand, title, go, other, class: more = '', onSend, children }: DoorProps) {
  const { words } = useWords()
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    setBusy(true)
    setFault('')
    const found = await onSend((name) => String(fields.get(name)))
    if (found === null) return
    setFault(found)
    setBusy(false)
  }
  return (
    <main class={`door ${more}`}>
      <form class="card form" onSubmit={submit}>
        {brand !== null && (
          <p class="brand">
            <span class="lamp" aria-hidden="true" />
            {words.name} · {brand}
          </p>
        )}
        <h1>{title}</h1>
        {children}
        <p class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="act" disabled={busy}>
          {go}
        </button>
        <button type="button" class="plain" onClick={other.act}>
          {other.words}
        </button>
      </form>
    </main>
  )
}
