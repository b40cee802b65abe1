import { Component } from '@lightningjs/core'
import { paragraph } from '../theme/text'
import { colour, space, stage } from '../theme/tokens'

interface MessageSpec extends Component.TemplateSpec {
  sentence: string
  detail: string
  Sentence: object
  Detail: object
}

const width = 1200

/**
 * A state in words: what is so, and what one can do. In the middle of the screen; every empty, loading or failed
 * state is one of these, so that none is a spinner or a blank.
 */
export class Message extends Component<MessageSpec> implements Component.ImplementTemplateSpec<MessageSpec> {
  declare private shownSentence: string | undefined
  declare private shownDetail: string | undefined

  static override _template(): Component.Template<MessageSpec> {
    return {
      w: stage.w,
      h: stage.h,
      Sentence: {
        x: stage.w / 2,
        y: stage.h / 2 - space.gap,
        mountX: 0.5,
        mountY: 1,
        text: paragraph('title', width, 3, { textAlign: 'center' }),
      },
      Detail: {
        x: stage.w / 2,
        y: stage.h / 2 + space.gap,
        mountX: 0.5,
        text: paragraph('body', width, 4, { textAlign: 'center', textColor: colour.calm }),
      },
    }
  }

  get sentence(): string {
    return this.shownSentence ?? ''
  }
  set sentence(sentence: string) {
    this.shownSentence = sentence
    this.write()
  }

  get detail(): string {
    return this.shownDetail ?? ''
  }
  set detail(detail: string) {
    this.shownDetail = detail
    this.write()
  }

  override _setup(): void {
    this.write()
  }

  private write(): void {
    this.tag('Sentence')?.patch({ text: { text: this.sentence } })
    this.tag('Detail')?.patch({ text: { text: this.detail } })
  }
}
