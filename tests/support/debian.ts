import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/sbin']

/** Where a program is on this machine; null when it is not. */
export function programOf(name: string): string | null {
  return places.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/**
 * A program of a Debian package, unpacked into a folder of its own: nothing is installed and nothing is started.
 * @returns its path, or why it cannot be had
 */
export function unpackProgram(debianPackage: string, path: string): { path: string } | { reason: string } {
  if (programOf('apt-get') === null || programOf('dpkg') === null)
    return { reason: 'this machine has no apt-get: it is no Debian' }
  const folder = mkdtempSync(join(tmpdir(), `porchlight-${debianPackage}-`))
  if (!download(debianPackage, folder)) {
    // A fresh machine has no package lists yet; only root may get them.
    run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', 'update'], folder)
    if (!download(debianPackage, folder)) return { reason: `apt-get cannot download the package ${debianPackage}` }
  }
  const file = readdirSync(folder).find((name) => name.endsWith('.deb'))
  mkdirSync(join(folder, 'root'))
  if (file === undefined || !run('dpkg', ['-x', join(folder, file), join(folder, 'root')], folder))
    return { reason: `the package ${debianPackage} cannot be unpacked` }
  const program = join(folder, 'root', path)
  return existsSync(program) ? { path: program } : { reason: `the package ${debianPackage} has no ${path}` }
}

const download = (name: string, cwd: string) =>
  run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', name], cwd) &&
  readdirSync(cwd).some((file) => file.endsWith('.deb'))

function run(program: string, args: string[], cwd: string): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(program, args, { cwd, env, stdio: 'ignore', timeout: 120_000 }).status === 0
}

/** Installs Debian packages, where this is Debian and we are root. @returns why not, or null */
export function install(...packages: string[]): string | null {
  if (process.getuid?.() !== 0 || programOf('apt-get') === null) return 'only root on Debian can install packages'
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  const cwd = tmpdir()
  const get = () => run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...packages], cwd)
  if (get() || (run('apt-get', [...options, 'update'], cwd) && get())) return null
  return `apt-get cannot install ${packages.join(' ')}`
}
