/** When an app is past helping itself, and what is done about it. Pure; times are milliseconds. */

export type Illness = 'script' | 'webgl' | 'loop' | 'boot'

/** So many errors within so long are not one bad moment but a screen that does not work. */
const errorsMost = 5
const errorsWithinMs = 10_000
/** The screen stood so long though the engine draws: nothing of ours is drawn any more. */
const standsMs = 10_000
/** A graphics memory that was taken away and does not come back by itself. */
const lostMs = 5_000
/** So many restarts lately do not help: a person is told. */
const restartsMost = 3

/** Watches for what a restart alone can cure. `at` is a steady clock. */
export class Health {
  private errors: number[] = []
  private frames = -1
  private standsSince: number | null = null
  private lostAt: number | null = null

  error(at: number): Illness | null {
    this.errors = this.errors.filter((one) => at - one < errorsWithinMs).concat(at)
    return this.errors.length >= errorsMost ? 'script' : null
  }

  /**
   * A look at the screen: how many frames Lightning has drawn, and whether the engine drew at all since the last look.
   * Not while the app rests: then nothing is to be drawn.
   */
  look(frames: number, engineDraws: boolean, at: number): Illness | null {
    if (this.lostAt !== null) return at - this.lostAt >= lostMs ? 'webgl' : null
    const stands = engineDraws && frames === this.frames
    this.frames = frames
    if (!stands) this.standsSince = null
    else this.standsSince ??= at
    return this.standsSince !== null && at - this.standsSince >= standsMs ? 'loop' : null
  }

  graphicsLost(at: number): void {
    this.lostAt = at
  }

  /** Whether the graphics were taken away and have not come back. */
  get graphicsGone(): boolean {
    return this.lostAt !== null
  }

  /** The app rests or has slept: what was seen before says nothing of what comes. */
  rested(): void {
    this.frames = -1
    this.standsSince = null
  }
}

/** What a call for help that is under way makes of it. */
export interface Calling {
  /** something would be lost: a press in its countdown, a call that no storage keeps, any unsent call without a network */
  losable: boolean
}

/** What to do about an illness now: `wait` until the call for help is safe, `restart`, or tell a person. */
export function answerTo(recent: readonly unknown[], { losable }: Calling): 'wait' | 'restart' | 'tell' {
  if (losable) return 'wait'
  return recent.length < restartsMost ? 'restart' : 'tell'
}
