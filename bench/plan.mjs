// docs/scale.md, computed from bench/results/*.json: node bench/plan.mjs
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/parts.mjs'
import { resultsOf, short } from './expected.mjs'

/**
 * A figure: measured where its bench has been run, else what is planned with until then.
 * @typedef {{value: number, unit: string, what: string, from: string, measured: boolean}} Figure
 */

/** @param {string} bench @param {(row: any) => boolean} which @param {string} what @param {string} unit @param {number} until */
function figure(bench, which, what, unit, until) {
  const row = resultsOf(bench)?.rows.find(which)
  return row === undefined ? planned(bench, what, unit, until) : known(bench, what, unit, row.median)
}

/** @param {string} bench @param {string} key @param {string} what @param {string} unit @param {number} until */
function ratio(bench, key, what, unit, until) {
  const value = resultsOf(bench)?.ratios[key]
  return value === undefined ? planned(bench, what, unit, until) : known(bench, what, unit, value)
}

/** @param {string} bench @param {string} what @param {string} unit @param {number} value @returns {Figure} */
const known = (bench, what, unit, value) => ({ value, unit, what, from: `bench \`${bench}\``, measured: true })
/** @param {string} bench @param {string} what @param {string} unit @param {number} value @returns {Figure} */
const planned = (bench, what, unit, value) => ({
  value,
  unit,
  what,
  from: `planned with, until bench \`${bench}\` is run`,
  measured: false,
})

const cost = {
  list: figure('http', (r) => r.case === 'GET /v1/cameras', 'a list of cameras', 'µs', 150),
  zap: figure('http', (r) => r.case === 'POST /v1/playbacks', 'a playback begun', 'µs', 280),
  renewal: figure('http', (r) => r.case === 'POST renewal', 'a playback renewed', 'µs', 150),
  rotation: figure(
    'tokens',
    (r) => r.case.startsWith('600 a second, Post') && r.metric === 'CPU per rotation',
    'a refresh token rotated',
    'µs',
    330,
  ),
  edgeQuestions: figure(
    'gate',
    (r) => r.variant === 'of it our API' && r.case.includes('fast'),
    'a viewer’s playlist and the edge’s questions, in each segment’s time',
    'µs',
    250,
  ),
  memorySegment: figure(
    'gate',
    (r) => r.variant === 'ours, from memory',
    'a segment from the gate’s memory',
    'µs',
    200,
  ),
  edgeSegment: figure(
    'gate',
    (r) => r.variant === 'of it nginx' && r.case.includes('fast'),
    'a segment at nginx, with its playlist',
    'µs',
    210,
  ),
  look: figure(
    'probe',
    (r) => r.case === 'a look at a playlist' && r.variant === 'ours',
    'a look at a camera’s playlist',
    'µs',
    300,
  ),
  lookInto: figure(
    'probe',
    (r) => r.case === 'a look into a segment too' && r.variant === 'ours',
    'a look into its segment too',
    'µs',
    800,
  ),
  box: ratio('events', 'box_kib', 'memory of a box that listens', 'KiB', 13),
  idle: figure('alarm', (r) => r.metric === 'CPU per box and second', 'CPU of a box that listens, a second', 'µs', 6.3),
  cityMb: ratio('scale', 'city_access_mb', 'the rights of a city in memory', 'MB', 300),
  cityReady: ratio('scale', 'city_ready_s', 'until a process of a city serves', 's', 30),
  rotations: ratio('tokens', 'rotations_per_second_postgres', 'rotations a second of one process', '1/s', 2500),
}

const city = 3_500_000
/** What is taken for granted; change it here and run this again. */
const given = {
  on: 0.1,
  watching: 0.05,
  zapEveryS: 20,
  renewEveryS: 150,
  rotateEveryS: 600,
  listEveryS: 300,
  segmentS: 2,
  segmentKB: 500,
  rowsKB: 1.5,
  watchLineB: 350,
  watchesADay: 3,
  keptDays: 183,
  busy: 0.5,
  processMb: 180,
  boxesEach: 10_000,
}

/**
 * With the seconds between two looks at a camera's playlist, and between two looks into its segment (`docs/operator.md`).
 * @type {[name: string, households: number, cameras: number, store: string, probeS: number, pictureS: number][]}
 */
const places = [
  ['village', 1000, 100, 'embedded', 15, 300],
  ['township', 20_000, 2000, 'embedded', 15, 300],
  ['county', 300_000, 26_000, 'PostgreSQL', 15, 1800],
  ['city', city, 300_000, 'PostgreSQL', 60, 1800],
]

