import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/**
 * Samsung Tizen. Beyond arrows, Enter and Back an app receives only what it registered for. Exit (10182), which a long
 * Back sends, is the system's and closes the app: nothing may ask to hold Back, so its hold is `none`.
 */
export const tizen: Profile = {
  name: 'tizen',
  source: 'developer.samsung.com/tv/develop/guides/user-interaction/remote-control; TVInputDevice API',
  hold: 'none',
  register: [
    'ColorF0Red',
    'ColorF1Green',
    'ColorF2Yellow',
    'ColorF3Blue',
    'ChannelUp',
    'ChannelDown',
    'Info',
    'Tools',
    'Guide',
    ...'0123456789',
  ],
  codes: {
    ...sharedCodes,
    403: 'Red',
    404: 'Green',
    405: 'Yellow',
    406: 'Blue',
    427: 'ChannelUp',
    428: 'ChannelDown',
    457: 'Info',
    458: 'Menu',
    10009: 'Back',
    10133: 'Menu',
  },
}
