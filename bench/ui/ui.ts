import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { findChromium, launch } from '../../tests/support/browser'
import { type Measured, type Row, summary } from '../measure'
import { heapOverTime } from './heap'
import { serveUi, town } from './server'

const cameras = 1_000
/** Longer than any motion of either, so that a key's whole work lies within its turn. */
const perKeyMs = 300
const settleMs = 1_500

const variants = ['ours', 'plain DOM'] as const
type Variant = (typeof variants)[number]
const motions = ['motion on', 'motion off'] as const
type Motion = (typeof motions)[number]

/**
 * The wall of 1,000 cameras beside a pooled grid written by hand of the same look: processor time of renderer and GPU
 * process (not wall time) per key and at boot, the JS heap, and how a held key is followed on a slow processor.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  execFileSync(process.execPath, ['build/build.mjs', '--stale'], { stdio: 'inherit' })
  const server = await serveUi(town(cameras), await plainPage())
  const rounds = quick ? 3 : 10
  const keys = quick ? 10 : 16
  const rows: Row[] = []
  const heaps: Record<Variant, number[]> = { ours: [], 'plain DOM': [] }
  const add = (name: string, variant: Variant, metric: string, unit: string, values: number[]) =>
    rows.push({ case: name, variant, metric, unit, ...summary(values) })
  const median = (name: string, variant: Variant, metric: string) =>
    rows.find((row) => row.case === name && row.variant === variant && row.metric === metric)?.median ?? Number.NaN
  try {
    const boots: Record<Variant, number[]> = { ours: [], 'plain DOM': [] }
    for (let round = 0; round < (quick ? 2 : 5); round++)
      for (const variant of variants)
        await withPage(server.url, variant, 'motion off', async ({ boot }) => void boots[variant].push(boot))
    for (const variant of variants) add('boot', variant, 'CPU', 'ms', boots[variant])

    for (const motion of motions) {
      const perKey: Record<Variant, number[]> = { ours: [], 'plain DOM': [] }
      const idle: Record<Variant, number[]> = { ours: [], 'plain DOM': [] }
      for (let round = 0; round < rounds; round++)
        for (const variant of variants)
          await withPage(server.url, variant, motion, async ({ page, cpu, heap }) => {
            const resting = await cpu(() => page.waitForTimeout(keys * perKeyMs))
            const pressing = await cpu(async () => {
              for (let n = 0; n < keys; n++) {
                await page.keyboard.press(n % 4 === 3 ? 'ArrowRight' : 'ArrowDown')
                await page.waitForTimeout(perKeyMs)
              }
            })
            idle[variant].push(resting / ((keys * perKeyMs) / 1000))
            perKey[variant].push(Math.max(0, pressing - resting) / keys)
            heaps[variant].push(await heap())
          })
      for (const variant of variants) {
        add(motion, variant, 'CPU per key', 'ms', perKey[variant])
        add(motion, variant, 'CPU at rest', 'ms/s', idle[variant])
      }
    }
    for (const variant of variants) add('after keys', variant, 'JS heap', 'MB', heaps[variant])

    const behind: Record<Variant, number[]> = { ours: [], 'plain DOM': [] }
    for (let round = 0; round < (quick ? 2 : 5); round++)
      for (const variant of variants)
        await withPage(server.url, variant, 'motion off', async ({ page, session }) => {
          behind[variant].push(await held(page, session, variant))
        })
    for (const variant of variants) add('held key, CPU ×4', variant, 'frames after release', 'frames', behind[variant])
  } finally {
    server.close()
  }
  const time = await heapOverTime(quick)
  rows.push(...time.rows)
  const ratio = (name: string, metric: string) => median(name, 'ours', metric) / median(name, 'plain DOM', metric)
  return {
    rows,
    ratios: {
      ...time.ratios,
      key_cpu_to_dom: ratio('motion off', 'CPU per key'),
      key_cpu_to_dom_moving: ratio('motion on', 'CPU per key'),
      boot_cpu_to_dom: ratio('boot', 'CPU'),
      heap_mb: median('after keys', 'ours', 'JS heap'),
      held_key_frames_behind: median('held key, CPU ×4', 'ours', 'frames after release'),
    },
  }
}

interface Open {
  page: Page
  session: CDPSession
  /** processor time of renderer and GPU process from the first request to the drawn list, ms */
  boot: number
  /** processor time of both while something is done, ms */
  cpu(act: () => Promise<unknown>): Promise<number>
  /** JS heap after a collection, MB */
  heap(): Promise<number>
}

