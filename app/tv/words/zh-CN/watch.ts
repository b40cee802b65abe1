import type { EndReason } from '../../../contract/events'

const endings: Record<EndReason, string> = {
  suspended: '这个摄像头已被暂停',
  quiet_hours: '这个摄像头在安静时段关闭',
  approval_ended: '这个摄像头的批准已到期',
  grant_ended: '观看许可已结束',
  unpaired: '这台机顶盒已经解除配对',
  revoked: '观看许可已被收回',
  replaced: '这台机顶盒已经在看别的画面',
  watch_limit: '好一会儿没有按键，画面已停止',
}

/** The badge: what is true of the picture on the screen. `age` and times come ready as words. */
const badge = {
  opening: '正在打开',
  live: '直播',
  liveAge: (age: string) => `直播 · ${age}前`,
  late: (age: string) => `画面晚 ${age}`,
  old: (time: string) => `${time} 的画面，不是直播`,
  frozen: (since: string) => `画面停在 ${since}`,
  offline: (since: string) => `离线，${since} 起`,
  recovering: '正在恢复',
}

export const watch = {
  badge,
  /** A young picture's age, to a tenth of a second. */
  seconds: (tenths: string) => `${tenths} 秒`,
  /** Sentences in the middle, for what takes time or has gone wrong. */
  slow: '画面还在路上，网络可能较慢……',
  frozen: '摄像头没有送来新画面，一有就会自动显示。',
  offline: '连不上这个摄像头，正在重试，恢复后会自动显示。',
  renewing: '正在确认观看许可……',
  failed: '画面传来了但放不出来，正在重试。可以按▲▼换一个摄像头。',
  unsupported: '这台机顶盒放不了这个摄像头的画面格式。',
  noEngine: '这台机顶盒没有播放视频的能力，请联系安装人员。',
  retrying: '正在重试。',
  endings,
  closedUntil: (until: string) => `到 ${until} 为止。`,
  closedBy: (by: string) => `由${by}决定。`,
  closedWhy: (why: string) => `原因：${why}`,
  pin: '按确定输入密码。求助不用密码。',
  again: '按确定继续观看。',
  another: '按▲▼看别的摄像头，按返回看列表。',
  noSuch: (number: number) => `没有 ${number} 号摄像头，或者这里不能看它。`,
  looking: '正在查找摄像头……',
  stillThere: '还在看吗？',
  stillThereLeft: (seconds: number) => `按任意键继续看；${seconds} 秒后停止。`,
  /** Why one may watch this camera, by the level of its area. */
  why: {
    area: {
      grid: '本网格居民可看',
      village: '本村（社区）居民可看',
      township: '本乡镇（街道）居民可看',
      county: '本区县居民可看',
    },
    grant: '您有观看许可',
    emergency: '邻居求助期间临时可看',
  },
  date: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
  until: (time: string) => `可看到 ${time}`,
  low: '低清',
  full: '高清',
  contact: (owner: string, contact: string) => `${owner}  ${contact}`,
  approvedBy: (who: string) => `批准：${who}`,
  soundOff: '声音已关',
  soundOn: '声音已开',
  noSound: '这个摄像头没有声音',
  favourite: '已收藏',
  favouriteAdded: (name: string) => `已收藏：${name}`,
  favouriteRemoved: (name: string) => `已取消收藏：${name}`,
  tourOn: {
    favourites: '开始巡看收藏的摄像头。按蓝键暂停。',
    all: '开始巡看所有能看的摄像头。按蓝键暂停。',
  },
  tourPaused: '巡看已暂停。',
  tourNothing: '巡看至少要有两个可看的摄像头。',
  onePicture: { service: '这里同时只能看一个摄像头。', box: '这台机顶盒同时只能放一个画面。' },
  list: '摄像头',
  position: (index: number, count: number) => `${index} / ${count}`,
  /** What keys do here, for the legend. */
  keys: {
    zap: '换台',
    list: '列表',
    mosaic: '多画面',
    last: '刚才看的',
    favourite: '收藏',
    sound: '声音',
    tour: '巡看',
    pause: '暂停巡看',
    report: '反映问题',
    again: '继续看',
    pin: '输入密码',
    watch: '观看',
    close: '关闭',
  },
}
