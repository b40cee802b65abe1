import type { DeskReport } from '../contract/reports'

/** What residents reported, as the page shows it. */
export interface Reported {
  /** privacy reports first, then the newest */
  open: DeskReport[]
  /** the last answered first */
  answered: DeskReport[]
  /** how many of the open ones say that something private is seen */
  privacy: number
}

const latest = (a: string | null, b: string | null): number => Date.parse(b ?? '') - Date.parse(a ?? '') || 0
const privacyFirst = ({ kind }: DeskReport): number => (kind === 'privacy' ? 0 : 1)
const byId = (a: DeskReport, b: DeskReport): number => (a.id < b.id ? -1 : 1)

/** Splits the reports into what waits and what is answered, each in the order of the page. */
export function sortReports(reports: readonly DeskReport[]): Reported {
  const open = reports
    .filter(({ state }) => state === 'open')
    .sort((a, b) => privacyFirst(a) - privacyFirst(b) || latest(a.at, b.at) || byId(a, b))
  const answered = reports
    .filter(({ state }) => state === 'answered')
    .sort((a, b) => latest(a.answered_at, b.answered_at) || byId(a, b))
  return { open, answered, privacy: open.filter(({ kind }) => kind === 'privacy').length }
}

/** Whether an officer may confirm it: a privacy report, once, and before it is answered. */
export const mayConfirm = ({ kind, state, confirmed_by }: DeskReport): boolean =>
  kind === 'privacy' && state === 'open' && confirmed_by === null

/** The reports with what the service said of one of them. */
export const withReport = (reports: readonly DeskReport[], heard: DeskReport): DeskReport[] =>
  reports.map((report) => (report.id === heard.id ? heard : report))
