import type { Notice } from '../../contract/events'
import type { Services } from '../service/services'
import type { Text } from '../widgets/Reading'

/** The notices that hold now as a page to read. */
export function noticesText(notices: readonly Notice[], { words, clock }: Pick<Services, 'words' | 'clock'>): Text {
  const { cameras, time } = words
  const now = clock.now()
  const said = notices.map(({ from, at, until, text }) =>
    [cameras.noticeFrom(from, time.since(Date.parse(at), now), time.until(Date.parse(until), now)), text].join('\n'),
  )
  return { title: cameras.noticesTitle, note: '', text: said.join('\n\n'), accept: '', closable: true }
}
