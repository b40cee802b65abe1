import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { programOf, unpackProgram } from '../../support/debian'

const found = programOf('promtool')
const got = found === null ? unpackProgram('prometheus', 'usr/bin/promtool') : { path: found }

if ('reason' in got) it(`Prometheus’ own check is not tried: ${got.reason}`, () => undefined)
else
  it('Prometheus takes the rules', () => {
    const { status, stdout, stderr } = spawnSync(got.path, ['check', 'rules', 'deploy/prometheus/alerts.yml'], {
      encoding: 'utf8',
    })
    expect(stderr + stdout).toMatch(/SUCCESS: \d+ rules found/)
    expect(status).toBe(0)
  })
