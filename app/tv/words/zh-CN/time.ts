const two = (n: number) => (n < 10 ? `0${n}` : String(n))

/** Times of day in the box's time zone from server time in milliseconds, and spans in words. */
export const time = {
  ofDay: (at: number) => {
    const date = new Date(at)
    return `${two(date.getHours())}：${two(date.getMinutes())}`
  },
  ofDaySeconds: (at: number) => {
    const date = new Date(at)
    return `${two(date.getHours())}：${two(date.getMinutes())}：${two(date.getSeconds())}`
  },
  /** A time of day, with its date when it is not today. */
  since: (at: number, now: number) => {
    const date = new Date(at)
    const clock = `${two(date.getHours())}：${two(date.getMinutes())}`
    return date.toDateString() === new Date(now).toDateString()
      ? clock
      : `${date.getMonth() + 1}月${date.getDate()}日 ${clock}`
  },
  /** How long, rounded down: below a minute in steps of ten seconds, so that it need not be drawn each second. */
  span: (seconds: number) => {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds / 10) * 10)} 秒`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`
    return `${Math.floor(seconds / 86_400)} 天`
  },
}
