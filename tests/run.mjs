// npm test: everything, on real components; the last line is "N passed, N failed".
import { startVitest } from 'vitest/node'

const filters = process.argv.slice(2)
const count = { passed: 0, skipped: 0 }
/** What failed, with why: said once more at the end, where nobody has to look for it. @type {string[]} */
const failures = []
/** What passed at its second try only: named, so that a shaky test is not taken for a firm one. @type {string[]} */
const second = []
// One after another: a browser that shares two cores with a hundred other tests is slow where a resident's is not.
for (const project of ['unit', 'security', 'deploy', 'journeys']) await run(project)
for (const name of second) console.log(`\nPASSED AT THE SECOND TRY ${name}`)
for (const failure of failures) console.log(`\nFAILED ${failure}`)
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
console.log(`${count.passed} passed, ${failures.length} failed${skipped}`)
process.exit(failures.length > 0 || count.passed === 0 ? 1 : 0)

/** @param {string} project */
async function run(project) {
  process.exitCode = undefined
  const vitest = await startVitest('test', filters, {
    watch: false,
    run: true,
    project,
    passWithNoTests: true,
    reporters: ['default'],
  })
  const before = failures.length
  for (const file of vitest.state.getFiles()) {
    // A file that could not be loaded and a set-up that broke are failures too.
    for (const task of tasksOf(file)) {
      const { state, errors } = task.result ?? {}
      if (task.type === 'test' && state === 'pass') {
        count.passed++
        if (task.result?.retryCount) second.push(`${nameOf(task)}\n${why(errors)}`)
      } else if (task.type === 'test' && (task.mode === 'skip' || task.mode === 'todo')) count.skipped++
      else if (errors?.length || task.type === 'test') failures.push(`${nameOf(task)}\n${why(errors)}`)
    }
  }
  for (const error of vitest.state.getUnhandledErrors()) failures.push(`outside of any test\n${why([error])}`)
  // What broke before the first test, such as a set-up, shows in the exit code alone.
  if (process.exitCode && failures.length === before) failures.push(`the ${project} tests did not run`)
  await vitest.close()
}

/** The file, its groups and its tests. @param {any} task @returns {Generator<any>} */
function* tasksOf(task) {
  yield task
  for (const child of task.tasks ?? []) yield* tasksOf(child)
}

/** @param {any} task @returns {string} */
function nameOf(task) {
  return task.suite
    ? `${nameOf(task.suite)} > ${task.name}`
    : [task.file?.name, task.name].filter((n, i, all) => all.indexOf(n) === i).join(' > ')
}

/** @param {readonly any[] | undefined} errors */
function why(errors) {
  if (!errors?.length) return '  was not run'
  return errors
    .map((error) =>
      String(error.stack ?? error.message ?? error)
        .split('\n')
        .slice(0, 12)
        .map((line) => `  ${line}`)
        .join('\n'),
    )
    .join('\n')
}
