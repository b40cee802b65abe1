import type { Component } from '@lightningjs/core'
import type { Services } from '../service/services'
import { textStyle } from '../theme/text'
import { colour, stage } from '../theme/tokens'
import { Legend, type LegendItem } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { Choosing } from './Choosing'
import { Counting } from './Counting'
import { hatchTexture } from './drawings'
import { Following } from './Following'

/** What the alarm panel is put together from. */
export interface AlarmPanelSpec extends Component.TemplateSpec {
  Ground: object
  Hatch: { Top: object; Bottom: object; Word: object }
  Choosing: typeof Choosing
  Counting: typeof Counting
  Stopped: typeof Message
  Following: typeof Following
  Legend: typeof Legend
}

/** What every state of the panel says beside its picture: what is read out, and what the keys do. */
export interface Beside {
  said: readonly string[]
  legend: LegendItem[]
}

const hatchH = 40

/** The parts over the ground, none of the states visible yet. */
export function panelParts({ words, remote }: Services): object {
  const { alarm } = words
  return {
    Hatch: {
      visible: false,
      Top: { texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
      Bottom: { y: stage.h - hatchH, texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
      Word: {
        x: stage.w / 2,
        mountX: 0.5,
        y: 52,
        text: textStyle('strong', { fontStyle: 'bold', letterSpacing: 6 }),
      },
    },
    Choosing: { type: Choosing, words: alarm, visible: false },
    Counting: { type: Counting, words: alarm, visible: false },
    Stopped: { type: Message, sentence: alarm.stopped, visible: false },
    Following: { type: Following, words, visible: false },
    Legend: { type: Legend, words, profile: remote.profile.name },
  }
}
