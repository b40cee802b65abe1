import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { programOf, unpackProgram } from '../../support/debian'

const found = programOf('promtool')
const got = found === null ? unpackProgram('prometheus', 'usr/bin/promtool') : { path: found }
const rules = 'deploy/prometheus/alerts.yml'

if ('reason' in got) it(`Prometheus’ own checks are not tried: ${got.reason}`, () => undefined)
else describe('to Prometheus itself', () => checked(got.path))

/** Samples a minute apart, as promtool writes them. */
type Series = Record<string, string>

function checked(promtool: string) {
  it('the rules are right', () => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', rules], { encoding: 'utf8' })
    expect(stderr + stdout).toMatch(/SUCCESS: \d+ rules found/)
    expect(status).toBe(0)
  })

  const staffed = 'porchlight_desk_staffed{instance="a",desk="v"}'
  const answered = 'porchlight_desk_check_answered_timestamp_seconds{instance="a",desk="v"}'
  const heard = (instance: string) =>
    `porchlight_desk_check_heard_timestamp_seconds{job="porchlight",instance="${instance}",desk="v"}`
  const up = (instance: string) => `up{job="porchlight",instance="${instance}"}`
  const answers = (route: string, status: string) =>
    `porchlight_http_seconds_count{instance="a",method="GET",route="${route}",status="${status}"}`
  // A try every five minutes.
  const everyFive = '0x4 300x4 600x4 900x4 1200x4 1500x4'

  it.each<[string, string, number, boolean, Series]>([
    ['a try is heard every five minutes', 'WayToDeskSilent', 25, false, { [heard('a')]: everyFive }],
    ['none is heard any more', 'WayToDeskSilent', 12, true, { [heard('a')]: '0x30' }],
    [
      'a process never hears one',
      'NoDeskChecks',
      16,
      true,
      { [up('a')]: '1x30', [up('b')]: '1x30', [heard('a')]: everyFive },
    ],
    ['every process hears them', 'NoDeskChecks', 16, false, { [up('a')]: '1x30', [heard('a')]: everyFive }],
    ['a page answers', 'DeskPageSilent', 25, false, { [staffed]: '1x30', [answered]: everyFive }],
    ['a page stops to answer', 'DeskPageSilent', 13, true, { [staffed]: '1x30', [answered]: '0x30' }],
    ['a page has never answered', 'DeskPageSilent', 7, true, { [staffed]: '1x30' }],
    [
      'a page is opened in the morning and answers the first try',
      ...['DeskPageSilent', 16, false, { [staffed]: '0x9 1x20', [answered]: '0x14 900x15' }],
    ],
    [
      'all else fails while pictures run',
      ...[
        'ServerErrors',
        8,
        true,
        { [answers('/v1/me', '5xx')]: '0+60x20', [answers('/live/*', '2xx')]: '0+60000x20' },
      ],
    ],
    [
      'cameras do not answer',
      ...['ServerErrors', 8, false, { [answers('/v1/me', '2xx')]: '0+60x20', [answers('/live/*', '5xx')]: '0+600x20' }],
    ],
    ['a roll-out stopped itself', 'RolloutStopped', 1, true, { 'porchlight_rollout_percent{instance="a"}': '-1x5' }],
  ] as [string, string, number, boolean, Series][])(
    '%s: Porchlight%s after %i minutes is %s',
    (_, name, minutes, fires, series) => {
      const folder = mkdtempSync(join(tmpdir(), 'porchlight-rules-'))
      const file = join(folder, 'case.yml')
      const test = {
        rule_files: [resolve(rules)],
        evaluation_interval: '15s',
        tests: [
          {
            interval: '1m',
            input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
            // Of the alert only whether it fires: a query says so, without its words.
            promql_expr_test: [
              {
                expr: `count(ALERTS{alertname="Porchlight${name}",alertstate="firing"})`,
                eval_time: `${minutes}m`,
                exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
              },
            ],
          },
        ],
      }
      // JSON is YAML.
      writeFileSync(file, JSON.stringify(test))
      const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', file], { encoding: 'utf8' })
      rmSync(folder, { recursive: true })
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')])
    },
  )
}
