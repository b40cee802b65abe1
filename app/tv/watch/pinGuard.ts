import type { Stage } from '@lightningjs/core'
import { withHousehold } from '../household'
import type { ScreenProps } from '../screen'
import type { Standing } from './playbacks'

/** Asks for the household's PIN where the service wants it: by itself once for each refusal, then by OK. */
export class PinGuard {
  private asked: Standing | null = null

  constructor(
    private readonly props: ScreenProps,
    private readonly stage: Stage,
    private readonly again: () => void,
  ) {}

  /** The picture wants the PIN, or already the list that it is looked for in. */
  needed(standing: Standing): boolean {
    const { value, failure } = this.props.services.cameras
    const why = standing.is === 'refused' ? standing.failure : value === null && failure
    return why === 'pin-needed'
  }

  /** Whoever went back from the question is not asked again for the same refusal. */
  look(standing: Standing): void {
    if (!this.needed(standing) || standing === this.asked) return
    this.asked = standing
    this.ask()
  }

  ask(): void {
    const { services, shell } = this.props
    withHousehold(this.props, ({ askPin }) => askPin('enter', services, shell, this.stage, this.again))
  }
}
