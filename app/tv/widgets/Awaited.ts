import { Component } from '@lightningjs/core'
import type { KeyPress } from '../remote/keys'
import type { Route } from '../routes'
import { make, type Screen, type ScreenClass, type ScreenProps } from '../screen'
import { Message } from './Message'

interface AwaitedSpec extends Component.TemplateSpec {
  Message: typeof Message
}

const slowMs = 1000

/**
 * A screen whose code is loaded when it is first opened, so that the first list does not wait for it. What could not
 * be loaded is said, and tried again by OK.
 */
export function awaited(load: () => Promise<ScreenClass>): ScreenClass {
  let loaded: ScreenClass | null = null

  return class Awaited extends Component<AwaitedSpec> implements Screen {
    declare services: ScreenProps['services']
    declare shell: ScreenProps['shell']
    declare route: Route
    declare inner: Screen | null
    declare failed: boolean

    override _construct(): void {
      this.inner = null
      this.failed = false
    }

    override _build(): void {
      if (loaded) this.put(loaded)
      else {
        this.childList.add(make(Message, this.stage, { ref: 'Message' }))
        this.fetch()
      }
    }

    /** There if the screen has one: a screen without it is opened once more, and Back returns to this one. */
    get arrive(): Screen['arrive'] {
      const { inner } = this
      return inner?.arrive ? (route) => inner.arrive?.(route) : undefined
    }

    override _getFocused(): Component {
      return this.inner?.attached ? this.inner : this
    }

    override _handleEnter(press: KeyPress): void {
      if (press.phase === 'press' && this.failed) this.fetch()
    }

    fetch(): void {
      const { words } = this.services
      this.failed = false
      this.say('', '')
      const slow = window.setTimeout(() => this.say(words.boot.opening, ''), slowMs)
      load().then(
        (Class) => {
          window.clearTimeout(slow)
          loaded = Class
          if (this.inner) return
          this.say('', '')
          this.put(Class)
          this._refocus()
        },
        () => {
          window.clearTimeout(slow)
          this.failed = true
          this.say(words.boot.notLoaded, words.cameras.retry)
        },
      )
    }

    put(Class: ScreenClass): void {
      const { services, shell, route } = this
      this.inner = make<Screen, ScreenProps & { route: Route }>(Class, this.stage, { services, shell, route })
      this.childList.add(this.inner)
    }

    say(sentence: string, detail: string): void {
      const message = this.tag('Message')
      if (!message) return
      message.sentence = sentence
      message.detail = detail
    }
  } as unknown as ScreenClass
}
