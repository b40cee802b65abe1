import type { AlarmKind, AlarmMode, AlarmState, ReadyText, Receipt, TextAnswer } from '../../contract/alarms'
import type { AreaRef } from '../../contract/basics'

export type Hop = Receipt['hop']

/** Who confirmed a hop: a household, an officer, a tier's desks, or the service itself. */
export type Confirmer =
  | { kind: 'household'; id: string; name: string }
  | { kind: 'officer'; id: string; name: string }
  | { kind: 'tier'; id: Tier; name: string }
  | { kind: 'system' }

export interface ReceiptFacts {
  hop: Hop
  /** epoch milliseconds */
  at: number
  who: Confirmer
}

/** A short text of a desk to the caller's TV, and what became of it. */
export interface TextFacts {
  id: string
  ready: ReadyText | null
  text: string | null
  answers: readonly TextAnswer[]
  by: { user: string; name: string }
  at: number
  displayedAt: number | null
  answer: TextAnswer | null
  answeredAt: number | null
}

/** The desks that are called one after the other: those of the grid and the village, of the township, of the county. */
export const tiers = ['village', 'township', 'county'] as const
export type Tier = (typeof tiers)[number]

/** All that is known of an alarm. Events carry it whole; a listener is told what `view.ts` lets it know. Times are epoch milliseconds. */
export interface AlarmFacts {
  id: string
  household: string
  /** the boxes that pressed, by serial */
  boxes: string[]
  kind: AlarmKind
  quiet: boolean
  mode: AlarmMode
  late: boolean
  /** said safe under duress: desks only */
  duress: boolean
  state: AlarmState
  unanswered: boolean
  stored: boolean
  raisedAt: number
  pressedAt: number
  closedAt: number | null
  outcome: string | null
  note: string | null
  /** as when it was raised */
  area: string
  group: string | null
  label: string
  /** the area and those above it, nearest first */
  areas: AreaRef[]
  contactName: string
  contactPhone: string
  receipts: ReceiptFacts[]
  texts: TextFacts[]
}

/** What the store keeps of an alarm; who lives there is added from the neighbourhood. */
export type StoredAlarm = Omit<AlarmFacts, 'label' | 'areas' | 'contactName' | 'contactPhone'>
