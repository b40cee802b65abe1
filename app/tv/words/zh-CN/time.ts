import { timesOf } from '../wall'

/** Times of day, and spans in words. */
export const time = {
  ...timesOf((day) => `${day.getUTCMonth() + 1}月${day.getUTCDate()}日`),
  /** How long, rounded down: below a minute in steps of ten seconds, so that it need not be drawn each second. */
  span: (seconds: number) => {
    if (seconds < 10) return '几秒'
    if (seconds < 60) return `${Math.floor(seconds / 10) * 10} 秒`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`
    return `${Math.floor(seconds / 86_400)} 天`
  },
}
