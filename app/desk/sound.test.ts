import { afterEach, expect, it, vi } from 'vitest'
import { notify } from './sound'

/** A browser with its notifications; on a phone making one throws. */
function browser(visibilityState: string, permission: string, phone = false) {
  const made: { title: string; tag: string; onclick?: () => void; close(): void }[] = []
  const focus = vi.fn()
  class FakeNotification {
    static permission = permission
    close = vi.fn()
    constructor(title: string, { tag }: { tag: string }) {
      if (phone) throw new TypeError('Illegal constructor')
      made.push(Object.assign(this, { title, tag }))
    }
  }
  vi.stubGlobal('document', { visibilityState })
  vi.stubGlobal('window', { Notification: FakeNotification, focus })
  vi.stubGlobal('Notification', FakeNotification)
  return { made, focus }
}
afterEach(() => vi.unstubAllGlobals())

it('tells of each call by itself while the page is behind another one, and leads to it', () => {
  const { made, focus } = browser('hidden', 'granted')
  notify('New call: 3-2-502', 'East Gate', 'a')
  notify('New call: 1-101', 'East Gate', 'b')
  expect(made.map(({ title, tag }) => [title, tag])).toEqual([
    ['New call: 3-2-502', 'porchlight-a'],
    ['New call: 1-101', 'porchlight-b'],
  ])
  made[0]?.onclick?.()
  expect([focus.mock.calls.length, vi.mocked(made[0]!.close).mock.calls.length]).toEqual([1, 1])
})

it.each([
  ['in front of the officer', 'visible', 'granted', false],
  ['where it was not allowed', 'hidden', 'denied', false],
  ['on a phone, which throws', 'hidden', 'granted', true],
])('tells nothing %s', (_, visibility, permission, phone) => {
  const { made } = browser(visibility, permission, phone)
  notify('New call', '', 'a')
  expect(made).toEqual([])
})
