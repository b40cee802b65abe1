import type { ReadyText, TextAnswer } from '../../contract/alarms'
import type { Db } from '../database/connect'
import type { TextFacts } from './facts'

/** The texts of these alarms, oldest first. */
export async function textsByAlarm(db: Db, alarms: readonly string[]): Promise<Map<string, TextFacts[]>> {
  const rows = await db
    .selectFrom('alarm_texts')
    .selectAll()
    .where('alarm', 'in', alarms)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const found = new Map<string, TextFacts[]>()
  for (const row of rows) {
    const fact: TextFacts = {
      id: row.id,
      ready: row.ready as ReadyText | null,
      text: row.text,
      answers: JSON.parse(row.answers) as TextAnswer[],
      by: { user: row.by_user, name: row.by_name },
      at: row.at,
      displayedAt: row.displayed_at,
      answer: row.answer as TextAnswer | null,
      answeredAt: row.answered_at,
    }
    found.set(row.alarm, [...(found.get(row.alarm) ?? []), fact])
  }
  return found
}

export async function insertText(transaction: Db, alarm: string, { by, ...text }: TextFacts): Promise<void> {
  const { displayedAt: displayed_at, answeredAt: answered_at, answers, ...row } = text
  await transaction
    .insertInto('alarm_texts')
    .values({
      ...row,
      alarm,
      answers: JSON.stringify(answers),
      by_user: by.user,
      by_name: by.name,
      displayed_at,
      answered_at,
    })
    .execute()
}

/** Writes what became of a text: that it is shown, or its answer. */
export async function updateText(transaction: Db, text: TextFacts): Promise<void> {
  await transaction
    .updateTable('alarm_texts')
    .set({ displayed_at: text.displayedAt, answer: text.answer, answered_at: text.answeredAt })
    .where('id', '=', text.id)
    .execute()
}
