/** What a PIN is typed for; `sign` is no PIN but the one digit of the sign under duress. */
export type PinPurpose = 'enter' | 'make' | 'change' | 'remove' | 'sign'

/** Which PIN is asked for now. */
type PinStep = 'current' | 'fresh' | 'repeat'

const pin = { least: 4, most: 8 }

/** How many digits are typed; no sign at all is an answer too. */
export const lengthFor = (purpose: PinPurpose): { least: number; most: number } =>
  purpose === 'sign' ? { least: 0, most: 1 } : pin

/** What was typed so far; `fault` says why it was not taken. */
export interface PinForm {
  purpose: PinPurpose
  step: PinStep
  typed: string
  current: string | null
  fresh: string | null
  fault: 'tooShort' | 'different' | null
}

/** What has to be sent once all is typed; null while something is missing. */
export type PinRequest =
  | { pin: string }
  | { pin: string | null; current: string | null }
  | { sign: string | null }
  | null

export function beginPin(purpose: PinPurpose): PinForm {
  const step = purpose === 'make' || purpose === 'sign' ? 'fresh' : 'current'
  return { purpose, step, typed: '', current: null, fresh: null, fault: null }
}

/** A digit more. */
export function typePin(form: PinForm, digit: number): PinForm {
  if (form.typed.length >= lengthFor(form.purpose).most) return form
  if (form.purpose === 'sign' && digit === 0) return form
  return { ...form, typed: form.typed + String(digit), fault: null }
}

/** A digit less; null where there is none: whoever goes back from nothing leaves. */
export function erasePin(form: PinForm): PinForm | null {
  return form.typed === '' ? null : { ...form, typed: form.typed.slice(0, -1), fault: null }
}

/** OK: on to the next step, or to what has to be sent. */
export function acceptPin(form: PinForm): { form: PinForm; request: PinRequest } {
  const { purpose, step, typed } = form
  if (typed.length < lengthFor(purpose).least) return { form: { ...form, fault: 'tooShort' }, request: null }
  if (purpose === 'sign') return { form, request: { sign: typed === '' ? null : typed } }
  if (step === 'current') {
    if (purpose === 'enter') return { form, request: { pin: typed } }
    if (purpose === 'remove') return { form, request: { pin: null, current: typed } }
    return { form: { ...form, step: 'fresh', typed: '', current: typed, fault: null }, request: null }
  }
  if (step === 'fresh') {
    return { form: { ...form, step: 'repeat', typed: '', fresh: typed, fault: null }, request: null }
  }
  if (typed !== form.fresh) {
    return { form: { ...form, step: 'fresh', typed: '', fresh: null, fault: 'different' }, request: null }
  }
  return { form, request: { pin: typed, current: form.current } }
}

/** After a refusal: the present PIN is asked for again, a new one is kept nowhere. */
export function refusedPin(form: PinForm): PinForm {
  return beginPin(form.purpose)
}
