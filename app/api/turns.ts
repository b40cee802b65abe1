/** Does its work one run at a time. Who asks during one shares the next: it starts after what was written before. */
export function sharing<Answer>(work: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Answer> | null = null
  return () => {
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = null
        return work()
      })
    running = waiting
    return waiting
  }
}

/** Does each work that it is given after the one before, whether that failed or not. */
export function oneByOne(): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.catch(() => undefined).then(work)
    last = mine
    return mine
  }
}
