import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCaller } from '../../app/api/operator/caller'
import { commandHelp, run } from '../../app/api/operator/commands'
import { aKey, type Listening, listen, problemOf, root, rootKey, standardFiles } from './service'

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ....').toString('base64')}`

interface Delivery {
  headers: Record<string, string | string[] | undefined>
  body: string
}

describe('the service and the operator’s systems', () => {
  let at: Listening
  const deliveries: Delivery[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body })
      response.writeHead(deliveries.length === 1 ? 500 : 204).end()
    })
  })
  beforeAll(async () => {
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    const { port } = receiver.address() as AddressInfo
    at = await listen({ WEBHOOK_URL: `http://127.0.0.1:${port}/hook`, WEBHOOK_SECRETS: secret })
  })
  afterAll(async () => {
    await at.close()
    receiver.close()
    receiver.closeAllConnections()
  })

  it('says that it is alive and ready', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await at.call('GET', path)).status).toBe(200)
    expect((await at.call('GET', '/metrics')).status).toBe(404)
  })

  it('describes itself: OpenAPI 3.1 and pages to read', async () => {
    const { body, status } = await at.call('GET', '/openapi.json')
    expect([status, body.openapi, body.info.title]).toEqual([200, expect.stringMatching(/^3\.1\./), 'Porchlight'])
    const ids = new Set<string>()
    for (const [path, operations] of Object.entries<Record<string, Operation>>(body.paths))
      for (const [method, operation] of Object.entries(operations)) {
        expect([method, path, operation.summary]).toEqual([method, path, expect.stringMatching(/\S/)])
        expect(Object.keys(operation.responses).length).toBeGreaterThan(0)
        for (const name of path.match(/(?<=\{)[^}]+/g) ?? [])
          expect(operation.parameters).toContainEqual(expect.objectContaining({ name, in: 'path', required: true }))
        if (operation.operationId !== undefined) {
          expect(ids.has(operation.operationId)).toBe(false)
          ids.add(operation.operationId)
        }
      }
    const operations = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
    )
    expect(operations.filter(({ security }) => security?.length === 0).map(({ name }) => name)).toEqual([
      ...['get /healthz', 'get /readyz', 'get /edge/authorization', 'post /v1/desk/session'],
      ...['post /oauth/token', 'post /oauth/device_authorization'],
    ])
    for (const { name, responses, security = [] } of operations) {
      const guards = security.flatMap((way) => Object.keys(way))
      expect([name, guards.filter((guard) => !(guard in body.components.securitySchemes))]).toEqual([name, []])
      expect([name, Object.keys(responses.default?.content ?? {})]).toEqual([name, ['application/problem+json']])
    }
    expect(Object.keys(body.paths['/v1/operator/import'].post.requestBody.content)).toEqual(['multipart/form-data'])
    for (const wanted of ['/v1/me', '/v1/cameras', '/v1/playbacks', '/v1/alarms', '/v1/events', '/oauth/token'])
      expect(Object.keys(body.paths)).toContain(wanted)
    expect(references(body).filter((reference) => resolve(body, reference) === undefined)).toEqual([])
    const docs = await at.call('GET', '/docs')
    expect([200, 302]).toContain(docs.status)
  })

  it('answers every error as a problem, without a trace of its inside', async () => {
    const answers = [
      await at.call('GET', '/v1/nothing'),
      await at.call('DELETE', '/v1/cameras'),
      await at.call('GET', '/v1/cameras'),
      await at.call('POST', '/v1/desk/session', {}, undefined, { 'content-type': 'application/json' }),
      await at.call('GET', '/v1/operator/areas?limit=0', root),
      await at.call('GET', `/live/${'x'.repeat(40)}/index.m3u8`),
    ]
    for (const answer of answers) {
      expect(problemOf(answer)).toMatch(/\S/)
      expect(answer.text).not.toMatch(/at .*\.(ts|js|mjs):|node_modules/)
    }
  })

  it('sends alarms by signed webhook, again with the same id when the receiver failed', async () => {
    const box = await at.pair('box-h1', 'h1')
    const press = { kind: 'help', mode: 'real', pressed_at: new Date().toISOString() }
    const alarm = await at.call('POST', '/v1/alarms', box.access, press, aKey())
    while (deliveries.length < 1) await new Promise((later) => setTimeout(later, 20))
    const { headers, body } = deliveries[0]!
    const id = String(headers['webhook-id'])
    const time = String(headers['webhook-timestamp'])
    expect(time).toMatch(/^\d{10}$/)
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
    expect(String(headers['webhook-signature']).split(' ')).toContain(`v1,${signature}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'alarm.raised', data: { id: alarm.body.id } })
  })

  describe('command line', () => {
    const printed: string[] = []
    const command = (...args: string[]) => {
      printed.length = 0
      return run(
        args,
        () => makeCaller({ OPERATOR_KEY: rootKey }, at.url),
        (line) => printed.push(line),
      )
    }
    it('imports a folder, dry or not', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'porchlight-folder-'))
      for (const [name, text] of Object.entries(standardFiles(at.origin.url))) writeFileSync(join(folder, name), text)
      try {
        expect(await command('import', folder, '--dry-run')).toBe(0)
        expect(printed.join('\n')).toContain('dry run')
        expect(await command('import', folder)).toBe(0)
        expect(printed.join('\n')).toContain('households.csv: 0 created, 0 updated, 5 unchanged, 0 removed')
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
    it.each([
      ['a code', ['activation-code', 'h1'], /^\d{9}\b/],
      ['a suspension', ['suspend', 'gate', '--reason', 'why'], /suspended/],
      ['its end', ['resume', 'gate'], /open/],
      ['a revocation', ['revoke', 'box', 'box-h9'], /pairings_ended/],
      ['the day’s health', ['health'], /"areas"/],
      ['another day’s', ['health', '--day', '2026-01-01'], /2026-01-01/],
      ['viewings', ['viewings', '--reason', 'audit'], /"viewings"/],
      ['a key', ['key', 'create', '--role', 'auditor', '--area', 'c'], /shown once/],
      ['a key with a name', ['key', 'create', '--role', 'import', '--name', 'Ann'], /every area/],
    ])('gives %s', async (_name, args, says) => {
      expect(await command(...args)).toBe(0)
      expect(printed.join('\n')).toMatch(says)
    })
    it.each([
      ['no such command', ['dance']],
      ['no reason', ['suspend', 'gate']],
      ['what is revoked', ['revoke', 'camera', 'x']],
      ['an option that there is none of', ['health', '--fast']],
    ])('says %s', async (_name, args) => {
      await expect(command(...args)).rejects.toMatchObject({ exitCode: 2 })
    })
    it('fails with what the service says', async () => {
      await expect(command('suspend', 'nothing', '--reason', 'why')).rejects.toMatchObject({ exitCode: 1 })
      expect(commandHelp).toContain('activation-code <household>')
    })
  })
})

interface Operation {
  summary?: string
  operationId?: string
  parameters?: object[]
  security?: Record<string, string[]>[]
  responses: Record<string, { content?: object }>
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  )
}

function resolve(document: unknown, reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document)
}
