// docs/performance.md and its chart, written from bench/results/*.json: node bench/chart.mjs
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/parts.mjs'
import { judged, promise, resultsOf, short } from './expected.mjs'

const all = judged()
const measured = all.filter(({ value }) => value !== null)
writeFileSync(join(root, 'docs/pictures/performance.svg'), chart())
writeFileSync(join(root, 'docs/performance.md'), page())
console.log(`docs/performance.md: ${measured.length} of ${all.length} promises have a figure`)

/** How much of what is promised was used: 1 is the promise itself. @param {typeof all[number]} one */
function share({ value, most, least }) {
  if (value === null) return 0
  return most === undefined ? (least ?? 1) / value : Math.max(0, value) / most
}

function chart() {
  const [line, left, width] = [26, 330, 420]
  const bars = measured.map((one, n) => {
    const y = 46 + n * line
    // Twice the promise is the end of the scale; what lies beyond is cut, and its figure says how far.
    const length = Math.max(2, Math.min(1.98, share(one)) * (width / 2))
    const colour = one.holds ? '#2f7d4f' : '#b3482a'
    return [
      `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${escaped(one.what)}</text>`,
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" fill="${colour}"/>`,
      `<text x="${left + Math.max(length, width / 2) + 8}" y="${y + 13}">${short(one.value ?? 0)} (${promise(one)})</text>`,
    ].join('\n')
  })
  const height = 56 + measured.length * line
  const middle = left + width / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 160} ${height}" font-family="sans-serif" font-size="13" fill="#222">
<title>How much of each promise is used</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="20">How much of each promise is used: left of the line it is kept</text>
${bars.join('\n')}
<line x1="${middle}" y1="30" x2="${middle}" y2="${height - 10}" stroke="#222" stroke-dasharray="4 3"/>
</svg>
`
}

function page() {
  const rows = all.map((one) => {
    const verdict = one.holds === null ? 'not measured' : one.holds ? 'kept' : '**not kept**'
    const value = one.value === null ? '' : short(one.value)
    const when = one.quick ? `${one.at}, quick` : one.at
    return `| ${one.what} | ${one.beside} | ${promise(one)} | ${value} | ${verdict} | ${one.bench} | ${when} |`
  })
  const names = readdirSync(join(root, 'bench/results'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
  return `# Performance

Written from \`bench/results/*.json\` by \`node bench/chart.mjs\`, which \`npm run bench\` calls at its end; do not edit.
\`npm run bench\` measures everything, \`npm run bench -- --quick\` what fits into five minutes, with fewer turns, \`npm run bench -- tokens gate\` some.

Each figure is a ratio to a peer or a floor that was measured in the same run and in turns, because a machine that is
busy or slow is so for both. CPU is that of the server's processes, user and system. The service runs as an operator
runs it: durable store, log on. How the figures grow with a city: [scale.md](scale.md).

![How much of each promise is used](pictures/performance.svg)

| what | beside it in the same run | promised | measured | | bench | when |
|---|---|---|---|---|---|---|
${rows.join('\n')}

${names.map(section).join('\n')}`
}

/** @param {string} name */
function section(name) {
  const { at, commit, machine, load, note, failures = [], rows, quick } = resultsOf(name)
  const lines = rows.map(
    (
      /** @type {{case: string, variant: string, metric: string, unit: string, median: number, p90: number, n: number}} */ row,
    ) =>
      `| ${row.case} | ${row.variant} | ${row.metric} | ${short(row.median)} ${row.unit} | ${row.n > 1 ? short(row.p90) : ''} | ${row.n} |`,
  )
  return `## ${name}

${at.slice(0, 16).replace('T', ' ')} UTC${quick ? ', quick' : ''}, commit ${commit}; ${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memory_mb / 1000)} GB, Node ${machine.node}${load ? `; load ${load[0]} before, ${load[1]} after` : ''}
${note ? `\n${note}\n` : ''}${failures.map((/** @type {string} */ why) => `\nFailed: ${why}\n`).join('')}
| case | variant | metric | median | p90 | n |
|---|---|---|---|---|---|
${lines.join('\n')}
`
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
