import type { LegendItem } from '../widgets/Legend'
import type { Words } from '../words/words'

/** What the keys do on the list of cameras, the most useful first. */
export function legendOf(
  state: { rows: number; wall: boolean; ok: string; notices: number },
  { cameras }: Words,
): LegendItem[] {
  const items: LegendItem[] = []
  const ok = state.rows > 0 ? cameras.watch : state.ok
  if (ok) items.push({ key: 'ok', word: ok })
  if (state.notices > 0) items.push({ key: 'green', word: cameras.notices(state.notices) })
  if (state.rows > 0) {
    items.push({ key: 'yellow', word: cameras.favourite })
    items.push({ key: 'blue', word: state.wall ? cameras.rowsView : cameras.wall })
    items.push({ key: 'digits', word: cameras.jump })
  }
  return items.concat({ key: 'menu', word: cameras.settings })
}
