import type { EndReason } from '../../../contract/events'

/** How a viewing ended, as a household reads it. */
const how: Record<EndReason | 'stopped' | 'expired' | 'running' | 'other', string> = {
  stopped: '自己退出',
  expired: '机顶盒断开，自动结束',
  replaced: '换看了别的画面',
  watch_limit: '好一会儿没有按键，自动停止',
  suspended: '摄像头被暂停',
  quiet_hours: '到了安静时段',
  approval_ended: '摄像头的批准到期',
  grant_ended: '观看许可到期',
  unpaired: '机顶盒解除配对',
  revoked: '观看许可被收回',
  running: '正在看',
  other: '已结束',
}

export const viewings = {
  title: '我们看过什么',
  how,
  thisBox: '这台机顶盒',
  box: (serial: string) => `机顶盒 ${serial}`,
  camera: (number: number, name: string) => `${number} ${name}`,
  span: (from: string, to: string) => `${from} – ${to}`,
  since: (from: string) => `${from} 起`,
  day: (month: number, day: number, weekday: string) => `${month}月${day}日 周${weekday}`,
  today: '今天',
  yesterday: '昨天',
  weekdays: ['日', '一', '二', '三', '四', '五', '六'],
  low: '低清',
  full: '高清',
  why: (reason: string) => `原因：${reason}`,
  loading: '正在取得观看记录……',
  slow: '记录还没有到，网络可能较慢。',
  more: '正在取得更早的记录……',
  empty: '还没有观看记录。',
  emptyHelp: '您家每次观看都会记在这里，只有您家和查案的人能看到。',
  failed: '没能取得观看记录',
  stale: (time: string, why: string) => `这是 ${time} 的记录 · ${why}`,
  end: '没有更早的记录了。',
  note: '只有您家自己，和说明理由的审计人员，能看到这份记录。',
}
