import type { zhCN } from './zh-CN'

/** All words of the app in one language; sentences with values are plain functions. */
export type Words = typeof zhCN
