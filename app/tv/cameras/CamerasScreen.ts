import { Component } from '@lightningjs/core'
import type { ScreenProps } from '../screen'
import { Message } from '../widgets/Message'

interface CamerasSpec extends Component.TemplateSpec {
  Message: typeof Message
}

/** The first screen: the cameras by area, from near to far. */
export class CamerasScreen extends Component<CamerasSpec> {
  declare services: ScreenProps['services']

  static override _template(): Component.Template<CamerasSpec> {
    return { Message: { type: Message } }
  }

  override _setup(): void {
    this.tag('Message')!.sentence = this.services.words.cameras.loading
  }
}
