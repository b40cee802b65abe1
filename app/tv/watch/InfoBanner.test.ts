import { expect, it } from 'vitest'
import type { LegendItem } from '../widgets/Legend'
import { keyLines } from './InfoBanner'

const keys = (['channel', 'ok', 'yellow', 'green', 'menu'] as const).map((key): LegendItem => ({ key, word: key }))
const split = (room: number, lastRoom: number) =>
  keyLines(keys, () => 10, room, lastRoom).map((line) => line.map(({ key }) => key))

it.each([
  ['beside the call for help on one line', 70, 50, [[], ['channel', 'ok', 'yellow', 'green', 'menu']]],
  [
    'evenly on two where one is too short',
    50,
    40,
    [
      ['channel', 'ok', 'yellow'],
      ['green', 'menu'],
    ],
  ],
  ['more of them above where there is little room below', 40, 10, [['channel', 'ok', 'yellow', 'green'], ['menu']]],
  ['the most useful first where even two are too short', 20, 10, [['channel', 'ok'], ['yellow']]],
] as const)('keys stand %s', (_name, room, lastRoom, lines) => {
  expect(split(room, lastRoom)).toEqual(lines)
})
