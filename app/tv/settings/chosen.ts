import type { Services } from '../service/services'
import { readLook } from '../theme/look'
import { chooseLanguage } from '../words/words'
import type { ChoiceKey, Chosen } from './model'

/** What this household has set, over what the deployment has. */
export function readChosen({ store, settings }: Pick<Services, 'store' | 'settings'>): Chosen {
  const alarm = { ...settings.alarm, ...store.read<Partial<{ hold_ms: number; countdown_s: number }>>('alarm') }
  return {
    ...readLook(store),
    language: chooseLanguage(store.read<string>('language'), settings.language),
    voice: store.read<string>('voice') === 'on' ? 'on' : 'off',
    hold: alarm.hold_ms,
    countdown: alarm.countdown_s,
  }
}

/** Keeps one setting on the box. */
export function writeChosen({ store }: Pick<Services, 'store'>, chosen: Chosen, key: ChoiceKey): void {
  const { text, contrast, motion, hold, countdown } = chosen
  if (key === 'language' || key === 'voice') store.write(key, chosen[key])
  else if (key === 'hold' || key === 'countdown') store.write('alarm', { hold_ms: hold, countdown_s: countdown })
  else store.write('look', { text, contrast, motion })
}
