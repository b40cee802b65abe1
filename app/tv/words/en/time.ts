import type { Words } from '../shape'
import { isSameDay, wall } from '../wall'
import { halfDay, time as zhTime } from '../zh-CN/time'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const date = (at: number) => `${wall(at).getUTCDate()} ${months[wall(at).getUTCMonth()]}`

export const time: Words['time'] = {
  ofDay: zhTime.ofDay,
  ofDaySeconds: zhTime.ofDaySeconds,
  day: (at, now) => (isSameDay(at, now) ? zhTime.ofDay(at) : date(at)),
  since: (at, now) => (now - at < halfDay ? zhTime.ofDay(at) : time.day(at, now)),
  until: (at, now) => (at - now < 86_400_000 ? zhTime.ofDay(at) : date(at)),
  span: (seconds) => {
    if (seconds < 10) return 'seconds'
    if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
    return Math.floor(seconds / 86_400) === 1 ? '1 day' : `${Math.floor(seconds / 86_400)} days`
  },
}
