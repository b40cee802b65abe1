import { Component } from '@lightningjs/core'
import type { Services } from '../service/services'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, outline, space } from '../theme/tokens'
import { LiveBadge } from '../watch/LiveBadge'
import { nameOf } from '../watch/model'
import { Watermark } from '../watch/Watermark'
import { outlined } from '../widgets/shapes'
import type { Box } from './model'
import type { Play } from './play'
import { tileSentence } from './sentences'

interface TileSpec extends Component.TemplateSpec {
  Ground: object
  Says: object
  Watermark: typeof Watermark
  Badge: typeof LiveBadge
  Band: object
  Number: object
  Name: object
  Ring: object
}

/** One picture of several: a hole over its video with number, name, the truth about its age, or words in its place. */
export class MosaicTile extends Component<TileSpec> {
  declare services: Services
  declare box: Box

  override _build(): void {
    const { x, y, w, h } = this.box
    const band = lineOf('body') + 2 * space.small
    this.patch({
      ...{ x, y, w, h },
      Ground: { rect: true, w, h, color: colour.card },
      Says: {
        x: w / 2,
        y: (h - band) / 2,
        mount: 0.5,
        text: paragraph('small', w - 2 * space.wide, 4, { textAlign: 'center', textColor: colour.calm }),
      },
      Watermark: { type: Watermark, area: { w, h: h - band } },
      Badge: { type: LiveBadge, x: w - space.near, y: space.near },
      Band: { rect: true, y: h - band, w, h: band, color: colour.shade },
      Number: { x: space.gap, y: h - band + space.small, text: textStyle('body', { fontStyle: 'bold' }) },
      Name: { y: h - band + space.small, text: oneLine('body', w) },
      Ring: {
        x: -outline / 2 - 1,
        y: -outline / 2 - 1,
        visible: false,
        texture: outlined(w, h, 4, 2 * outline, colour.amber),
      },
    } as never)
  }

  /** What is so of this picture now. */
  show(play: Play, focused: boolean): void {
    const { words, clock, me } = this.services
    const now = clock.now()
    const { place, badge } = play
    const { pictured } = play.picture.player.view()
    const number = String(place?.number ?? '')
    const left = space.gap + widthOf(number, 'body', true) + space.near
    this.tag('Badge')!.say(badge, words, now)
    this.tag('Ground')!.visible = !pictured
    this.tag('Watermark')!.visible = pictured
    this.tag('Watermark')!.say(me.value?.household.code ?? '', words.time.ofDay(now), performance.now())
    this.tag('Ring')!.visible = focused
    this.patch({
      Says: { visible: !pictured, text: { text: pictured ? '' : tileSentence(play.facts, this.services, now) } },
      Band: { color: focused ? colour.raised : colour.shade },
      Number: { color: focused ? colour.amber : colour.text, text: { text: number } },
      Name: { x: left, text: { ...oneLine('body', this.box.w - left - space.near), text: place ? nameOf(place) : '' } },
    } as never)
  }
}
