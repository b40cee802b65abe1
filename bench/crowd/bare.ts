import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Libsql from 'libsql'
import { type Answers, measures } from './processes'

/**
 * The floor: Node's own HTTP server. `/events?group=` listens, `POST /tell?group=` writes its body to all of a group,
 * `POST /insert` writes its body to a table and answers when the disk has it, `POST /call?group=` does both, in this order.
 */
export async function bare(): Promise<Answers> {
  const groups = new Map<string, Set<ServerResponse>>()
  const database = new Libsql(join(process.env.DATA_DIR ?? '.', 'bare.db'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)')
  const insert = database.prepare('INSERT INTO t (body) VALUES (?)')

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare')
    const group = searchParams.get('group') ?? ''
    if (request.method === 'GET') {
      response.socket?.setNoDelay(true)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write('retry: 2000\n\n')
      const members = groups.get(group) ?? new Set()
      groups.set(group, members.add(response))
      response.on('close', () => members.delete(response))
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      if (pathname !== '/tell') insert.run(body.toString())
      if (pathname !== '/insert') for (const member of groups.get(group) ?? []) member.write(body)
      response.writeHead(201).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { ...measures, address: async () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
