/** What a component says of itself, from the widest (where one is) to the nearest (what is chosen, what it does). */
export interface Speaking {
  announce?(): readonly string[]
}

/**
 * What the focus says now: the innermost component that can speak; nothing where none can. `upDown` is how the keys that
 * are drawn as two marks are called.
 */
export function saidBy(focusPath: readonly Speaking[], upDown: string): readonly string[] {
  for (let at = focusPath.length - 1; at >= 0; at--) {
    const parts = focusPath[at]?.announce?.()
    if (parts) return parts.map((part) => clean(part, upDown)).filter((part) => part !== '')
  }
  return []
}

/**
 * What has to be spoken when what is said changes: all of it on a new screen; on the same one only from the first part
 * that is different, so that the title is not heard with every key.
 */
export function readOut(before: readonly string[], now: readonly string[]): readonly string[] {
  let same = 0
  while (same < now.length && same < before.length && now[same] === before[same]) same++
  return now.slice(same)
}

/** Keys by their names, without other marks that are only drawn; lines as pauses. */
function clean(part: string, upDown: string): string {
  return part
    .replace(/▲▼/g, upDown)
    .replace(/[●○★◀▶▲▼◉]/g, ' ')
    .replace(/\s*\n\s*/g, '. ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The index of the voice for a language: of this very one, else of its family; -1 where the engine has none. */
export function voiceFor(language: string, voices: readonly { lang: string }[]): number {
  const tags = voices.map(({ lang }) => lang.replace('_', '-').toLowerCase())
  const exact = tags.indexOf(language.toLowerCase())
  if (exact >= 0) return exact
  const family = language.split('-')[0]!.toLowerCase()
  return tags.findIndex((tag) => tag.split('-')[0] === family)
}
