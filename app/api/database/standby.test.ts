import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { openStandby } from './standby'

/** A connection whose questions are answered by hand. */
function fakeClient() {
  const questions: { yes: () => void; no: (error: Error) => void }[] = []
  const stream = { destroy: () => client.emit('end') }
  const client = Object.assign(new EventEmitter(), {
    connection: { stream },
    query: (text: string) =>
      text.startsWith('set')
        ? Promise.resolve()
        : new Promise<void>((yes, no) => {
            questions.push({ yes, no })
          }),
  })
  return { client: client as unknown as pg.Client, emitter: client as EventEmitter, questions }
}

const turn = () => new Promise((later) => setImmediate(later))

describe('the question to the standby', () => {
  it('is shared by those who come during one, and begins after they came', async () => {
    const { client, questions } = fakeClient()
    const standby = openStandby(
      async () => client,
      () => () => undefined,
    )
    const first = standby.confirmed()
    await turn()
    const later = Promise.all([standby.confirmed(), standby.confirmed()])
    questions[0]?.yes()
    await first
    await turn()
    expect(questions).toHaveLength(2)
    questions[1]?.yes()
    await later
    standby.close()
  })

  it('is answered no by a wait that was ended, and by a connection that broke; the next asks anew', async () => {
    const clients = [fakeClient(), fakeClient(), fakeClient()]
    let opened = 0
    const standby = openStandby(
      async () => clients[opened++]!.client,
      () => () => undefined,
    )
    const warned = standby.confirmed()
    await turn()
    clients[0]?.emitter.emit('notice', { severity: 'WARNING' })
    clients[0]?.questions[0]?.yes()
    await expect(warned).rejects.toMatchObject({ code: '57014' })
    const broken = standby.confirmed()
    await turn()
    clients[1]?.questions[0]?.no(new Error('Connection terminated unexpectedly'))
    await expect(broken).rejects.toThrow('Connection terminated')
    const good = standby.confirmed()
    await turn()
    clients[2]?.questions[0]?.yes()
    await good
    standby.close()
  })
})
