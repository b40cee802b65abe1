import type { Words } from '../shape'

export const pairing: Words['pairing'] = {
  unpaired: 'This box is not paired with a household yet',
  unpairedHelp: 'Please call your grid manager or the installer.',
  pairing: 'Pairing with Porchlight …',
  suspended: 'The pairing of this box waits to be confirmed. Calling for help works.',
  offline: 'Porchlight cannot be reached; trying again.',
}
