import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programOf, unpackProgram } from './debian'

/** A builder of container images that needs no daemon, with a store of its own. */
export interface Buildah {
  /** Runs it, in a folder. @throws with its own words when it fails */
  run(args: readonly string[], cwd?: string): string
  /** The same, going on beside us; its end takes what runs in the container with it. */
  start(args: readonly string[]): ChildProcess
  /** What a step in a container needs: no daemon, and this machine's /usr, which stands for the base image's. */
  inside: readonly string[]
  close(): void
}

/** The commands that ask whose images may be trusted. */
const signed = ['from', 'commit', 'bud']
const packages = ['buildah', 'libgpgme11', 'libassuan0', 'libsubid4']

/**
 * Debian's buildah, unpacked into folders that lie over /usr in a mount namespace of its own: nothing is installed.
 * @param base name of the image that the others begin with: it is made here, without a program of its own
 * @returns it, or why it cannot be had
 */
export function openBuildah(base: string): Buildah | { reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'only root can build an image without a daemon' }
  if (programOf('unshare') === null) return { reason: 'this machine has no unshare' }
  if (!process.execPath.startsWith('/usr/bin/'))
    return { reason: 'Node is not in /usr/bin, which stands for the image' }
  const layers: string[] = []
  if (programOf('buildah') === null)
    for (const name of packages) {
      const got = unpackProgram(name, 'usr')
      if ('reason' in got) return got
      layers.push(got.path)
    }
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-image-'))
  const over =
    layers.length === 0 ? '' : `mount -t overlay overlay -o lowerdir=${[...layers, '/usr'].join(':')} /usr && `
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const policy = join(folder, 'policy.json')
  writeFileSync(policy, '{"default":[{"type":"insecureAcceptAnything"}]}')
  const store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run'), '--storage-driver', 'overlay']
  const command = (args: readonly string[]) => [
    ...namespaces,
    ...['sh', '-c', `mount --make-rprivate / && ${over}exec buildah "$@"`, 'sh'],
    ...[...store, args[0]!, ...(signed.includes(args[0]!) ? ['--signature-policy', policy] : []), ...args.slice(1)],
  ]
  const run: Buildah['run'] = (args, cwd = folder) => {
    const { status, stdout, stderr } = spawnSync('unshare', command(args), { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`buildah ${args.join(' ')}: ${stderr.trim().split('\n').slice(-12).join('\n')}`)
    return stdout.trim()
  }
  const volumes = ['/usr:/usr:ro', '/etc/ssl:/etc/ssl:ro']
  const certificates = process.env.NODE_EXTRA_CA_CERTS
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const container = run(['from', 'scratch'])
    run(['copy', '-q', container, emptyRoot(folder), '/'])
    run(['commit', '-q', container, base])
    run(['rm', container])
  } catch (error) {
    close()
    return { reason: (error as Error).message }
  }
  return {
    run,
    start: (args) => spawn('unshare', command(args), { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }),
    inside: [
      ...['--isolation', 'chroot', ...volumes.flatMap((volume) => ['--volume', volume])],
      ...(certificates === undefined ? [] : ['--env', `NODE_EXTRA_CA_CERTS=${certificates}`]),
    ],
    close,
  }
}

/** What an image needs beside /usr: names of people, and the folders that every Linux has. */
function emptyRoot(folder: string): string {
  const root = join(folder, 'base')
  for (const path of ['etc', 'tmp', 'root', 'proc', 'sys', 'dev', 'run', 'var', 'usr', 'home/node'])
    mkdirSync(join(root, path), { recursive: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n')
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n')
  return root
}
