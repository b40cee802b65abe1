import type { sick as words } from '../zh-CN/sick'

export const sick: typeof words = {
  gaveUp: 'Something went wrong with Porchlight, and opening it again did not help.',
  gaveUpAgain: 'Any key tries again; red goes straight to help. If that does not work, call the installer.',
  sendingFirst:
    'Something went wrong. The call for help is being sent first; then Porchlight opens again by itself. Leave the box on.',
  emergency: (intruder, fire, medical) =>
    `In an emergency call: robbery ${intruder} · fire ${fire} · ambulance ${medical}`,
}