/** A browser of its own for each measurement: nothing of the one before is left in any process. */
async function withPage(url: string, variant: Variant, motion: Motion, act: (open: Open) => Promise<void>) {
  const browser = await launch(await findChromium())
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1 / 3 })
    const session = await page.context().newCDPSession(page)
    const cpu = await clockOf(browser)
    const store = { refresh: 'r', wall: true, look: { motion: motion === 'motion off' ? 'reduced' : 'normal' } }
    const stored = Object.entries(store).map(
      ([name, value]) => `localStorage.setItem('porchlight.1.box.${name}', '${JSON.stringify(value)}')`,
    )
    await page.addInitScript(stored.join(';'))
    const boot = await cpu(async () => {
      await page.goto(variant === 'ours' ? url : `${url}/plain.html${motion === 'motion off' ? '?still' : ''}`)
      await page.waitForFunction(variant === 'ours' ? listed : '"plain" in window')
      await page.waitForTimeout(settleMs)
    })
    // What is loaded when nothing else is to do belongs to neither a key nor the first list.
    await page.waitForTimeout(4_000)
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
    }
    await act({ page, session, boot, cpu, heap })
  } finally {
    await browser.close()
  }
}

/** The list stands and its tiles have their textures. */
const listed = `"porchlight" in window && porchlight.focusPath.some((each) => each.rows && each.rows.length > 0)`

async function clockOf(browser: Browser): Promise<Open['cpu']> {
  const session = await browser.newBrowserCDPSession()
  const used = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const ours = processInfo.filter(({ type }) => /renderer|gpu/i.test(type))
    return ours.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0)
  }
  return async (act) => {
    const before = await used()
    await act()
    return (await used()) - before
  }
}

/** Holds a key on a slow processor; in how many frames after its release the focus still moves. */
async function held(page: Page, session: CDPSession, variant: Variant): Promise<number> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const focus =
    variant === 'ours'
      ? 'JSON.stringify(porchlight.focusPath.filter((each) => each.rows)[0].focus)'
      : 'String(plain.focus())'
  const start = await page.evaluate(focus)
  await page.evaluate(`void (window.behind = new Promise((done) => addEventListener('keyup', () => {
    let frames = 0, last = 0, before = ${focus}
    const look = () => {
      const now = ${focus}
      frames++
      if (now !== before) last = frames
      before = now
      if (frames < 40) requestAnimationFrame(look)
      else done(last)
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })))`)
  const key = { key: 'ArrowDown', code: 'ArrowDown', windowsVirtualKeyCode: 40 }
  const sent: Promise<unknown>[] = []
  for (let n = 0; n < 40; n++) {
    // Not waited for: a remote does not wait either.
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', autoRepeat: n > 0, ...key }))
    await page.waitForTimeout(33)
  }
  sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }))
  const behind = await page.evaluate<number>('window.behind')
  await Promise.all(sent)
  if ((await page.evaluate(focus)) === start) throw new Error(`the held key moved nothing in ${variant}`)
  return behind
}

/** The page with its script in it, so that both sides are one file and what it asks for. */
async function plainPage(): Promise<string> {
  const page = readFileSync('bench/ui/page.html', 'utf8')
  const { outputFiles } = await build({
    entryPoints: ['bench/ui/page.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2019',
    write: false,
  })
  return page.replace('<script src="page.js"></script>', () => `<script>${outputFiles[0]?.text ?? ''}</script>`)
}
