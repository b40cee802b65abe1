/** One page in one engine, however it is driven: Chrome's protocol, WebDriver or WebDriver BiDi. */
export interface Driver {
  /** The engine's name and version, as itself says. */
  version: string
  open(url: string): Promise<void>
  /** Evaluates an expression in the page; a promise is waited for. What it gives must be JSON. */
  run<T>(expression: string): Promise<T>
  /** Runs before every page from now on. Not every protocol has it. */
  before?(script: string): Promise<void>
  /** Presses and lets go a key of a PC's keyboard, or only one of the two. */
  key(name: Key, phase?: 'down' | 'up'): Promise<void>
  /** What is painted, as PNG. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

/** Every page is of this size. */
export const screen = { width: 1280, height: 720 } as const

/** A key's legacy code, and how WebDriver writes it ("Keyboard actions", table of normalised key values). */
export const keyTable = {
  Backspace: [8, '\uE003'],
  Enter: [13, '\uE007'],
  PageUp: [33, '\uE00E'],
  PageDown: [34, '\uE00F'],
  ArrowLeft: [37, '\uE012'],
  ArrowUp: [38, '\uE013'],
  ArrowRight: [39, '\uE014'],
  ArrowDown: [40, '\uE015'],
  F1: [112, '\uE031'],
  '2': [50, '2'],
} as const
export type Key = keyof typeof keyTable

/** The events of pressing, of letting go, or of both. */
export function phases(phase: 'down' | 'up' | undefined): ('keyDown' | 'keyUp')[] {
  return phase === undefined ? ['keyDown', 'keyUp'] : [phase === 'down' ? 'keyDown' : 'keyUp']
}

/** A socket that numbers its questions and gives the answer to each. */
export interface Questions {
  ask<T>(method: string, params: object): Promise<T>
  close(): void
}
