import { alarm } from './en/alarm'
import { boot } from './en/boot'
import { cameras } from './en/cameras'
import { legend } from './en/legend'
import { pairing } from './en/pairing'
import { problems } from './en/problems'
import { reports } from './en/reports'
import { settings } from './en/settings'
import { time } from './en/time'
import { viewings } from './en/viewings'
import { watch } from './en/watch'
import type { Words } from './shape'

export const en: Words = { alarm, boot, cameras, legend, pairing, problems, reports, settings, time, viewings, watch }
