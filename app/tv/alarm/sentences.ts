import type { Alarm } from '../../contract/alarms'
import type { Me } from '../../contract/household'
import type { Known } from '../service/services'
import { colour } from '../theme/tokens'
import type { Words } from '../words/words'
import type { Hearers } from './Choosing'
import type { OwnCall } from './call'
import type { EmergencyNumbers, Line, Mark } from './ladder'

/** What holds where the service never told: those of the People's Republic of China. */
const chinaNumbers: EmergencyNumbers = { help: '110', fire: '119', medical: '120', intruder: '110', text: '12110' }

export const numbersOf = (me: Me | null): EmergencyNumbers => me?.emergency_numbers ?? chinaNumbers

/** Green only for "a person has answered", red only for what must be read now. */
export function toneOf(mark: Mark): number {
  if (mark === 'answered') return colour.green
  return mark === 'failed' ? colour.red : mark === 'waiting' ? colour.text : colour.calm
}

/** A line of the ladder in words. */
export function sentence(line: Line, words: Words['alarm']): string {
  const { ladder, someone, outcome } = words
  switch (line.what) {
    case 'box_displayed':
    case 'box_reached':
      return ladder[line.what](line.count)
    case 'going':
    case 'cameras_opened':
    case 'cameras_ended':
      return ladder[line.what](line.who ?? someone.neighbour)
    case 'text':
      return line.said
    case 'tier_reached':
    case 'acknowledged':
    case 'attending':
    case 'called_back':
    case 'called_in_vain':
      return ladder[line.what](line.who ?? someone.desk)
    case 'closed':
      return ladder.closed(outcome[line.outcome ?? ''] ?? '')
    default:
      return ladder[line.what]
  }
}

/** How a call stands, in a few large words, with their colour. */
export function headline(call: OwnCall, words: Words['alarm']): { text: string; tone: number; urgent: boolean } {
  const { headline: said } = words
  const { alarm } = call
  const urgent = (text: string) => ({ text, tone: colour.red, urgent: true })
  const answered = (text: string) => ({ text, tone: colour.green, urgent: false })
  if (!alarm) return urgent(call.sent === 'passed_on' ? said.passedOn : said.unsent)
  if (alarm.state === 'closed') return { text: said.closed, tone: colour.text, urgent: false }
  if (alarm.state === 'attending') return answered(said.attending)
  if (alarm.state === 'acknowledged') return answered(said.acknowledged)
  if (alarm.unanswered) return urgent(said.unanswered)
  if (alarm.receipts.some(({ hop }) => hop === 'going')) return answered(said.going)
  return { text: said.waiting, tone: colour.text, urgent: false }
}

/** The call to follow: a real one before a test or drill, an open one before a closed one, else the newest. */
export function toFollow(calls: readonly OwnCall[]): OwnCall | null {
  const isOpen = ({ alarm }: OwnCall) => alarm?.state !== 'closed'
  const real = calls.filter(({ wish }) => wish.mode === 'real')
  return real.filter(isOpen)[0] ?? calls.filter(isOpen)[0] ?? real[0] ?? calls[0] ?? null
}

/** Whether the panel opens on how a call stands: for news of it, and by red while it is real and open. Else red asks anew. */
export const opensOn = (call: OwnCall | null, announced: boolean): boolean =>
  call !== null && (announced || (call.wish.mode === 'real' && call.alarm?.state !== 'closed'))

/** The address as the desk will see it. */
export function addressOf(me: Me | null, words: Words['alarm']): string {
  if (!me) return words.addressUnknown
  return [me.household.label, ...me.areas.slice(0, 2).map(({ name }) => name)].join(' · ')
}

/** What was answered longer ago says nothing of now: a desk counts as staffed for 45 s, a neighbour's box for 2 min. */
const presentMs = 120_000

/** Who would hear of a call now; only what the service said just now is said of anybody. `now` is server time, ms. */
export function hearersOf(
  { value: me, freshness, at }: Pick<Known<Me>, 'value' | 'freshness' | 'at'>,
  now: number,
  words: Words['alarm'],
): Hearers {
  const address = words.address + words.colon + addressOf(me, words)
  if (!me || freshness !== 'fresh' || now - (at ?? 0) > presentMs)
    return { desk: words.unknown, neighbours: '', address }
  const { desk, readiness, group } = me
  return {
    desk: desk ? `${words.desk(desk.name)} · ${desk.staffed ? words.deskStaffed : words.deskEmpty}` : words.deskNone,
    neighbours: group ? words.neighbours(readiness.reachable, readiness.members) : words.neighboursNone,
    address,
  }
}

/** What is true of a box that was never paired: nobody would hear it, only the telephone helps. */
export function noHearers(me: Me | null, { alarm, pairing }: Words): Hearers {
  const numbers = numbersOf(me)
  const phones = pairing.numbers(numbers.intruder, numbers.fire, numbers.medical)
  return { desk: alarm.cannotCall, neighbours: phones, address: '' }
}

/** How a neighbour's call stands, with its colour. */
export function neighbourState(alarm: Alarm, words: Words['alarm']): { text: string; tone: number } {
  if (alarm.state === 'closed') return { text: words.neighbour.closed, tone: colour.calm }
  const answer = ['attending', 'acknowledged', 'going'] as const
  for (const hop of answer) {
    const receipt = alarm.receipts.filter((one) => one.hop === hop).pop()
    if (!receipt) continue
    const who = receipt.who ?? (hop === 'going' ? words.someone.neighbour : words.someone.desk)
    return { text: words.neighbour.state[hop](who), tone: colour.green }
  }
  if (alarm.unanswered) return { text: words.ladder.unanswered, tone: colour.red }
  return { text: words.ladder.waiting, tone: colour.text }
}

/** The nearest two of an area path: enough for those who live there. */
export const nearArea = (path: string): string => path.split(' · ').slice(0, 2).join(' · ')
