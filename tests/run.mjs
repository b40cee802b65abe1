// npm test: everything, on real components; the last line is "N passed, N failed".
import { startVitest } from 'vitest/node'

const vitest = await startVitest('test', process.argv.slice(2), { watch: false, run: true, reporters: ['default'] })
const cases = vitest.state.getFiles().flatMap((file) => [...casesOf(file)])
const passed = cases.filter((test) => test.result?.state === 'pass').length
const skipped = cases.filter((test) => test.mode === 'skip' || test.mode === 'todo').length
const broken = vitest.state
  .getFiles()
  .filter(
    (file) => file.result?.state === 'fail' && ![...casesOf(file)].some((test) => test.result?.state === 'fail'),
  ).length
const errors = vitest.state.getUnhandledErrors().length
const failed = cases.length - passed - skipped + broken + errors
await vitest.close()
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)

/** @param {any} task @returns {Generator<any>} */
function* casesOf(task) {
  if (task.type === 'test') yield task
  for (const child of task.tasks ?? []) yield* casesOf(child)
}
