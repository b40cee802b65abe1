import { alarm } from './en/alarm'
import { boot } from './en/boot'
import { cameras } from './en/cameras'
import { legend } from './en/legend'
import { pairing } from './en/pairing'
import { problems } from './en/problems'
import { time } from './en/time'
import { watch } from './en/watch'
import type { Words } from './shape'

export const en: Words = { alarm, boot, cameras, legend, pairing, problems, time, watch }
