import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { whileWaitedFor } from '../../../tests/support/turns'
import { bumpVersion, type Part } from '../access/store'
import { insertEmergencies } from '../access/world.test-support'
import type { Db } from '../database/connect'
import { lockEvents } from '../events/store'

describe('what an operator does while somebody calls for help, on PostgreSQL', () => {
  let running: TestService
  beforeAll(async () => {
    running = await startService('postgres')
    expect((await running.send(asFiles(goodRows()))).status).toBe(200)
    const from = running.clock.at
    await insertEmergencies(
      running.store.db,
      ['h2', 'h3'].map((household) => ({ household, camera: 'k1', from, until: from + 1 })),
    )
  })
  afterAll(() => running.close())

  const events = (transaction: Db) => lockEvents(transaction, 'postgres')
  const bump = (part: Part) => (transaction: Db) => bumpVersion(transaction, part)
  const endGrants = (household: string) => (transaction: Db) =>
    transaction.updateTable('emergency_grants').set({ valid_until: 1 }).where('household', '=', household).execute()
  const leaveOut = (household: string) => {
    const rows = goodRows()
    for (const file of ['households.csv', 'boxes.csv', 'grants.csv'] as const)
      rows[file] = rows[file].filter((row) => ![row.id, row.household, row.subject].includes(household))
    return running.send(asFiles(rows))
  }

  it.each<[string, number, () => Promise<{ status: number }>, (transaction: Db) => Promise<unknown>]>([
    [
      'closes a camera',
      201,
      () => running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: 'x' } }),
      bump('live'),
    ],
    ['opens it again', 204, () => running.call('DELETE', '/v1/operator/cameras/k1/suspension'), bump('live')],
    [
      'revokes a grant',
      200,
      () => running.call('POST', '/v1/operator/revocations', { body: { grant: 'a1' } }),
      bump('grants'),
    ],
    [
      'writes a row',
      201,
      () => running.call('PUT', '/v1/operator/groups/m2', { body: { area: 'g1', name: 'x' } }),
      bump('neighbourhood'),
    ],
    ['sends files', 200, () => running.send(asFiles(goodRows())), bump('neighbourhood')],
    ['removes a household', 204, () => running.call('DELETE', '/v1/operator/households/h2'), endGrants('h2')],
    ['sends files without a household', 200, () => leaveOut('h3'), endGrants('h3')],
  ])('waits for the call before what the call needs: %s', async (_, status, act, need) => {
    expect((await whileWaitedFor(running.store, events, act, need)).status).toBe(status)
  })

  it('has written the files before it holds up a call by telling boxes', async () => {
    const written = async (transaction: Db) =>
      expect(await transaction.selectFrom('households').select('id').where('id', '=', 'h4').execute()).toEqual([])
    expect((await whileWaitedFor(running.store, events, () => leaveOut('h4'), written)).status).toBe(200)
  })

  it('waits for a box that is being paired before it holds up a call', async () => {
    const pair = (transaction: Db) =>
      transaction.updateTable('boxes').set({ model: 'X2' }).where('serial', '=', 'b1').execute()
    const remove = () => running.call('DELETE', '/v1/operator/households/h1')
    expect((await whileWaitedFor(running.store, pair, remove, events)).status).toBe(204)
  })
})
