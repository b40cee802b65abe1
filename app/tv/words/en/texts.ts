import type { HouseholdSections } from '../householdShape'

export const texts: HouseholdSections['texts'] = {
  from: (who) => `${who} at the desk asks:`,
  ready: {
    how_are_you: 'The desk is here. How are you?',
    are_you_safe: 'Are you safe now?',
    is_somebody_hurt: 'Is somebody hurt?',
    open_the_door: 'Can you open the door?',
    stay_there: 'Please stay where you are.',
    come_out: 'Please leave the flat now.',
  },
  answers: {
    yes: 'Yes',
    no: 'No',
    cannot: 'I cannot',
    understood: 'Understood',
    call_me: 'Please call me',
    do_not_call: 'Do not call',
  },
  asked: (who, text) => `${who}: ${text}`,
  answered: (text, answer) => `${text} You said: ${answer}`,
  answer: 'answer',
  sending: 'Sending your answer …',
  failed: 'Your answer has not arrived yet. Please press again.',
}
