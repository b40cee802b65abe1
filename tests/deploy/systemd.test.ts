import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { programOf } from '../support/debian'

it('the service is tried again for as long as it takes, but not with a wrong setting', () => {
  const unit = readFileSync('deploy/systemd/porchlight@.service', 'utf8').split('\n')
  expect(unit).toEqual(expect.arrayContaining(['Restart=always', 'RestartPreventExitStatus=78']))
})

const analyze = programOf('systemd-analyze')
const units = readdirSync('deploy/systemd').filter((name) => /\.(service|timer|target)$/.test(name))
/** Of 10; an unconfined service has 9.6. In the program's own words: below 2 is "OK", the best that a network service gets. */
const mostExposed = 2

if (analyze === null)
  it('the units are not verified: this machine has no systemd-analyze (Debian: apt install systemd)', () => undefined)
else describe('the systemd units', () => verified(analyze))

function verified(program: string) {
  // The units name Debian's Node; here it may stand elsewhere.
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-units-'))
  for (const name of units) {
    const text = readFileSync(join('deploy/systemd', name), 'utf8').replaceAll('/usr/bin/node', process.execPath)
    writeFileSync(join(folder, name.replace('@.', '@8081.')), text)
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const paths = readdirSync(folder).map((name) => join(folder, name))

  it('are right in every line', () => {
    const { status, stderr } = spawnSync(program, ['verify', '--man=no', '--recursive-errors=one', ...paths], {
      encoding: 'utf8',
    })
    // What is said of the machine's own units is not about ours.
    expect(stderr.split('\n').filter((line) => line.includes('porchlight'))).toEqual([])
    expect(status).toBe(0)
  })

  it.each(units.filter((name) => name.endsWith('.service')))('%s is confined', (name) => {
    const path = join(folder, name.replace('@.', '@8081.'))
    const { stdout } = spawnSync(program, ['security', '--offline=true', '--no-pager', path], { encoding: 'utf8' })
    const [, exposure] = /exposure level for .*: ([\d.]+)/.exec(stdout) ?? []
    expect(Number(exposure)).toBeLessThan(mostExposed)
  })
}
