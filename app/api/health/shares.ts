/**
 * Which cameras a process looks at, where several processes share them: each origin belongs to the process whose weight
 * with it is highest (rendezvous hashing, Thaler and Ravishankar 1998). Whoever comes or goes moves its own share only,
 * and all who know the same processes agree without asking each other. By origin, because so many looks may go on at
 * one (`turns.ts`), whoever looks.
 * @returns whether the cameras of an origin are this process's
 */
export function shareOf(me: string, processes: readonly string[]): (origin: string) => boolean {
  const mine = hashOf(me)
  const others = processes.filter((process) => process !== me).map((process) => [process, hashOf(process)] as const)
  const known = new Map<string, boolean>()
  return (origin) => {
    const found = known.get(origin)
    if (found !== undefined) return found
    const hash = hashOf(origin)
    const weight = mixed(mine ^ hash)
    const isMine = others.every(([process, other]) => {
      const theirs = mixed(other ^ hash)
      return theirs < weight || (theirs === weight && process > me)
    })
    known.set(origin, isMine)
    return isMine
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/** The last step of MurmurHash3: every bit of what comes in touches every bit of what goes out. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
