import type { Words } from '../words'
import { time as zhTime } from '../zh-CN/time'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const time: Words['time'] = {
  ofDay: zhTime.ofDay,
  ofDaySeconds: zhTime.ofDaySeconds,
  since: (at, now) => {
    const date = new Date(at)
    return date.toDateString() === new Date(now).toDateString()
      ? zhTime.ofDay(at)
      : `${date.getDate()} ${months[date.getMonth()]} ${zhTime.ofDay(at)}`
  },
  span: (seconds) => {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds / 10) * 10)} s`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
    return Math.floor(seconds / 86_400) === 1 ? '1 day' : `${Math.floor(seconds / 86_400)} days`
  },
}
