/** What a box says of a neighbour's call: it is here, or a visible screen shows it. */
export type Hop = 'box_reached' | 'box_displayed'

/** A confirmation that did not arrive is tried again after this time. */
const againMs = 4000

/** Tells that neighbours' calls are here or shown: each once, again while it does not arrive. */
export class Confirmations {
  private readonly arrived: Record<string, Hop> = {}
  private readonly tried: Record<string, number> = {}

  constructor(
    private readonly post: (alarm: string, hop: Hop) => Promise<unknown>,
    private readonly steady: () => number,
  ) {}

  /** True now; may be said as often as one likes. What is shown was also reached. */
  tell(alarm: string, hop: Hop): void {
    const known = this.arrived[alarm]
    if (known === 'box_displayed' || known === hop) return
    const last = this.tried[alarm + hop]
    if (last !== undefined && this.steady() - last < againMs) return
    this.tried[alarm + hop] = this.steady()
    this.post(alarm, hop).then(
      () => {
        if (this.arrived[alarm] !== 'box_displayed') this.arrived[alarm] = hop
      },
      () => undefined,
    )
  }
}
