import { isStoreDown } from '../problems'

interface Waiting<Item, Answer> {
  item: Item
  done: (answer: Answer) => void
  fail: (error: unknown) => void
}

/** Requests of so many milliseconds share a commit: nobody who renews something waits for it at a key. */
const gatherMs = 15
/** So many rows go into one statement at most. */
const most = 250

/**
 * Writes what is asked for within a few milliseconds with one statement and one commit, because a commit waits for the
 * disk and costs more than all else of a small write. Each caller is answered after the commit.
 * @param ms how long the first waits for others; with 0 not at all, and those that come while it is written go together
 * @param write gives an answer for each item, in order; it runs again item by item when it fails, so that an item that
 * cannot be written fails alone
 */
export function writeTogether<Item, Answer>(
  write: (items: readonly Item[]) => Promise<readonly Answer[]>,
  ms: number = gatherMs,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = []
  let timer: NodeJS.Timeout | null = null
  let busy = false

  async function run(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (busy) return
    busy = true
    // Whatever comes meanwhile has waited long enough.
    while (waiting.length > 0) await commit(waiting.splice(0, most))
    busy = false
  }

  async function commit(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await write(batch.map(({ item }) => item))
      if (answers.length !== batch.length) throw new Error('there must be an answer for each item')
      for (const [at, { done }] of batch.entries()) done(answers[at] as Answer)
    } catch (error) {
      if (batch.length === 1 || isStoreDown(error)) for (const { fail } of batch) fail(error)
      else for (const one of batch) await commit([one])
    }
  }

  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail })
      if (waiting.length >= most || ms === 0) void run()
      else if (!busy) timer ??= setTimeout(() => void run(), ms)
    })
}
