import type { Words } from '../shape'
import { timesOf } from '../wall'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const time: Words['time'] = {
  ...timesOf((day) => `${day.getUTCDate()} ${months[day.getUTCMonth()]}`),
  span: (seconds) => {
    if (seconds < 10) return 'seconds'
    if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
    return Math.floor(seconds / 86_400) === 1 ? '1 day' : `${Math.floor(seconds / 86_400)} days`
  },
}
