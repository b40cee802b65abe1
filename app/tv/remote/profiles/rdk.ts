import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/**
 * RDK boxes and other WPE WebKit. Only DOM codes: RDKShell's own numbers (405 red, 403 yellow …) belong to key
 * intercepts, stand in another order, and must never be copied here.
 */
export const rdk: Profile = {
  name: 'rdk',
  source: 'WebKit PlatformKeyboardEventLibWPE.cpp; rdke-refui Keymap.js',
  hold: 'key-up',
  keys: { Backspace: 'Back', Escape: 'Back', PageUp: 'ChannelUp', PageDown: 'ChannelDown' },
  codes: {
    ...sharedCodes,
    8: 'Back',
    27: 'Back',
    33: 'ChannelUp',
    34: 'ChannelDown',
    41: 'Enter',
    93: 'Menu',
    166: 'Back',
    403: 'Red',
    404: 'Green',
    405: 'Yellow',
    406: 'Blue',
  },
}
