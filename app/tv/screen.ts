import type { Component, Stage } from '@lightningjs/core'
import type { Route } from './routes'
import type { Services } from './service/services'

/** What a screen may ask of the app around it. */
export interface Shell {
  /** Goes to a screen; Back returns from it. A screen of the same kind is replaced, so that Back does not replay zaps. */
  open(route: Route): void
  /** Leaves this screen; on the first one nothing happens. */
  back(): void
  /** Opens the alarm panel over anything. */
  openAlarm(): void
  /** Puts a component over everything but a call for help; it has the focus until `dismiss`. The newest lies on top. */
  cover(overlay: Component): void
  dismiss(overlay: Component): void
  /** Says a sentence at the foot for a few seconds, several one after the other, without taking the focus. */
  say(...sentences: string[]): void
  /** Shows or hides the ground, so that the video below the canvas can be seen. */
  showGround(visible: boolean): void
  /** Draws every screen anew: language, text size or contrast changed. */
  redraw(): void
  /** Draws in the next frame what changed without a key. */
  wake(): void
}

/** What every screen and overlay is made with; set before its template is read. */
export interface ScreenProps {
  services: Services
  shell: Shell
}

/** A screen: a Lightning component made with `ScreenProps`, and told where it is. */
export interface Screen extends Component {
  /** The route changed but the screen stays, such as another camera on the watch screen. */
  arrive?(route: Route): void
}
export type ScreenClass = ComponentClass<Screen>
/** A component's class; its properties are checked where they are given (`make`). */
export type ComponentClass<C extends Component> = new (stage: Stage, properties?: never) => C

/** Makes a component with its properties set before its template is read. */
export function make<C extends Component, P extends object>(Class: ComponentClass<C>, stage: Stage, properties: P): C {
  return new Class(stage, properties as never)
}
