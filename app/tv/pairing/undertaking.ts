import type { Stage } from '@lightningjs/core'
import { make, type Shell } from '../screen'
import type { Services } from '../service/services'
import { Reading, type Text } from '../widgets/Reading'
import { chooseLanguage } from '../words/words'
import type { Undertaking } from './model'

let shown: Reading | null = null

/** Shows what the household undertakes; OK accepts it. Help stays one key away, as over everything. */
export function showUndertaking(undertaking: Undertaking, services: Services, shell: Shell, stage: Stage): void {
  if (shown?.attached) shell.dismiss(shown)
  const { pairing } = services.words
  const language = chooseLanguage(services.store.read<string>('language'), services.settings.language)
  const reading: Text = {
    title: pairing.undertaking.title,
    note: '',
    text: language === 'en' ? undertaking.text_en : undertaking.text_zh,
    accept: pairing.undertaking.accept,
    closable: false,
    accepted: () => {
      const body = { version: undertaking.version }
      services.session.call({ method: 'POST', path: '/v1/undertaking', body }).then(
        () => shown && shell.dismiss(shown),
        () => shell.say(pairing.undertaking.failed),
      )
    },
  }
  shown = make(Reading, stage, { services, shell, reading })
  shell.cover(shown)
  const stop = services.session.onChange(() => {
    if (services.session.state !== 'unpaired') return
    stop()
    if (shown?.attached) shell.dismiss(shown)
  })
}
