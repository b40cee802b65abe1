/** By table: who hears that the next question about it has come, and lets it go on. */
export type HeldUp = Map<string, (go: () => void) => void>

/** A store that answers questions about some tables when the test lets it. */
export function slow<Asked extends object>(asked: Asked, held: HeldUp, table?: string): Asked {
  return new Proxy(asked, {
    get(of, name) {
      const method: unknown = Reflect.get(of, name)
      if (typeof method !== 'function') return method
      return (...given: unknown[]) => {
        const go = () => method.apply(of, given)
        if (name === 'selectFrom') return slow(go(), held, String(given[0]))
        if (table === undefined) return go()
        if (name !== 'execute') return slow(go(), held, table)
        const come = held.get(table)
        held.delete(table)
        return come === undefined ? go() : new Promise<void>(come).then(go)
      }
    },
  })
}
