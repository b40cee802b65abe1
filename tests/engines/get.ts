import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { programOf } from '../support/debian'

/** Where the program of an engine is, or why it cannot be had. */
export type Got = { path: string } | { reason: string }

/** What is fetched or found out once and kept. */
export const cache = join(import.meta.dirname, '../../node_modules/.cache/engines')

/** A program of Debian's packages, installed where it is not there yet: only root on a Debian can. */
export function fromDebian(program: string, packages: readonly string[]): Got {
  const there = programOf(program)
  if (there !== null) return { path: there }
  if (process.getuid?.() !== 0 || programOf('apt-get') === null)
    return { reason: `${program} is not here, and only root on a Debian machine can install it` }
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-unsafe-io', ...args], {
      stdio: 'ignore',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages)
  // A fresh machine has no package lists, or old ones.
  if (!install()) apt('update') && install()
  const installed = programOf(program)
  return installed === null ? { reason: `apt-get cannot install ${packages.join(', ')}` } : { path: installed }
}

/**
 * A Chromium of another year: npm's package for small servers carries the binary, compressed. It is fetched into a
 * cache below node_modules and is no dependency of ours.
 */
export function fromNpm(version: string): Got {
  const folder = join(cache, `chrome-aws-lambda-${version}`)
  const path = join(folder, 'chromium')
  if (existsSync(path)) return { path }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: 'its binary is for Linux on x64 processors' }
  const making = `${folder}.${process.pid}`
  try {
    mkdirSync(making, { recursive: true })
    const options = {
      cwd: making,
      stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
      timeout: 300_000,
    }
    const archive = execFileSync('npm', ['pack', '--silent', `chrome-aws-lambda@${version}`], options)
      .toString()
      .trim()
    execFileSync('tar', ['xzf', archive, 'package/bin'], options)
    unpack(join(making, 'package/bin'), making)
    for (const name of [archive, 'package']) rmSync(join(making, name), { recursive: true })
    renameSync(making, folder)
    return { path }
  } catch (error) {
    return { reason: `npm's chrome-aws-lambda@${version} cannot be had: ${(error as Error).message.split('\n')[0]}` }
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

/** The binary as `chromium`, and beside it the libraries that draw WebGL without a graphics card. */
function unpack(from: string, to: string): void {
  const libraries = join(to, 'swiftshader')
  mkdirSync(libraries, { recursive: true })
  const files = readdirSync(from, { recursive: true }).map(String)
  for (const file of files.filter((name) => name.endsWith('.br'))) {
    const name = basename(file, '.br')
    if (name === 'aws.tar') continue
    const target = name.startsWith('chromium') ? join(to, 'chromium') : join(libraries, name)
    writeFileSync(target, brotliDecompressSync(readFileSync(join(from, file))))
    if (name.startsWith('chromium')) chmodSync(target, 0o755)
    if (name.endsWith('.tar')) execFileSync('tar', ['xf', target, '-C', libraries])
  }
}
