/** A time zone in which it is about noon now, so that no quiet hours of the demo close what a test watches. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours()
  // The sign of these zones is turned round (POSIX).
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
