import { readdirSync, readFileSync } from 'node:fs'

/**
 * Memory of the web process below this process, MB: private dirty pages and what of them was swapped out. What it
 * shares with others (the engine's code, fonts) is there without it too.
 */
export function webMemory(): number {
  const sizes = descendants(process.pid).filter(isWebProcess).map(privateDirty)
  // An engine that keeps a spare process keeps an empty one.
  return Math.max(...sizes) / 1e6
}

function descendants(of: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const)
  const below = (pid: number): number[] =>
    parents.filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)])
  return below(of)
}

function parentOf(pid: string): number {
  // After the name, which may hold anything in its brackets: state, then parent.
  return Number(
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[1],
  )
}

/** Today's Chromium draws its own menus with a process of the same kind. */
function isWebProcess(pid: number): boolean {
  const command = read(`/proc/${pid}/cmdline`)
  return /WPEWebProcess|--type=renderer/.test(command) && !/--top-chrome-webui/.test(command) && privateDirty(pid) > 0
}

function privateDirty(pid: number): number {
  const rollup = read(`/proc/${pid}/smaps_rollup`)
  const kB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0)
  return 1024 * (kB('Private_Dirty') + kB('Swap'))
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
