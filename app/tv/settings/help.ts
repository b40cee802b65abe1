import type { Me } from '../../contract/household'
import type { Row } from '../widgets/Rows'
import type { HouseholdWords } from '../words/householdShape'
import { dayOf } from './day'

/** The household's test and the practice, below how long OK is held. */
export function helpRows(lastTest: Me['last_test'] | undefined, now: number, words: HouseholdWords): Row[] {
  const { settings } = words
  return [
    { key: 'test', kind: 'act', title: settings.test, value: testValue(lastTest, now, words), hint: settings.testWhat },
    { key: 'practice', kind: 'act', title: settings.practice, value: settings.open, hint: settings.practiceWhat },
  ]
}

/** How the last test went; nothing where nobody has said. */
function testValue(last: Me['last_test'] | undefined, now: number, words: HouseholdWords): string {
  const { settings } = words
  if (last === undefined) return settings.open
  if (last === null) return settings.testNever
  const day = dayOf(Date.parse(last.at), now, words)
  if (last.answered_at !== null) return settings.testOf(day, true)
  return last.unanswered ? settings.testOf(day, false) : settings.testWaits(day)
}

/** The sign under duress. Whether one is enrolled is shown to nobody. */
export const signRow = ({ settings }: HouseholdWords): Row => ({
  key: 'sign',
  kind: 'act',
  title: settings.sign.title,
  value: settings.change,
  hint: settings.sign.what,
})
