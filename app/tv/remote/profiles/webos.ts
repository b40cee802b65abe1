import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/** LG webOS. The pointer of its Magic Remote is not ours. A long Back is the system's, so its hold is `none`. */
export const webos: Profile = {
  name: 'webos',
  source: 'webostv.developer.lge.com/develop/guides/magic-remote; channel keys: VK_ constants',
  hold: 'none',
  keys: { PageUp: 'ChannelUp', PageDown: 'ChannelDown' },
  codes: {
    ...sharedCodes,
    33: 'ChannelUp',
    34: 'ChannelDown',
    403: 'Red',
    404: 'Green',
    405: 'Yellow',
    406: 'Blue',
    427: 'ChannelUp',
    428: 'ChannelDown',
    457: 'Info',
    458: 'Menu',
    461: 'Back',
  },
}
