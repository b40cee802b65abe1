import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rootKey, startService, type TestService } from '../../tests/support/operator'
import { limitBodies } from './deadline'

/** So short that the test need not wait; what matters is the order in which connections end. */
const wholeMs = 200

describe('a request whose body comes slowly', () => {
  let at: TestService
  let open: Socket[]
  beforeEach(async () => {
    at = await startService('libsql')
    limitBodies(at.app.server, { wholeMs, bytesPerSecond: 0 })
    await at.app.listen({ port: 0, host: '127.0.0.1' })
    open = []
  })
  afterEach(async () => {
    for (const socket of open) socket.destroy()
    await at.close()
  })

  const parts = ['areas.csv', 'groups.csv'].map(
    (name) => `--b\r\ncontent-disposition: form-data; name="f"; filename="${name}"\r\n\r\n`,
  )
  const body = `${parts[0]}id,parent,level,name\r\nc1,,county,甲县\r\n${parts[1]}id,area,name\r\nm1,c1,一组\r\n--b--\r\n`

  /** Begins a call and sends the first piece of its body. */
  async function begin(
    path: string,
    key: string | null,
    piece: string,
  ): Promise<{ socket: Socket; heard: () => string }> {
    const socket = connect((at.app.server.address() as AddressInfo).port, '127.0.0.1')
    open.push(socket)
    let heard = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
    })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    const authorization = key === null ? '' : `authorization: Bearer ${key}\r\n`
    const length = Buffer.byteLength(body)
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\n${authorization}content-type: multipart/form-data; boundary=b\r\ncontent-length: ${length}\r\n\r\n${piece}`,
    )
    return { socket, heard: () => heard }
  }
  const answered = async ({ socket, heard }: Awaited<ReturnType<typeof begin>>) => {
    while (!heard().includes('\r\n\r\n')) await once(socket, 'data')
    return Number(heard().split(' ')[1])
  }
  const isCut = ({ socket }: { socket: Socket }) => (socket.closed ? Promise.resolve() : once(socket, 'close'))

  it.each([
    ['without a key', '/v1/operator/import', null],
    ['with a wrong key', '/v1/operator/import', 'wrong-operator-key-0123456789abcdefghij'],
    ['to another route', '/v1/operator/keys', rootKey],
    ['to no route', '/nowhere', null],
    ['to an address that no route can take', '/%', null],
  ])('is cut %s, also when it was answered already', async (_what, path, key) => {
    await isCut(await begin(path, key, body.slice(0, 10)))
  })

  it('lives longer where an operator uploads, as long as it goes on', async () => {
    const upload = await begin('/v1/operator/import', rootKey, body.slice(0, 40))
    let sent = 40
    // Each stranger begins after a piece of the upload was sent: when he is cut, a whole deadline has passed since.
    for (let turn = 0; turn < 3; turn++) {
      const stranger = await begin('/v1/operator/import', null, 'x')
      upload.socket.write(body.slice(sent, sent + 20))
      sent += 20
      await isCut(stranger)
      expect(upload.socket.closed).toBe(false)
    }
    upload.socket.write(body.slice(sent))
    expect(await answered(upload)).toBe(200)
    expect(upload.heard()).toContain('"groups.csv":{"created":1')
  })

  it('is cut where an operator begins to upload and stops', async () => {
    limitBodies(at.app.server, { wholeMs, bytesPerSecond: 5 })
    await isCut(await begin('/v1/operator/import', rootKey, body.slice(0, 40)))
  })

  it('holds nobody up whose body is here', async () => {
    const whole = await begin('/v1/operator/import', rootKey, body)
    expect(await answered(whole)).toBe(200)
    await isCut(await begin('/v1/operator/import', null, 'x'))
    expect(whole.socket.closed).toBe(false)
  })
})
