import { randomUUID } from 'node:crypto'
import type { TextAnswer, TextRequest } from '../../contract/alarms'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { AlarmFacts, TextFacts } from './facts'
import { answered, newText, shown, textFault } from './texts-rules'
import { insertText, updateText } from './texts-store'
import type { Permission, Writing } from './writing'

/** Short texts between desk and caller: written, shown, answered; each told at once to all desks and the household. */
export function openTexts({ clock }: Pick<Service, 'clock'>, { change, read, tell }: Writing) {
  /** @throws ProblemError conflict when this call takes no text now */
  function send(id: string, may: Permission, officer: { user: string; name: string }, request: TextRequest) {
    return change(async (transaction) => {
      const before = await read(transaction, id)
      may(before)
      const fault = textFault(before)
      if (fault !== null) throw new ProblemError('conflict', { detail: fault })
      const by = { user: officer.user, name: officer.name }
      const text = newText(randomUUID(), request, by, clock.now())
      await insertText(transaction, id, text)
      const after = { ...before, texts: [...before.texts, text] }
      await tell(transaction, 'alarm.updated', after)
      return after
    })
  }

  async function become(
    id: string,
    may: Permission,
    text: string,
    next: (before: TextFacts, now: number) => TextFacts,
  ): Promise<AlarmFacts> {
    return change(async (transaction) => {
      const alarm = await read(transaction, id)
      may(alarm)
      const before = alarm.texts.find((one) => one.id === text)
      if (before === undefined) throw new ProblemError('not-found')
      const after = next(before, clock.now())
      if (after === before) return alarm
      await updateText(transaction, after)
      const texts = alarm.texts.map((one) => (one === before ? after : one))
      await tell(transaction, 'alarm.updated', { ...alarm, texts })
      return { ...alarm, texts }
    })
  }

  return {
    send,
    /** A visible screen of the household shows it. */
    displayed: (id: string, may: Permission, text: string) => become(id, may, text, shown),
    /** The first answer stands. @throws ProblemError conflict for another one, invalid-body for one not offered */
    answer: (id: string, may: Permission, text: string, answer: TextAnswer) =>
      become(id, may, text, (before, now) => answered(before, answer, now)),
  }
}
