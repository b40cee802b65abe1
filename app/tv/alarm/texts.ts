import type { Alarm, AlarmText } from '../../contract/alarms'
import type { HouseholdWords } from '../words/householdShape'
import type { Line } from './ladder'
import type { Asked } from './panel'
import type { Question } from './TextCard'

type Words = HouseholdWords['texts']

/** A text of the desk: a ready sentence in the language of this box, or the officer's own words. */
const textOf = ({ ready, text }: AlarmText, words: Words): string => (ready === null ? text : words.ready[ready]) ?? ''

/** What desk and caller wrote, as lines of the ladder. */
export const textLines = (alarm: Alarm | null, words: Words): Line[] =>
  (alarm?.texts ?? []).map((text) => {
    const asked = words.asked(text.by, textOf(text, words))
    const said = text.answer === null ? asked : words.answered(asked, words.answers[text.answer])
    return { what: 'text', mark: 'done', at: text.at, said }
  })

/** What the card shows of a text. */
export const questionOf = (text: AlarmText, asked: Asked, words: Words): Question => ({
  from: words.from(text.by),
  text: textOf(text, words),
  answers: text.answers.map((answer) => words.answers[answer]),
  choice: asked.choice,
  note: asked.sent ? words.sending : '',
})
