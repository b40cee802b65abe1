import type { Profile } from '../keys'
import { sharedCodes } from './shared'

/**
 * China's cable boxes with iPanel middleware. Arrows are 1 to 4; the player tells what it does with 5200 to 5213
 * (Guangxi 5002 to 5010, Sichuan 13015): no keys. No source says what a held key looks like; `none` works everywhere.
 */
export const ipanel: Profile = {
  name: 'ipanel',
  source: 'key tables of public cable portals (GitHubFsc/Aqua, liangmu123/zhouzhuang_tv), satellite variants 2305–2308',
  hold: 'none',
  codes: {
    ...sharedCodes,
    1: 'Up',
    2: 'Down',
    3: 'Left',
    4: 'Right',
    8: 'Back',
    339: 'Back',
    340: 'Back',
    372: 'ChannelUp',
    373: 'ChannelDown',
    399: 'Back',
    513: 'Menu',
    832: 'Red',
    833: 'Green',
    834: 'Yellow',
    835: 'Blue',
    2305: 'Red',
    2306: 'Green',
    2307: 'Yellow',
    2308: 'Blue',
    4098: 'Menu',
    4100: 'Info',
  },
}
