import type { Me } from '../../contract/household'
import { numbersOf } from '../alarm/sentences'
import type { Words } from '../words/words'

/** Whom to ask: the desk with its telephone, as far as this box ever knew it. */
export function deskWords(me: Me | null, { pairing }: Words): string {
  const desk = me?.desk
  if (!desk) return pairing.waiting.desk
  return desk.phone ? `${desk.name} ${desk.phone}` : desk.name
}

/** The numbers to call where this box cannot. */
export function emergencyWords(me: Me | null, { pairing }: Words): string {
  const numbers = numbersOf(me)
  return pairing.numbers(numbers.intruder, numbers.fire, numbers.medical)
}
