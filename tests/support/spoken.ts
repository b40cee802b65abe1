import type { Tv } from './tv'

/** What would be read out of what has the focus. */
const spoken = (tv: Tv) =>
  tv.page.evaluate<string[]>(
    '(porchlight.focusPath || []).filter((each) => each.announce).slice(-1).flatMap((each) => [...each.announce()])',
  )

/**
 * Moves down until this row has the focus, which is what would be read out of it. Rows come when the service has
 * answered, perhaps after the focus went by: at an end it turns round, until patience ends.
 */
export async function goDownTo(tv: Tv, what: RegExp): Promise<void> {
  let way: 'down' | 'up' = 'down'
  for (const patience = Date.now() + 60_000; Date.now() < patience; ) {
    const before = await spoken(tv)
    if (before.some((part) => what.test(part))) return
    await tv.press(way)
    if ((await spoken(tv)).join() === before.join()) way = way === 'down' ? 'up' : 'down'
  }
  throw new Error(`no row is ${what}; the last says: ${(await spoken(tv)).join(' | ')}`)
}
