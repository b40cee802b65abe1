import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CameraList } from '../../contract/cameras'
import type { Services } from '../service/services'
import type { CameraAt } from './model'
import { Viewing } from './viewing'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('document', { createElement: () => ({ canPlayType: () => '' }) })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const area = (id: string) => ({ id, name: id, level: 'grid' })
const own = { id: 'own', number: 5, name: 'Gate', area: area('grid'), why: 'area', status: 'online' }
const far = { id: 'far', number: 5, name: 'Gate', area: area('far'), why: 'grant', status: 'online' }
const shut = { id: 'own', number: 5, name: 'Gate', area: area('grid'), reason: 'quiet_hours', until: null }

/** Watching on a box whose list comes when the test says so; no engine plays here. */
function watching(to: CameraAt) {
  const changed: (() => void)[] = []
  const rested: CameraAt[] = []
  const listen = () => () => undefined
  const cameras = { value: null as CameraList | null, onChange: (told: () => void) => changed.push(told) && listen }
  const services = {
    cameras,
    player: { listen, stop: () => {}, view: () => ({ phase: 'idle', cameraId: null }) },
    remote: { listen },
    events: { on: listen },
    clock: { now: () => Date.now() },
    me: { value: { areas: [area('grid')], features: {} } },
    store: { read: () => null },
  } as unknown as Services
  const nothing = () => {}
  const hooks = { changed: nothing, went: nothing, pictured: nothing, rests: (at: CameraAt) => rested.push(at) }
  const viewing = new Viewing(services, hooks as never)
  viewing.go(to, true)
  return {
    viewing,
    rested,
    listed(open: object[], closed: object[] = []) {
      cameras.value = { cameras: open, closed } as CameraList
      for (const told of changed) told()
      vi.advanceTimersByTime(1_000)
    },
  }
}

it.each<[string, CameraAt, string | undefined]>([
  ['a number is the own camera’s', { number: 5 }, 'own'],
  ['an id is its camera’s, whoever has the same number', { number: 5, id: 'far' }, 'far'],
  ['an id that may not be seen is no other camera', { number: 5, id: 'gone' }, undefined],
])('before the list and with it: %s', (_name, to, id) => {
  const box = watching(to)
  expect([box.viewing.place, box.viewing.number]).toEqual([null, 5])
  box.listed([own, far])
  expect(box.viewing.place?.id).toBe(id)
  expect(box.viewing.number).toBe(5)
  if (id !== undefined) expect(box.rested.map((at) => at.id)).toEqual([id])
})

it.each([
  ['open', [own, far], []],
  ['closed', [far], [shut]],
])('once it is known whose a number is, it stays that camera: %s', (_name, open, closed) => {
  const box = watching({ number: 5 })
  box.listed(open, closed)
  expect(box.viewing.place?.id).toBe('own')
  box.listed([far])
  expect(box.viewing.place).toBeNull()
  box.listed([own, far])
  expect(box.viewing.place?.id).toBe('own')
})

it('leads back to the camera before, also where both have the same number', () => {
  const box = watching({ number: 5 })
  box.listed([own, far])
  box.viewing.zap(1, true)
  expect(box.viewing.place?.id).toBe('far')
  expect(box.viewing.trail?.before?.id).toBe('own')
})
