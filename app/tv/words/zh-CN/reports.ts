import type { reportKinds } from '../../../contract/lists'

type Kind = (typeof reportKinds)[number]

export const reports = {
  title: '我们反映的问题',
  ask: '这个画面怎么了？',
  askDetail: '不急的问题在这里反映。急事请按红键求助。',
  kinds: {
    picture_bad: '画面不好',
    privacy: '拍到了私人地方',
    fault: '这里有东西坏了',
  } satisfies Record<Kind, string>,
  what: {
    picture_bad: '模糊、卡住、黑屏、颜色不对',
    privacy: '照到了窗户、院子里面，或者不该看的人',
    fault: '路灯、井盖、护栏……要人来修',
  } satisfies Record<Kind, string>,
  settings: '设置',
  settingsWhat: '字体、语言、我们看过什么……',
  sending: '正在送出……',
  sent: '已送到值班台。回复会出现在：设置 › 我们反映的问题。',
  failed: (why: string) => `还没有送出：${why}`,
  tooMany: '还有 20 个问题在等回复，请等一等。',
  open: '等待回复',
  answered: (when: string) => `${when} 已回复`,
  answer: '值班台的回复',
  noAnswer: '还没有回复。值班台已经收到。',
  reported: (when: string) => `${when} 反映`,
  read: '看回复',
  loading: '正在取得反映的问题……',
  slow: '还没有到，网络可能较慢。',
  empty: '还没有反映过问题。',
  emptyHelp: '看摄像头的时候按菜单键，就可以反映。',
  failedTitle: '没能取得反映的问题',
  stale: (time: string, why: string) => `这是 ${time} 的情况 · ${why}`,
}
