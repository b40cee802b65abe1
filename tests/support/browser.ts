import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a Chromium or Chrome that starts. */
    chromium: string
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const macApp = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * Flags of every test browser: WebGL without a GPU, sound-less autoplay, no talk with anybody outside, and no sandbox
 * where the tests run as root (Chromium refuses to start otherwise).
 */
export const browserFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: browserFlags })
}

/**
 * A Chromium that starts: the system's, else Playwright's own download, else (root on Debian) the `chromium` package.
 * @throws Error with what to install
 */
export async function findChromium(): Promise<string> {
  for (const path of [process.env.CHROMIUM, ...onPath(), macApp]) if (path && (await starts(path))) return path
  console.log('No Chromium here: trying Playwright’s own download …')
  const cli = join(createRequire(import.meta.url).resolve('playwright-core/package.json'), '../cli.js')
  spawnSync(process.execPath, [cli, 'install', '--only-shell', 'chromium'], { stdio: 'ignore', timeout: 300_000 })
  const downloaded = chromium.executablePath()
  if (await starts(downloaded)) return downloaded
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing Debian’s chromium package …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...args: string[]) =>
      spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env,
      })
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    for (const path of onPath()) if (await starts(path)) return path
  }
  throw new Error('The tests need a browser: install Chromium or Google Chrome, or set CHROMIUM to the path of one.')
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter((path) => existsSync(path))
}

async function starts(path: string): Promise<boolean> {
  if (!existsSync(path)) return false
  try {
    const browser = await launch(path)
    await browser.close()
    return true
  } catch {
    return false
  }
}

/** Vitest's global set-up for journeys. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await findChromium())
}
