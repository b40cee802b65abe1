import type { Stage } from '@lightningjs/core'
import { loadHousehold } from '../household'
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

  needed(standing: Standing): boolean {
    return standing.is === 'refused' && standing.failure === 'pin-needed'
  }

  /** Whoever went back from the question is not asked again for the same refusal. */
  look(standing: Standing): void {
    if (!this.needed(standing) || standing === this.asked) return
    this.asked = standing
    this.ask()
  }

  ask(): void {
    const { services, shell } = this.props
    void loadHousehold().then(({ askPin }) => askPin('enter', services, shell, this.stage, this.again))
  }
}
