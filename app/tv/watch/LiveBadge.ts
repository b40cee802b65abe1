import { Component } from '@lightningjs/core'
import { colour, margin, stage } from '../theme/tokens'
import { Pill } from '../widgets/Pill'
import type { Words } from '../words/words'
import type { Badge } from './model'
import { badgeWords } from './sentences'

interface BadgeSpec extends Component.TemplateSpec {
  Says: typeof Pill
}

/** How true the picture is, in the upper right corner. A mark goes before the words, so that colour is not all. */
export class LiveBadge extends Component<BadgeSpec> {
  static override _template(): Component.Template<BadgeSpec> {
    return { x: stage.w - margin.x, y: margin.y, Says: { type: Pill, mountX: 1 } }
  }

  say(badge: Badge, words: Words, now: number): void {
    const text = badgeWords(badge, words, now)
    const live = badge.is === 'live' && !badge.late
    const calm = badge.is === 'opening' || badge.is === 'recovering'
    const mark = live ? '● ' : calm ? '' : '▲ '
    this.tag('Says')!.say(text === '' ? '' : mark + text, live || calm ? colour.text : colour.amber)
  }
}
