import type { Services } from '../service/services'
import { chooseLanguage } from '../words/words'
import { readOut, type Speaking, saidBy } from './model'
import { hush, speak } from './speech'

/** After a key the screen has had a frame to change. */
const afterKeyMs = 60
/** What changes without a key, such as a list that arrives. */
const lookMs = 700

/** Reads out what has the focus while the resident wants it. */
export function startVoice(services: Services, focusPath: () => readonly Speaking[]): void {
  const { store, settings, remote, foreground } = services
  let said: readonly string[] = []
  let on = false

  const look = () => {
    const wanted = store.read<string>('voice') === 'on'
    if (on && !wanted) hush()
    if (on !== wanted) said = []
    on = wanted
    if (!on || !foreground.shown) return
    const now = saidBy(focusPath(), services.words.legend.upDown)
    const news = readOut(said, now)
    said = now
    if (news.length > 0) speak(news, chooseLanguage(store.read<string>('language'), settings.language))
  }
  window.setInterval(look, lookMs)
  remote.listen((press) => {
    if (press.phase === 'press') window.setTimeout(look, afterKeyMs)
  })
}
