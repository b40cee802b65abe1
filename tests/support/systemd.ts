import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { programOf } from './debian'
import { until } from './watching'

/** A machine of its own for units: Debian's systemd as process 1, with the machine's /usr, and nothing else of it. */
export interface Machine {
  /** Runs shell commands in it, as root. */
  run(commands: string): { status: number | null; said: string }
  /** Ends it as a power cut does. */
  stop(): Promise<void>
}

const systemd = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find((path) => existsSync(path))
const needed = ['unshare', 'nsenter', 'mount', 'pivot_root', 'systemctl']
const cgroups = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((path) => existsSync(join(path, 'cgroup.procs')))

/** Why units cannot be started here; null when they can be tried. */
export function withoutSystemd(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can make namespaces'
  if (systemd === undefined) return 'this machine has no systemd (Debian: apt install systemd)'
  const missing = needed.find((name) => programOf(name) === null)
  if (missing !== undefined) return `this machine has no ${missing}`
  if (cgroups === undefined) return 'this machine has no cgroup2'
  if (spawnSync('unshare', ['--mount', '--pid', '--net', '--cgroup', '--fork', 'true']).status !== 0)
    return 'this machine lets nobody make namespaces'
  return null
}

/**
 * The root of that machine, in a mount namespace of its own: /usr read only but for what is installed beside it, /etc with people and names alone, the rest
 * empty and in memory. What its systemd could set for the whole kernel is read only.
 */
const setUp = `set -e
root=$1; shift
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr etc/systemd/system etc/sysusers.d etc/tmpfiles.d var/lib var/log/journal var/tmp run tmp proc sys dev opt home root old
for name in bin sbin lib lib32 lib64 libx32; do [ ! -L /$name ] || ln -s usr/$name $name; done
mount --rbind /usr usr
mount -o remount,bind,ro usr
mount -t tmpfs -o mode=755 tmpfs usr/local/sbin
for name in passwd group shadow nsswitch.conf; do cp /etc/$name etc/; done
od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' > etc/machine-id
echo machine > etc/hostname
while [ $# -gt 0 ]; do
  if [ -d "$1" ]; then mkdir -p ".$2"; else mkdir -p "$(dirname ".$2")"; touch ".$2"; fi
  mount --rbind "$1" ".$2"; mount -o remount,bind,ro ".$2"; shift 2
done
mount -t proc proc proc
for name in sys sysrq-trigger; do
  [ ! -e proc/$name ] || { mount --bind proc/$name proc/$name; mount -o remount,bind,ro proc/$name; }
done
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do mknod -m 666 dev/$name c $(stat -c '0x%t 0x%T' /dev/$name); done
for name in fd stdin=fd/0 stdout=fd/1 stderr=fd/2; do
  case $name in *=*) ln -s /proc/self/\${name#*=} dev/\${name%=*};; *) ln -s /proc/self/$name dev/$name;; esac
done
mkdir dev/shm dev/pts dev/mqueue dev/hugepages
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
printf '[Unit]\\nRequires=basic.target systemd-journald.service\\nAfter=basic.target\\nAllowIsolate=yes\\n' > etc/systemd/system/multi-user.target
pivot_root . old
cd /
umount -l /old
exec env -i container=porchlight PATH=/usr/sbin:/usr/bin:/sbin:/bin ${systemd} --system --unit=multi-user.target --show-status=no
`

/**
 * Starts it, in namespaces of its own for processes, mounts, network, names and control groups; it goes with us.
 * @param folders of this machine, and files, that it may read, and where
 * @returns the machine, or why it did not come up
 */
export async function startMachine(
  folders: readonly (readonly [from: string, to: string])[],
): Promise<Machine | { reason: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-machine-'))
  const root = join(folder, 'root')
  mkdirSync(root)
  const script = join(folder, 'set-up.sh')
  writeFileSync(script, setUp)
  const group = join(cgroups ?? '', `porchlight-${process.pid}`)
  mkdirSync(group, { recursive: true })
  const places = folders.flatMap(([from, to]) => [resolve(from), to])
  const kinds = ['--mount', '--pid', '--fork', '--kill-child', '--net', '--uts', '--ipc', '--cgroup']
  // Its control groups hang below one that is made for it.
  const start = `echo $$ > ${group}/cgroup.procs && exec unshare ${kinds.join(' ')} sh "$@"`
  const outer = spawn('sh', ['-c', start, 'sh', script, root, ...places], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [outer.stdout, outer.stderr])
    stream.on('data', (piece: Buffer) => {
      said += piece.toString()
    })
  const ended = new Promise((done) => outer.once('exit', done))
  const init = () => readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim()

  const run: Machine['run'] = (commands) => {
    const args = ['-t', init(), '--all', 'sh', '-c', commands]
    const env = { PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' }
    const { status, stdout, stderr } = spawnSync('nsenter', args, { env, encoding: 'utf8', timeout: 120_000 })
    return { status, said: stdout + stderr }
  }
  const up = () => /^(running|degraded)/.test(run('systemctl is-system-running').said)
  const stop = async () => {
    // Its process 1 takes all others with it.
    if (outer.exitCode === null && init() !== '') process.kill(Number(init()), 'SIGKILL')
    await ended
    removeGroups(group)
    rmSync(folder, { recursive: true, force: true })
  }
  await until(() => outer.exitCode !== null || (init() !== '' && up()))
  if (outer.exitCode === null) return { run, stop }
  await stop()
  return { reason: `systemd does not come up in namespaces here: ${said.trim()}` }
}

/** A control group and those below it, which are empty by now. */
function removeGroups(group: string): void {
  const below = spawnSync('find', [group, '-depth', '-type', 'd'], { encoding: 'utf8' }).stdout.trim().split('\n')
  for (const path of below) if (path !== '') rmdirSync(path)
}
