/** Digits typed so far. `until` is when they count as complete, in milliseconds of a steady clock. */
export interface Digits {
  text: string
  until: number
}

/** How long one may think between two digits; remotes are slow in slow fingers. */
export const digitPauseMs = 2000
const longest = 6

/** The digits after one more; leading zeros count for nothing, and too many begin anew. */
export function typed(before: Digits | null, digit: number, now: number): Digits {
  const text = before && before.text.length < longest ? before.text + digit : String(digit)
  return { text: text.replace(/^0+(?=\d)/, ''), until: now + digitPauseMs }
}

/**
 * Whether nothing can follow: a camera has this number, and no other number begins with it. The wait is then over at
 * once.
 */
export function complete(digits: Digits, numbers: readonly number[]): boolean {
  let exact = false
  for (const number of numbers) {
    const text = String(number)
    if (text === digits.text) exact = true
    else if (text.indexOf(digits.text) === 0) return false
  }
  return exact
}
