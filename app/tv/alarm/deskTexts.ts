import type { Outbox } from './outbox'

/** A failed confirmation is tried again after this time. */
const againMs = 4000

/** Tells the desk that its texts are on the screen: once for each, again while it does not arrive. */
export class DeskTexts {
  private readonly tried: Record<string, number> = {}

  constructor(
    private readonly outbox: Pick<Outbox, 'textShown'>,
    private readonly steady: () => number,
  ) {}

  /** The text stands on a visible screen now. */
  shown(alarm: string, text: string): void {
    const last = this.tried[text]
    if (last !== undefined && this.steady() - last < againMs) return
    this.tried[text] = this.steady()
    void this.outbox.textShown(alarm, text).then((arrived) => {
      if (arrived) this.tried[text] = Number.POSITIVE_INFINITY
    })
  }
}
