import type { Me } from '../../contract/household'
import { numbersOf } from '../alarm/sentences'
import type { BoxStore } from '../service/store'
import { fell } from '../telemetry/release'
import { sick as en } from '../words/en/sick'
import { sick as zhCN } from '../words/zh-CN/sick'
import { answerTo, type Calling, type Illness } from './guard'
import { forgetRestarts, noteRestart, restartsSoFar } from './restarts'

/** A call for help is looked at again this often until it is safe. */
const waitMs = 1_000
/** Whoever falls so soon after a start has not really started. */
const firstMinuteMs = 60_000
/** After a person was told nobody may be there to press a key. */
const againMs = 600_000

interface Patient {
  store: BoxStore
  /** what a restart would take from a call for help */
  calling(): Calling
  /** the last thing before the page goes */
  parting(): void
}

/**
 * Cures an illness by a restart into the same address; not while a call for help would be lost by it, and not again
 * and again: then a plain page tells a person, with the numbers to call.
 */
export function cure(why: Illness, patient: Patient): void {
  const { store, calling, parting } = patient
  const answer = answerTo(restartsSoFar(store), calling())
  if (answer === 'wait') {
    sayPlainly(store, 'sendingFirst')
    window.setTimeout(() => cure(why, patient), waitMs)
    return
  }
  if (answer === 'restart') {
    noteRestart(store, why)
    if (performance.now() < firstMinuteMs) fell()
    parting()
    location.reload()
    return
  }
  sayPlainly(store, 'gaveUp', 'gaveUpAgain')
  const again = (hash: string) => {
    forgetRestarts(store)
    if (hash !== '') location.hash = hash
    location.reload()
  }
  window.setTimeout(() => again(''), againMs)
  window.addEventListener('keydown', ({ key, keyCode }) => again(isRed(key, keyCode) ? '#/alarm' : ''), true)
}

/** By every remote's code for it: the profile may be what is broken. */
const isRed = (key: string, code: number): boolean =>
  /^(ColorF0Red|Red|F1|Help)$/.test(key) || [403, 275, 832, 2305].indexOf(code) >= 0

/** Words of the page itself, in both languages, over whatever is or is not drawn. */
function sayPlainly(store: BoxStore, ...sentences: ('sendingFirst' | 'gaveUp' | 'gaveUpAgain')[]): void {
  const numbers = numbersOf(store.read<{ value: Me }>('me')?.value ?? null)
  const plain = document.getElementById('plain') ?? document.createElement('p')
  plain.id = 'plain'
  plain.textContent = [zhCN, en]
    .map((words) => {
      const said = sentences.map((name) => words[name])
      return [...said, words.emergency(numbers.intruder, numbers.fire, numbers.medical)].join('\n')
    })
    .join('\n\n')
  document.body.appendChild(plain)
  const canvas = document.getElementById('stage')
  if (canvas) canvas.style.visibility = 'hidden'
}
