import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { openProcess } from '../../../tests/support/street'
import { openAlarms } from './changes'
import { deskAlarmRoutes } from './desk-routes'
import { alarmRoutes } from './routes'

const minutes = 60_000

describe.each(storeKinds)('the ends of emergency grants on %s', (kind) => {
  let street: LiveStreet
  let id: string
  beforeEach(async () => {
    street = await openLiveStreet(kind, (app, service, alarms) => {
      alarmRoutes(app, service, alarms)
      deskAlarmRoutes(app, service, alarms)
    })
    id = (await street.press('box1')).body.id
  })
  afterEach(() => street.close())

  const reply = (who: string, said: string) => street.call(who, 'POST', `/v1/alarms/${id}/replies`, { reply: said })
  const desk = (act: string, payload?: object) => street.call('grace', 'POST', `/v1/desk/alarms/${id}/${act}`, payload)
  const close = () => desk('closure', { outcome: 'real', note: 'seen to' })
  const told = async (who = 'box1') =>
    ((await street.call(who, 'GET', `/v1/alarms/${id}`)).body.receipts as { hop: string; who: string | null }[])
      .filter(({ hop }) => hop.startsWith('cameras_'))
      .map(({ hop, who: name }) => `${hop} ${name}`)
  const lines = (which = street.running) =>
    which.viewings
      .filter(({ kind: what }) => what === 'emergency.ended')
      .map(({ household, camera, reason, detail }) => `${household} ${camera} ${reason === `alarm ${id}`} ${detail}`)
      .sort()
  const of = (household: string, why: string) =>
    ['cam1', 'cam2', 'cam3'].map((camera) => `${household} ${camera} true ${why}`)
  const opened = 'cameras_opened label of home2'
  const ended = 'cameras_ended label of home2'

  it('come by themselves after 15 minutes: logged once, and told to the caller', async () => {
    await reply('box2', 'going')
    expect(await told()).toEqual([opened])
    street.clock.advance(15 * minutes - 1)
    await street.alarms.endCameras()
    expect([await told(), lines()]).toEqual([[opened], []])
    street.clock.advance(1)
    await street.alarms.endCameras()
    await street.alarms.endCameras()
    expect(await told()).toEqual([opened, ended])
    expect(lines()).toEqual(of('home2', 'time'))
    expect((await street.heard('household:home1')).at(-1)).toMatchObject({ type: 'alarm.updated', data: { id } })
  })

  it('come with another answer, and with the closing', async () => {
    await reply('box2', 'going')
    await reply('box3', 'going')
    await reply('box2', 'cannot')
    expect(await told()).toEqual([opened, opened.replace('2', '3'), ended])
    await close()
    expect(await told()).toEqual([opened, opened.replace('2', '3'), ended, ended.replace('2', '3')])
    await street.alarms.endCameras()
    expect(lines()).toEqual([...of('home2', 'withdrawn'), ...of('home3', 'closed')])
  })

  it('are not told to the neighbours', async () => {
    await reply('box2', 'going')
    await reply('box2', 'cannot')
    for (const who of ['box2', 'box3']) expect(await told(who)).toEqual([])
  })

  it('wait for the end of what the desk added', async () => {
    await reply('box2', 'going')
    street.clock.advance(10 * minutes)
    await desk('consent', { household: 'home2' })
    street.clock.advance(10 * minutes)
    await street.alarms.endCameras()
    expect([await told(), lines()]).toEqual([[opened], []])
    street.clock.advance(5 * minutes)
    await street.alarms.endCameras()
    expect([await told(), lines()]).toEqual([[opened, ended], of('home2', 'time')])
  })

  it('are logged by another process when one dies before it has', async () => {
    await reply('box2', 'going')
    street.clock.advance(15 * minutes)
    // It claims them, and its log cannot be written.
    street.service.viewings.append = async () => {
      throw new Error('the disk is full')
    }
    await street.alarms.endCameras()
    const other = await openProcess(street.store, street.clock)
    const alarms = openAlarms(other.service)
    await alarms.endCameras()
    expect(lines(other)).toEqual([])
    street.clock.advance(minutes)
    await alarms.endCameras()
    expect(lines(other)).toEqual(of('home2', 'time'))
    expect(await told()).toEqual([opened, ended])
    await alarms.close()
    await other.close()
  })
})
