import type { Stage } from '@lightningjs/core'
import { holdStyleOf, longerHold } from '../alarm/panel'
import { make, type Shell } from '../screen'
import type { Services } from '../service/services'
import { Choices, type Question } from '../widgets/Choices'
import { householdWords } from '../words/household'
import { readChosen, writeChosen } from './chosen'
import { secondsOf } from './model'

/** After a practice: nothing was sent, and a longer hold where this remote knows one. An offer, never more. */
export function offerLongerHold(services: Services, shell: Shell, stage: Stage): void {
  const { settings, alarm } = householdWords(services)
  const chosen = readChosen(services)
  const style = holdStyleOf(services.settings.alarm.hold, services.remote.profile)
  const hold = style === 'none' ? null : longerHold(chosen.hold)
  if (hold === null) {
    shell.say(alarm.practised)
    return
  }
  const question: Question = {
    title: alarm.practised,
    detail: settings.longerAsk,
    rows: [
      { key: 'keep', kind: 'act', title: settings.longerNo(secondsOf(chosen.hold)) },
      { key: 'longer', kind: 'act', title: settings.longerYes(secondsOf(hold)) },
    ],
    index: 0,
    chosen(key) {
      if (key !== 'longer') return
      writeChosen(services, { ...chosen, hold }, 'hold')
      shell.say(settings.longerDone(secondsOf(hold)))
    },
  }
  shell.cover(make(Choices, stage, { services, shell, question }))
}
