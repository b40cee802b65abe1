import type { Stage } from '@lightningjs/core'
import { make, type Shell } from '../screen'
import { problemOf } from '../service/api'
import type { Services } from '../service/services'
import { Choices, type Question } from '../widgets/Choices'
import { householdWords } from '../words/household'
import { isReportKind, menuRows, refusal } from './model'

/** Asks over the picture what is wrong with it, and sends the answer to the desk. */
export function askReport(cameraId: string, name: string, services: Services, shell: Shell, at: Stage): void {
  const words = householdWords(services)
  const { session } = services
  const { reports } = words
  const send = (kind: string) => {
    shell.say(reports.sending)
    session.call({ method: 'POST', path: '/v1/reports', body: { camera_id: cameraId, kind } }).then(
      () => shell.say(reports.sent),
      (error: unknown) => shell.say(refusal(problemOf(error).failure, words)),
    )
  }
  const question: Question = {
    title: reports.ask,
    detail: `${name} · ${reports.askDetail}`,
    rows: menuRows(words),
    index: 0,
    chosen: (key) => {
      if (isReportKind(key)) send(key)
      else shell.open({ screen: 'settings', page: 'main' })
    },
  }
  shell.cover(make(Choices, at, { services, shell, question }))
}
