import { isSameDay, wall } from '../wall'

const two = (n: number) => (n < 10 ? `0${n}` : String(n))

const ofDay = (at: number) => `${two(wall(at).getUTCHours())}:${two(wall(at).getUTCMinutes())}`
const date = (at: number) => `${wall(at).getUTCMonth() + 1}月${wall(at).getUTCDate()}日`
export const halfDay = 43_200_000

/** Times of day on the neighbourhood's clock from server time in milliseconds, and spans in words. */
export const time = {
  ofDay,
  ofDaySeconds: (at: number) => `${ofDay(at)}:${two(wall(at).getUTCSeconds())}`,
  /** The time of day today, the date before. */
  day: (at: number, now: number) => (isSameDay(at, now) ? ofDay(at) : date(at)),
  /** The same, but what began lately began at a time of day, on either side of midnight. */
  since: (at: number, now: number) => (now - at < halfDay ? ofDay(at) : time.day(at, now)),
  /** The time of day when it is less than a day away, else the date. */
  until: (at: number, now: number) => (at - now < 86_400_000 ? ofDay(at) : date(at)),
  /** How long, rounded down: below a minute in steps of ten seconds, so that it need not be drawn each second. */
  span: (seconds: number) => {
    if (seconds < 10) return '几秒'
    if (seconds < 60) return `${Math.floor(seconds / 10) * 10} 秒`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`
    return `${Math.floor(seconds / 86_400)} 天`
  },
}
