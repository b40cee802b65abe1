import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/**
 * China's IPTV boxes (China Telecom's box specification; Huawei, ZTE and their provincial variants). 768 is the
 * "virtual event" under which the box's player tells what it does: no key. No source says what a held key looks like;
 * `none` works on every remote.
 */
export const iptv: Profile = {
  name: 'iptv',
  source: 'public EPG templates of Huawei and ZTE boxes (Back of Liaoning 24, Guangxi 399, Sichuan’s DVN 640)',
  hold: 'none',
  codes: {
    ...sharedCodes,
    8: 'Back',
    24: 'Back',
    33: 'ChannelUp',
    34: 'ChannelDown',
    257: 'ChannelUp',
    258: 'ChannelDown',
    275: 'Red',
    276: 'Green',
    277: 'Yellow',
    278: 'Blue',
    399: 'Back',
    640: 'Back',
  },
}
