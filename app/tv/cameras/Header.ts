import { Component } from '@lightningjs/core'
import type { Services } from '../service/services'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, textStyle } from '../theme/text'
import { colour, margin, space, stage } from '../theme/tokens'
import { Clock } from '../widgets/Clock'

interface HeaderSpec extends Component.TemplateSpec {
  Title: object
  Banner: object
  Help: object
  Clock: typeof Clock
}

/** The head of the list: what this is, how old the list is, who would hear a call, and the time. */
export class Header extends Component<HeaderSpec> {
  declare services: Services
  declare private said: string

  static override _template(): Component.Template<HeaderSpec> {
    const right = stage.w - 2 * margin.x
    return {
      x: margin.x,
      y: margin.y,
      Title: { text: textStyle('title', { fontStyle: 'bold' }) },
      Banner: { y: baseline('small'), text: oneLine('small', 800, { textColor: colour.calm }) },
      Help: { mountX: 1, y: baseline('small'), text: oneLine('small', 900, { textColor: colour.calm }) },
      Clock: { type: Clock, x: right, y: baseline('strong') },
    }
  }

  override _build(): void {
    this.tag('Clock')!.services = this.services
  }

  /** Says the title, the list's age and who would hear a call; the title gives way to nothing, the rest is cut. */
  say(title: string, banner: string, help: string): void {
    const said = [title, banner, help].join()
    if (said === this.said) return
    this.said = said
    const right = stage.w - 2 * margin.x
    const helpRight = right - widthOf('00:00', 'strong', true) - space.wide
    const helpWidth = widthOf(help, 'small')
    const bannerX = widthOf(title, 'title', true) + space.wide
    const helpRoom = helpRight - bannerX - (banner === '' ? 0 : leastBanner)
    const bannerRoom = helpRight - Math.min(helpWidth, helpRoom) - space.wide - bannerX
    this.tag('Title')!.patch({ text: { text: title } })
    this.tag('Help')!.patch({ x: helpRight, text: { wordWrapWidth: helpRoom, text: help } })
    this.tag('Banner')!.patch({ x: bannerX, text: { wordWrapWidth: Math.max(leastBanner, bannerRoom), text: banner } })
  }
}

/** What the list's age has at least, before the line about help is cut. */
const leastBanner = 360

const baseline = (size: 'small' | 'strong') => Math.round((lineOf('title') - lineOf(size)) * 0.62)
