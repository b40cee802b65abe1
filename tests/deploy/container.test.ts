import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from '../../app/api/config'

const readme = readFileSync('deploy/container/README.md', 'utf8').replaceAll('\\\n', ' ')
const [start = ''] = /^podman run -d .*$/m.exec(readme) ?? []
const example = readFileSync('deploy/systemd/porchlight.env.example', 'utf8')
const given = Object.fromEntries(
  [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]),
)

it('the container finds every file that its settings name', () => {
  const files = Object.values(given).filter((value) => value?.startsWith('/'))
  expect(files).toHaveLength(1)
  for (const file of files) expect(start).toContain(`-v ${file}:${file}:ro`)
})

it('the container believes what comes from its own network, where nginx comes from', () => {
  const [, subnet] = /^podman network create --subnet (\S+) porchlight$/m.exec(readme) ?? []
  const [, proxies] = /--env TRUSTED_PROXIES=(\S+)/.exec(start) ?? []
  expect(start).toContain('--network porchlight')
  const config = readConfig({ ...given, OPERATOR_KEY: 'the-key-of-the-container-test-01234', TRUSTED_PROXIES: proxies })
  expect(config.TRUSTED_PROXIES).toEqual([subnet])
})
