import type { Words } from '../words'

export const legend: Words['legend'] = {
  ok: 'OK',
  back: 'Back',
  red: 'Red',
  green: 'Green',
  yellow: 'Yellow',
  blue: 'Blue',
  menu: 'Menu',
  digits: 'Digits',
  channel: 'CH±',
  arrows: 'Arrows',
  pc: {
    ok: 'Enter',
    back: 'Backspace',
    red: 'F1',
    green: 'F2',
    yellow: 'F3',
    blue: 'F4',
    menu: 'M',
    digits: '0–9',
    channel: 'PgUp/PgDn',
    arrows: '↑↓←→',
  },
  help: 'Call for help',
}
