import { reportKinds } from '../../contract/lists'
import type { Report } from '../../contract/reports'
import type { FailureName } from '../service/api'
import { dayOf } from '../settings/day'
import type { Row } from '../widgets/Rows'
import type { HouseholdWords } from '../words/householdShape'
import { sentenceOf } from '../words/words'

/** What may be said of a picture, and the ways out of the question. */
export function menuRows({ reports }: HouseholdWords): Row[] {
  const kinds = reportKinds.map(
    (kind): Row => ({ key: kind, kind: 'act', title: reports.kinds[kind], detail: reports.what[kind] }),
  )
  return kinds.concat({ key: 'settings', kind: 'act', title: reports.settings, detail: reports.settingsWhat })
}

export const isReportKind = (key: string): key is Report['kind'] => (reportKinds as readonly string[]).indexOf(key) >= 0

/** Why a report did not go out, in words. */
export function refusal(failure: FailureName, words: HouseholdWords): string {
  if (failure === 'too-many-requests') return words.reports.tooMany
  return words.reports.failed(sentenceOf(words, failure))
}

/** The household's reports, newest first, with what became of each. */
export function reportRows(reports: readonly Report[], words: HouseholdWords, now: number): Row[] {
  const { reports: said, viewings } = words
  return reports.map((report) => {
    const when = (at: string) => dayOf(Date.parse(at), now, words)
    const answered = report.answered_at === null ? said.open : said.answered(when(report.answered_at))
    return {
      key: report.id,
      kind: 'act',
      title: viewings.camera(report.camera.number, report.camera.name),
      value: answered,
      detail: `${said.kinds[report.kind]} · ${said.reported(when(report.at))}`,
    }
  })
}

/** One report to be read: what was said and what was answered. */
export function readingOf(
  report: Report,
  words: HouseholdWords,
  now: number,
): { title: string; note: string; text: string } {
  const { reports: said, viewings } = words
  const reported = said.reported(dayOf(Date.parse(report.at), now, words))
  const answer = report.answer === null ? said.noAnswer : `${said.answer}\n${report.answer}`
  return {
    title: `${viewings.camera(report.camera.number, report.camera.name)} · ${said.kinds[report.kind]}`,
    note:
      report.answered_at === null
        ? reported
        : `${reported} · ${said.answered(dayOf(Date.parse(report.answered_at), now, words))}`,
    text: [report.note ?? '', answer].filter((part) => part !== '').join('\n\n'),
  }
}

/** What is known of the reports. */
export interface Reports {
  reports: readonly Report[]
  at: number | null
  asking: boolean
  failure: FailureName | null
}

/** What is said in the place of the rows, and beside the title. */
export function reportsState(
  { reports, at, asking, failure }: Reports,
  slow: boolean,
  words: HouseholdWords,
): { sentence: string; detail: string; banner: string } {
  const { reports: said, cameras, time } = words
  if (reports.length > 0) {
    const banner = failure !== null && at !== null ? said.stale(time.ofDay(at), sentenceOf(words, failure)) : ''
    return { sentence: '', detail: '', banner }
  }
  if (failure !== null) {
    return { sentence: said.failedTitle, detail: `${sentenceOf(words, failure)}\n${cameras.retry}`, banner: '' }
  }
  if (asking || at === null) return { sentence: said.loading, detail: slow ? said.slow : '', banner: '' }
  return { sentence: said.empty, detail: said.emptyHelp, banner: '' }
}
