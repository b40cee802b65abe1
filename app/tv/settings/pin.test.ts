import { describe, expect, it } from 'vitest'
import { acceptPin, beginPin, erasePin, type PinForm, type PinPurpose, type PinRequest, typePin } from './pin'

/** Types as one does on the remote: digits, `k` for OK, `<` for Back. */
function keyed(purpose: PinPurpose, keys: string): { form: PinForm | null; request: PinRequest } {
  let form: PinForm | null = beginPin(purpose)
  let request: PinRequest = null
  for (const key of keys) {
    if (!form) break
    if (key === '<') form = erasePin(form)
    else if (key === 'k') ({ form, request } = acceptPin(form))
    else form = typePin(form, Number(key))
  }
  return { form, request }
}

describe('typing a PIN', () => {
  it.each<[PinPurpose, string, PinRequest]>([
    ['enter', '2468k', { pin: '2468' }],
    ['enter', '24689<k', { pin: '2468' }],
    ['enter', '123456789k', { pin: '12345678' }],
    ['enter', '246k', null],
    ['make', '2468k2468k', { pin: '2468', current: null }],
    ['make', '2468k2469k', null],
    ['make', '2468k2469k1357k1357k', { pin: '1357', current: null }],
    ['change', '1111k2468k2468k', { pin: '2468', current: '1111' }],
    ['change', '1111k2468k', null],
    ['remove', '1111k', { pin: null, current: '1111' }],
    ['sign', '7k', { sign: '7' }],
    ['sign', '0k', { sign: null }],
    ['sign', '75k', { sign: '7' }],
    ['sign', 'k', { sign: null }],
    ['sign', '7', null],
  ])('%s, %s', (purpose, keys, request) => {
    expect(keyed(purpose, keys).request).toEqual(request)
  })

  it.each<[PinPurpose, string, Partial<PinForm>]>([
    ['enter', '246k', { fault: 'tooShort', typed: '246' }],
    ['enter', '246k8', { fault: null, typed: '2468' }],
    ['make', '2468k', { step: 'repeat', typed: '' }],
    ['make', '2468k2469k', { step: 'fresh', fault: 'different', typed: '' }],
    ['change', '1111k', { step: 'fresh', current: '1111' }],
  ])('%s, %s stands at', (purpose, keys, form) => {
    expect(keyed(purpose, keys).form).toMatchObject(form)
  })

  it('is left by Back from nothing', () => {
    expect(keyed('enter', '1<<').form).toBeNull()
  })
})
