import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/**
 * Android TV's WebView. Keys without a Windows code come with keyCode 0 and their name alone (`shared.ts`): colours,
 * Info, Menu. Back often never comes, because the activity takes it: the launcher has to pass it on.
 */
export const android: Profile = {
  name: 'android',
  source: 'chromium ui/events/keycodes/keyboard_code_conversion_android.cc; W3C UI Events key values',
  hold: 'key-up',
  keys: { Backspace: 'Back', Escape: 'Back', PageUp: 'ChannelUp', PageDown: 'ChannelDown' },
  codes: { ...sharedCodes, 8: 'Back', 27: 'Back', 33: 'ChannelUp', 34: 'ChannelDown', 166: 'Back' },
}