/** @param {(typeof places)[number]} place */
function plan([name, households, cameras, store, probeS, pictureS]) {
  const on = households * given.on
  const viewers = on * given.watching
  const segments = viewers / given.segmentS
  const edge = store === 'PostgreSQL'
  // What the segment adds comes on top of the look at the playlist that found it.
  const looks = (cameras / probeS) * cost.look.value + (cameras / pictureS) * (cost.lookInto.value - cost.look.value)
  const loads = {
    zaps: (viewers / given.zapEveryS) * cost.zap.value,
    renewals: (viewers / given.renewEveryS) * cost.renewal.value,
    'refresh tokens': (on / given.rotateEveryS) * cost.rotation.value,
    lists: (on / given.listEveryS) * cost.list.value,
    'boxes that listen': on * cost.idle.value,
    // Behind an edge a viewer is a playlist and a question in each segment's time; without one a segment too.
    'playlists and questions': segments * cost.edgeQuestions.value,
    segments: edge ? 0 : segments * cost.memorySegment.value,
    'looks at cameras': looks,
  }
  const cores = Object.values(loads).reduce((sum, us) => sum + us / 1e6, 0)
  const processes = Math.max(edge ? 2 : 1, Math.ceil(cores / given.busy), Math.ceil(on / given.boxesEach))
  const heaviest = Object.entries(loads).sort((a, b) => b[1] - a[1])[0]
  const rightsMb = cost.cityMb.value * (households / city)
  const memoryMb = given.processMb + rightsMb + (on / processes) * (cost.box.value / 1024)
  return {
    name,
    households,
    cameras,
    store,
    on,
    viewers,
    cores,
    processes,
    heaviest: heaviest?.[0] ?? '',
    probeS,
    pictureS,
    looks: looks / 1e6,
    by: processes === Math.ceil(on / given.boxesEach) ? 'connections' : 'CPU',
    memoryMb,
    allMb: memoryMb * processes,
    edgeCores: edge ? (segments * cost.edgeSegment.value) / 1e6 / given.busy : 0,
    gbit: (segments * given.segmentKB * 8) / 1e6,
    // A camera's status is written once a minute while nothing changes, many in one statement.
    statuses: cameras / Math.max(60, probeS),
    writes: on / given.rotateEveryS + viewers / given.zapEveryS + viewers / given.renewEveryS,
    diskGb: (households * given.rowsKB) / 1e6 + (on * given.watchesADay * 2 * given.watchLineB * given.keptDays) / 1e9,
  }
}

const plans = places.map(plan)
const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en-US')
/** @param {string} head @param {(one: ReturnType<typeof plan>) => string} cell */
const row = (head, cell) => `| ${head} | ${plans.map(cell).join(' | ')} |`
const big = plans.at(-1) ?? plan(['city', city, 300_000, 'PostgreSQL', 60, 1800])
const unmeasured = Object.values(cost).filter(({ measured }) => !measured)

