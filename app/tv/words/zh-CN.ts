import { boot } from './zh-CN/boot'
import { cameras } from './zh-CN/cameras'
import { legend } from './zh-CN/legend'
import { pairing } from './zh-CN/pairing'
import { problems } from './zh-CN/problems'
import { time } from './zh-CN/time'

/** Written first; its shape is the shape of every language. One file per section, named as the folder it is for. */
export const zhCN = { boot, cameras, legend, pairing, problems, time }
