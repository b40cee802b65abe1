import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registry } from '../../app/api/health/counters'
import { type Listening, listen } from '../contract/service'

let at: Listening
let metrics: string
beforeAll(async () => {
  at = await listen({ METRICS_PUBLIC: 'yes' })
  metrics = await (await fetch(`${at.url}/metrics`)).text()
})
afterAll(() => at.close())

const rules = readFileSync('deploy/prometheus/alerts.yml', 'utf8')
const dashboard = JSON.parse(readFileSync('deploy/prometheus/dashboard.json', 'utf8')) as {
  panels: { id: number; title: string; targets: { expr: string }[] }[]
}
const expressions = [
  ...[...rules.matchAll(/^ +expr: (.+)$/gm)].map(([, expression]) => expression!),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
]
/** The names of metrics in an expression, as the service declares them. */
const named = (expression: string) =>
  [...expression.matchAll(/\b(?:porchlight|process)_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))

it('rules and dashboard name only what /metrics has', () => {
  expect(expressions.length).toBeGreaterThan(30)
  const declared = new Set([...metrics.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name))
  for (const expression of expressions) {
    const names = named(expression)
    if (names.length === 0) expect(expression).toMatch(/^up\{/)
    for (const name of names) expect([name, declared.has(name)]).toEqual([name, true])
  }
})

it('labels in them are labels that the metrics have', async () => {
  const known = new Set(['le', 'job', 'instance'])
  for (const { labelNames = [] } of registry.getMetricsAsArray() as { labelNames?: string[] }[])
    for (const label of labelNames) known.add(label)
  for (const expression of expressions) {
    const used = [
      ...[...expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, names]) => names!.split(/,\s*/)),
      ...[...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, pairs]) =>
        pairs!.split(',').map((pair) => pair.split(/[=!]/)[0]!),
      ),
    ]
    for (const label of used) expect([expression, label, known.has(label)]).toEqual([expression, label, true])
  }
  for (const label of known) expect(label).not.toMatch(/household|box|serial|camera|user/)
})

it('each rule pages or is a ticket, and says what is wrong', () => {
  const alerts = rules.split(/^ {6}- alert: /m).slice(1)
  expect(alerts.length).toBeGreaterThan(8)
  for (const alert of alerts) {
    expect(alert).toMatch(/^Porchlight\w+\n/)
    expect(alert).toMatch(/labels: \{ severity: (page|ticket) \}/)
    expect(alert).toMatch(/summary: '.+'/)
  }
})

it('the dashboard’s panels are told apart', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length)
})
