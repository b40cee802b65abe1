/** Small things that survive a restart. Never throws: a box may forbid storage, or have none left. */
export interface BoxStore {
  /** Whether what is written will be there at the next start, as far as one can tell. */
  readonly lasting: boolean
  read<T>(name: string): T | null
  /** False when it could only be kept until the app ends. */
  write(name: string, value: unknown): boolean
  remove(name: string): void
}

/** Changes when the shape of what is stored changes; older things are left alone and not read. */
const version = 1

/**
 * The storage of one box; `storage` is `window.localStorage`, or nothing where even touching it is forbidden. Boxes
 * with different serials in one browser do not see each other's.
 */
export function boxStore(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null,
  serial: string,
): BoxStore {
  const prefix = `porchlight.${version}.${serial}.`
  const memory = new Map<string, string>()
  const attempt = <T>(act: () => T, otherwise: T): T => {
    try {
      return act()
    } catch {
      return otherwise
    }
  }
  const lasting = attempt(() => {
    storage?.setItem(`${prefix}probe`, '1')
    storage?.removeItem(`${prefix}probe`)
    return storage !== null
  }, false)
  return {
    lasting,
    read<T>(name: string) {
      const text = memory.get(name) ?? attempt(() => storage?.getItem(prefix + name) ?? null, null)
      return text === null ? null : attempt(() => JSON.parse(text) as T, null)
    },
    write(name, value) {
      const text = JSON.stringify(value)
      const kept = attempt(() => {
        storage?.setItem(prefix + name, text)
        return storage !== null
      }, false)
      if (kept) memory.delete(name)
      else memory.set(name, text)
      return kept
    },
    remove(name) {
      memory.delete(name)
      attempt(() => storage?.removeItem(prefix + name), undefined)
    },
  }
}

/** `window.localStorage`, or null where the box forbids it: reading the property alone may throw. */
export function windowStorage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
