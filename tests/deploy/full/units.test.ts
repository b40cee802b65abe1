import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Machine, startMachine, withoutSystemd } from '../../support/systemd'
import { until } from '../../support/watching'

const reason = withoutSystemd()
if (reason !== null) it(`the units are not started: ${reason}`, () => undefined)
else describe('the units, installed as their README says, under a systemd of their own', underSystemd)

const key = 'the-key-of-the-units-test-0123456789'
const service = 'porchlight@8081'

function underSystemd() {
  let machine: Machine
  /** What a command says, which must succeed. */
  const done = (commands: string): string => {
    const { status, said } = machine.run(commands)
    expect([status, said]).toEqual([0, said])
    return said.trim()
  }
  const told = (unit: string, property: string) => done(`systemctl show --value -p ${property} ${unit}`)
  const answers = (path: string, port = 8081) =>
    machine.run(
      `node -e "fetch('http://127.0.0.1:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"`,
    ).status === 0

  /** Waits until the service answers; where it does not even stay, its own words say why. */
  const up = () =>
    until(() => {
      if (told(service, 'Result') !== 'success') throw new Error(done(`journalctl --no-pager -u ${service}`))
      return answers('/readyz')
    })

  beforeAll(async () => {
    const release = (name: string) =>
      Object.fromEntries(
        ['package.json', 'dist', 'node_modules', 'deploy', 'docs'].map((part) => [
          part,
          `/opt/porchlight/releases/${name}/${part}`,
        ]),
      )
    // The units name Debian's Node; this machine's may stand elsewhere.
    const elsewhere = existsSync('/usr/bin/node') ? {} : { [dirname(process.execPath)]: '/opt/node' }
    const started = await startMachine([
      ...Object.entries({ ...elsewhere, ...release('1') }),
      ...Object.entries(release('2')),
    ])
    if ('reason' in started) throw new Error(started.reason)
    machine = started
    const readme = readFileSync('deploy/systemd/README.md', 'utf8').split('```')[1]!.trim().split('\n')
    const install = readme.filter((line) => !line.startsWith('systemctl'))
    const start = readme.filter((line) => line.startsWith('systemctl'))
    expect([install.length, start.length]).toEqual([6, 2])
    const inRelease = (lines: readonly string[]) => done(['set -e', 'cd /opt/porchlight/current', ...lines].join('\n'))
    done('ln -sfn releases/1 /opt/porchlight/current')
    inRelease(install)
    if ('/opt/node' in Object.values(elsewhere))
      done('sed -i s#/usr/bin/node#/opt/node/node# /etc/systemd/system/porchlight* /usr/local/sbin/porchlight')
    done(`sed -i 's/^OPERATOR_KEY=$/OPERATOR_KEY=${key}/' /etc/porchlight/porchlight.env`)
    inRelease(start)
    await up()
  })
  afterAll(() => machine?.stop())

  it('start, answer, and are what starts with the machine', () => {
    expect(told(service, 'ActiveState')).toBe('active')
    expect(answers('/')).toBe(true)
    expect(answers('/desk/')).toBe(true)
    expect(answers('/metrics', 18081)).toBe(true)
    expect(done('systemctl is-enabled porchlight.target porchlight@8081 porchlight-backup.timer')).toMatch(
      /^(enabled\s*){3}$/,
    )
    expect(done('systemctl list-timers --no-pager')).toContain('porchlight-backup.timer')
  })

  it('are confined as they say', () => {
    const pid = told(service, 'MainPID')
    const status = done(`cat /proc/${pid}/status`)
    const uid = done('id -u porchlight')
    expect(status).toMatch(new RegExp(`^Uid:\\s${uid}\\s`, 'm'))
    expect(status).toMatch(/^NoNewPrivs:\s1$/m)
    expect(status).toMatch(/^Seccomp:\s2$/m)
    for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${set}:\\s0+$`, 'm'))
    const within = (command: string) => machine.run(`nsenter --mount --target ${pid} sh -c '${command}'`).status === 0
    expect(within('touch /var/lib/porchlight/probe && rm /var/lib/porchlight/probe')).toBe(true)
    for (const path of ['/etc', '/usr', '/opt/porchlight', '/var/lib', '/var/backups/porchlight'])
      expect([path, within(`touch ${path}/probe`)]).toEqual([path, false])
  })

  it('come back after a crash, however often', async () => {
    // By itself systemd gives up at the sixth start within 10 s: a service that waits for its store would stay away.
    const main = `systemctl show --value -p MainPID ${service}`
    done(`for crash in 1 2 3 4 5 6 7; do
      before=$(${main})
      kill -KILL $before
      while now=$(${main}); [ $now = 0 ] || [ $now = $before ]; do sleep 0.1; done
    done`)
    await up()
    expect(told(service, 'NRestarts')).toBe('7')
  })

  it('stay away with a setting that is wrong, until it is mended', async () => {
    const setting = '/etc/porchlight/porchlight.env'
    done(`cp -p ${setting} /tmp/right.env && sed -i 's/^OPERATOR_KEY=.*/OPERATOR_KEY=weak/' ${setting}`)
    done(`systemctl restart ${service}
      while [ $(systemctl show --value -p ActiveState ${service}) != failed ]; do sleep 0.1; done`)
    expect([told(service, 'ExecMainStatus'), told(service, 'NRestarts')]).toEqual(['78', '0'])
    done(`cp -p /tmp/right.env ${setting} && rm /tmp/right.env && systemctl restart ${service}`)
    await up()
  })

  it('back the store up while it is used', () => {
    done('systemctl start porchlight-backup.service')
    expect(told('porchlight-backup.service', 'Result')).toBe('success')
    expect(done('stat -c "%U %a %n" /var/backups/porchlight/*')).toMatch(
      /^porchlight 600 \/var\/backups\/porchlight\/porchlight-\d{8}T\d{6}Z\.db$/,
    )
  })

  it('take a copy back by the command line, which has their settings', async () => {
    const [copy] = done('ls /var/backups/porchlight/*.db').split('\n')
    expect(done(`porchlight viewings verify --url http://127.0.0.1:8081`)).toContain('whole')
    const refused = machine.run(`porchlight restore ${copy} --replace`)
    expect([refused.status, refused.said]).toEqual([1, expect.stringContaining('in use')])
    done('systemctl stop porchlight.target')
    expect(done(`porchlight restore ${copy} --replace`)).toContain('Restored from')
    expect(done('stat -c "%U %a" /var/lib/porchlight/porchlight.db')).toBe('porchlight 600')
    done('systemctl start porchlight.target')
    await up()
  })

  it('change to another version and back, each process in order', async () => {
    for (const version of ['2', '1']) {
      done(`ln -sfn releases/${version} /opt/porchlight/current && systemctl restart ${service}`)
      await up()
      expect(done(`readlink /proc/${told(service, 'MainPID')}/cwd`)).toBe(`/opt/porchlight/releases/${version}`)
    }
    done('systemctl stop porchlight.target')
    await until(() => told(service, 'ActiveState') !== 'deactivating')
    expect([told(service, 'ActiveState'), told(service, 'Result')]).toEqual(['inactive', 'success'])
    done('systemctl start porchlight.target')
    await up()
  })

  it('say in the journal what was answered, and nothing of the key', () => {
    const journal = done(`journalctl --no-pager -u 'porchlight@*' -u porchlight-backup`)
    expect(journal).toContain('"route":"/readyz"')
    expect(journal).not.toContain(key)
  })
}
