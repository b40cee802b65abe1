import type { Config } from '../config'

/** What the resident promises at pairing; the operator may put other words in its place (`UNDERTAKING_ZH`, `_EN`). */
const zh = `这些画面来自公共区域，只供本户照看邻里之用。
我不拍摄、不录制屏幕上的画面，也不转发或公开给任何人。
我知道：看过哪个摄像头、什么时间，都会记入日志，本户可以随时查阅。
发现画面照到私人空间，我会用“反映问题”告诉值班台。`

const en = `These pictures show public places and are for this household alone, to look after the neighbourhood.
I do not film or record the screen, and I pass nothing on to anyone.
I know that each viewing is logged, with camera and time, and that this household can read its log.
If a picture shows a private place, I report it to the duty desk.`

export interface Undertaking {
  version: string
  text_zh: string
  text_en: string
}

/** The version that says: this deployment asks for no undertaking. */
export const noUndertaking = 'none'

/** The undertaking that is in force in this deployment. */
export function undertakingOf(
  config: Pick<Config, 'UNDERTAKING_VERSION' | 'UNDERTAKING_ZH' | 'UNDERTAKING_EN'>,
): Undertaking {
  const version = config.UNDERTAKING_VERSION
  return { version, text_zh: config.UNDERTAKING_ZH ?? zh, text_en: config.UNDERTAKING_EN ?? en }
}
