import type { Stage } from '@lightningjs/core'
import { loadHousehold } from '../household'
import type { ScreenProps } from '../screen'
import type { OwnCall } from './call'
import type { Outbox } from './outbox'
import type { Act } from './panel'
import { play } from './sounds'

interface Around extends ScreenProps {
  stage: Stage
  outbox: Outbox
  /** the call that the panel follows */
  call: OwnCall | null
  /** an answer to a text of the desk did not arrive */
  answerFailed: () => void
}

/** Does what a step of the panel asks of the rest of the app. */
export function perform(act: Act, around: Around): void {
  const { outbox, call, services, shell } = around
  if (act.type === 'send') {
    outbox.press(act.wish)
    if (!act.wish.quiet) play('sent')
  } else if (act.type === 'stop') outbox.stopped(act.kind, act.sign)
  else if (act.type === 'practised') practised(around)
  else if (act.type === 'answer') answerText(act.text, act.choice, around)
  else if (call?.asking && call.key !== null) {
    if (act.type === 'still') outbox.renew(call.key)
    else outbox.forget(call)
  } else if (act.type === 'say-safe' && call?.alarm) {
    const { alarm } = services.words
    outbox.saySafe(call.alarm.id, act.sign).then((arrived) => {
      if (!arrived) shell.say(alarm.safeFailed)
    })
  }
}

function answerText(id: string, choice: number, { outbox, call, answerFailed }: Around): void {
  const alarm = call?.alarm
  const answer = alarm?.texts?.find((text) => text.id === id)?.answers[choice]
  if (!alarm || answer === undefined) return
  outbox.answerText(alarm.id, id, answer).then((arrived) => {
    if (!arrived) answerFailed()
  })
}

/** After a practice: what it was, and a longer hold for who wants one. Nothing of it is needed for a call. */
function practised({ services, shell, stage }: Around): void {
  loadHousehold().then(
    (room) => room.offerLongerHold(services, shell, stage),
    () => shell.say(services.words.alarm.practised),
  )
}
