import type { AreaRef } from '../../contract/basics'
import type { DeskReport, Report } from '../../contract/reports'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'

/** More open reports than this and a household waits for answers first. */
export const openLimit = 20

export interface ReportFacts {
  id: string
  household: string
  camera: string
  kind: Report['kind']
  note: string | null
  /** epoch milliseconds */
  at: number
  answer: string | null
  answeredBy: string | null
  answeredAt: number | null
  confirmedBy: string | null
  confirmedAt: number | null
}

/** A report as its household sees it; a camera that is gone keeps its id as its name. */
export function reportView(report: ReportFacts, camera: { number: number; name: string } | null): Report {
  return {
    id: report.id,
    camera: { id: report.camera, number: camera?.number ?? 0, name: camera?.name ?? report.camera },
    kind: report.kind,
    note: report.note,
    at: rfc3339(report.at),
    state: report.answer === null ? 'open' : 'answered',
    answer: report.answer,
    answered_at: rfc3339(report.answeredAt),
  }
}

/** As a desk sees it: where the camera is, when it closes by itself and who answered, not which household asked. */
export function deskReportView(
  report: ReportFacts,
  camera: { number: number; name: string } | null,
  area: AreaRef | null,
  closesAt: number | null,
): DeskReport {
  const { answeredBy: answered_by, confirmedBy: confirmed_by } = report
  return { ...reportView(report, camera), area, answered_by, confirmed_by, closes_at: rfc3339(closesAt) }
}

/** Whether its camera may close because of it. */
export const mayClose = ({ kind, answer }: ReportFacts): boolean => kind === 'privacy' && answer === null

/** @throws ProblemError conflict: an answer that residents have read stands */
export function refuseSecondAnswer(report: ReportFacts): void {
  if (report.answer !== null) throw new ProblemError('conflict', { detail: 'the report is answered' })
}

/** @throws ProblemError conflict: only what somebody calls private is confirmed, once, and before it is answered */
export function refuseConfirmation(report: ReportFacts): void {
  if (report.kind !== 'privacy') throw new ProblemError('conflict', { detail: 'only privacy reports are confirmed' })
  refuseSecondAnswer(report)
  if (report.confirmedAt !== null) throw new ProblemError('conflict', { detail: 'the report is confirmed' })
}