writeFileSync(
  join(root, 'docs/scale.md'),
  `# From a village to a city

Computed by \`node bench/plan.mjs\` from what \`npm run bench\` measured on one machine; do not edit. The planning figure is
one real city: 3.5 million households, 300,000 cameras, a tenth of the boxes on at once.

| | ${plans.map(({ name }) => name).join(' | ')} |
|---|${plans.map(() => '---|').join('')}
${row('households', (p) => whole(p.households))}
${row('cameras', (p) => whole(p.cameras))}
${row('boxes on at once', (p) => whole(p.on))}
${row('of them watching', (p) => whole(p.viewers))}
${row('store', (p) => p.store)}
${row('API processes (one core each)', (p) => `${p.processes}, by ${p.by}`)}
${row('CPU that the API uses, cores', (p) => short(p.cores))}
${row('of it most for', (p) => p.heaviest)}
${row('a camera is looked at every, s (into its segment every)', (p) => `${p.probeS} (${whole(p.pictureS)})`)}
${row('CPU for looks at them, of all processes, cores', (p) => short(p.looks))}
${row('memory of a process, MB', (p) => whole(p.memoryMb))}
${row('memory of all processes, GB', (p) => short(p.allMb / 1000))}
${row('nginx for pictures, cores', (p) => (p.edgeCores === 0 ? 'none: the gate itself' : String(Math.max(1, Math.ceil(p.edgeCores)))))}
${row('pictures to boxes, Gbit/s', (p) => short(p.gbit))}
${row('durable writes a second', (p) => short(p.writes))}
${row('rows of cameras’ statuses a second, 500 to a statement', (p) => short(p.statuses))}
${row('disk, GB', (p) => short(p.diskGb))}

## The arithmetic

| figure | value | from |
|---|---|---|
${Object.values(cost)
  .map(({ what, value, unit, from }) => `| ${what} | ${short(value)} ${unit} | ${from} |`)
  .join('\n')}

What a viewer asks is as measured at an edge that is fully used; without an edge it is taken to be the same.
Taken for granted (\`given\` in the script): ${short(given.on * 100)} % of the boxes are on, ${short(given.watching * 100)} % of those watch; a viewer zaps every
${given.zapEveryS} s, renews every ${given.renewEveryS} s, and fetches ${given.segmentKB} kB every ${given.segmentS} s; a box rotates its refresh token every ${given.rotateEveryS} s and asks for its list
every ${given.listEveryS} s. A process may be ${short(given.busy * 100)} % busy and holds at most ${whole(given.boxesEach)} connections, as many as were measured; it takes
${given.processMb} MB before anything is in it. A household, its box and its share of groups and grants are ${given.rowsKB} kB of rows; a box that
is on watches ${given.watchesADay} times a day, two log lines of ${given.watchLineB} bytes each, kept ${given.keptDays} days.

For the city, worked through:

- boxes: ${whole(city)} × ${given.on} = ${whole(big.on)} on; × ${given.watching} = ${whole(big.viewers)} watch.
- connections: ${whole(big.on)} ÷ ${whole(given.boxesEach)} = ${short(big.on / given.boxesEach)}; CPU: ${short(big.cores)} cores ÷ ${given.busy} = ${short(big.cores / given.busy)}; the larger of both is ${big.processes} processes.
- memory of one: ${given.processMb} + ${short(cost.cityMb.value)} (rights) + ${whole(big.on / big.processes)} × ${short(cost.box.value)} KiB = ${whole(big.memoryMb)} MB.
- pictures: ${whole(big.viewers)} ÷ ${given.segmentS} s × ${given.segmentKB} kB = ${short(big.gbit)} Gbit/s, ${short(big.viewers / given.segmentS)} segments a second × ${short(cost.edgeSegment.value)} µs ÷ ${given.busy} = ${short(big.edgeCores)} cores of nginx, next to the cameras of each county.
- refresh tokens: ${whole(big.on)} ÷ ${given.rotateEveryS} s = ${whole(big.on / given.rotateEveryS)} a second; one process did ${whole(cost.rotations.value)}.
- looks: ${whole(big.cameras)} ÷ ${big.probeS} s × ${short(cost.look.value)} µs, and ${whole(big.cameras)} ÷ ${whole(big.pictureS)} s × ${short(cost.lookInto.value - cost.look.value)} µs more for the segments = ${short(big.looks)} cores, which all processes share.
- a process of the city serves ${short(cost.cityReady.value)} s after its start: replace one at a time.

## What breaks first

1. **A village or township on the embedded store: the uplink.** ${short(plans[1]?.gbit ?? 0)} Gbit/s of pictures leave a township's machine while its
   process uses ${short(plans[1]?.cores ?? 0)} cores. The store is far from its limit.
2. **A county: connections.** A process holds ${whole(given.boxesEach)} boxes; not because it could not hold more, but because no more were measured.
   Raise \`LimitNOFILE\` and add processes.
3. **The city: pictures, then the one primary.** ${short(big.gbit)} Gbit/s go through no single machine: an nginx per county, each with its own
   link to its cameras. All ${whole(big.writes)} durable writes a second go to one PostgreSQL primary; its disk's commits are
   shared by writers, so we expect its CPU to end first. Divide by county before that: rights, alarms and desks of a
   county need nothing of another's.
4. **Everybody at once.** When the power comes back all ${whole(big.on)} boxes ask together: ${whole(big.on / big.processes)} for each process (bench \`tokens\`
   measures 10,000 on one). Boxes wait a random time before they try again, so the queue does not build up twice.
${
  unmeasured.length === 0
    ? ''
    : `\n${unmeasured.length} of ${Object.keys(cost).length} figures above have not been measured on a quiet machine yet; the table says which.\n`
}`,
)
console.log(
  `docs/scale.md: ${Object.keys(cost).length - unmeasured.length} of ${Object.keys(cost).length} figures measured`,
)
