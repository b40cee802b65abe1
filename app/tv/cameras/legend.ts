import type { LegendItem } from '../widgets/Legend'
import type { Words } from '../words/words'

/** What the keys do on the list of cameras. */
export function legendOf(
  state: { rows: number; wall: boolean; ok: string; notices: number },
  { cameras }: Words,
): LegendItem[] {
  const items: LegendItem[] = []
  if (state.rows > 0) {
    items.push({ key: 'ok', word: cameras.watch })
    items.push({ key: 'yellow', word: cameras.favourite })
    items.push({ key: 'blue', word: state.wall ? cameras.rowsView : cameras.wall })
    items.push({ key: 'digits', word: cameras.jump })
  } else if (state.ok) items.push({ key: 'ok', word: state.ok })
  if (state.notices > 0) items.push({ key: 'green', word: cameras.notices(state.notices) })
  return items.concat({ key: 'menu', word: cameras.settings })
}
