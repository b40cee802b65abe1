import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/** HbbTV, CE-HTML and OCAP sets: the VK_ constants. */
export const hbbtv: Profile = {
  name: 'hbbtv',
  source: 'CEA-2014 / ETSI TS 102 796 VK_ constants',
  hold: 'key-up',
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
