/** When a camera is suspended because of privacy reports that nobody decides on. Pure; times are epoch milliseconds. */

/** One privacy report about a camera. */
export interface PrivacyReport {
  household: string
  at: number
  answeredAt: number | null
  /** when a desk confirmed it */
  confirmedAt: number | null
  note: string | null
}

/** The reports about one camera that belong together and wait for a decision. */
export interface OpenCase {
  firstAt: number
  households: number
  confirmed: { by: 'household' | 'desk'; at: number } | null
  notes: string[]
}

/**
 * The case that is open about a camera; null where everything is answered. A case begins with the first report after
 * everything before it was answered, or after the operator decided; an answer to one of its reports does not unsay
 * that a second household reported the same.
 */
export function openCase(reports: readonly PrivacyReport[], decidedAt: number | null): OpenCase | null {
  let mine: PrivacyReport[] = []
  for (const report of reports.filter(({ at }) => at > (decidedAt ?? 0)).sort((a, b) => a.at - b.at)) {
    const settled = mine.every(({ answeredAt }) => answeredAt !== null && answeredAt <= report.at)
    mine = settled ? [report] : [...mine, report]
  }
  const first = mine[0]
  if (first === undefined || mine.every(({ answeredAt }) => answeredAt !== null)) return null
  return {
    firstAt: first.at,
    households: new Set(mine.map(({ household }) => household)).size,
    confirmed: confirmation(first, mine),
    notes: mine.map(({ note }) => note).filter((note) => note !== null),
  }
}

function confirmation(first: PrivacyReport, all: readonly PrivacyReport[]): OpenCase['confirmed'] {
  const second = all.find(({ household }) => household !== first.household)
  const byDesk = all.map(({ confirmedAt }) => confirmedAt).filter((at) => at !== null)
  const desk = byDesk.length === 0 ? null : Math.min(...byDesk)
  if (second !== undefined && (desk === null || second.at <= desk)) return { by: 'household', at: second.at }
  return desk === null ? null : { by: 'desk', at: desk }
}

/** When the camera is suspended unless somebody decides; null while nobody confirmed it. */
export function dueAt(found: OpenCase, hours: number): number | null {
  return found.confirmed === null ? null : found.confirmed.at + hours * 3_600_000
}

/** When a camera closes by itself because of its reports, or since when it is closed so; null: they do not close it. */
export function closesAt(
  about: { reports: readonly PrivacyReport[]; heldAt: number | null; decidedAt: number | null },
  hours: number,
): number | null {
  if (about.heldAt !== null) return about.heldAt
  const found = openCase(about.reports, about.decidedAt)
  return found === null ? null : dueAt(found, hours)
}

/** What residents read of such a suspension: who and why, in both languages of the app. */
export function suspensionWords(by: 'household' | 'desk', hours: number): { by_name: string; reason: string } {
  const [zh, en] = by === 'desk' ? ['值班台', 'the desk'] : ['第二户居民', 'a second household']
  return {
    by_name: '系统 System',
    reason: `隐私报告已由${zh}确认，${hours} 小时无人决定，先行关闭。Privacy report, confirmed by ${en}, undecided for ${hours} hours.`,
  }
}
