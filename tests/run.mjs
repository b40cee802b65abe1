// npm test: everything, on real components; the last line is "N passed, N failed".
import { startVitest } from 'vitest/node'

const filters = process.argv.slice(2)
const count = { passed: 0, failed: 0, skipped: 0 }
// One after another: a browser that shares two cores with a hundred other tests is slow where a resident's is not.
for (const project of ['unit', 'security', 'journeys']) await run(project)
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0)

/** @param {string} project */
async function run(project) {
  const vitest = await startVitest('test', filters, {
    watch: false,
    run: true,
    project,
    passWithNoTests: true,
    reporters: ['default'],
  })
  const files = vitest.state.getFiles()
  const before = count.failed
  for (const test of files.flatMap((file) => [...casesOf(file)])) {
    if (test.result?.state === 'pass') count.passed++
    else if (test.mode === 'skip' || test.mode === 'todo') count.skipped++
    else count.failed++
  }
  // A file that could not be loaded, and an error outside of any test, are failures too.
  count.failed += files.filter((file) => file.result?.state === 'fail' && ![...casesOf(file)].some(failed)).length
  count.failed += vitest.state.getUnhandledErrors().length
  // What broke before the first test, such as a set-up, shows in the exit code alone.
  if (process.exitCode && count.failed === before) count.failed++
  await vitest.close()
}

/** @param {any} task @returns {Generator<any>} */
function* casesOf(task) {
  if (task.type === 'test') yield task
  for (const child of task.tasks ?? []) yield* casesOf(child)
}

/** @param {any} test */
function failed(test) {
  return test.result?.state === 'fail'
}
