import { alarm } from './zh-CN/alarm'
import { boot } from './zh-CN/boot'
import { cameras } from './zh-CN/cameras'
import { legend } from './zh-CN/legend'
import { pairing } from './zh-CN/pairing'
import { problems } from './zh-CN/problems'
import { time } from './zh-CN/time'
import { watch } from './zh-CN/watch'

/** Written first; its shape is the shape of every language. One file per section, named as the folder it is for. */
export const zhCN = { alarm, boot, cameras, legend, pairing, problems, time, watch }
