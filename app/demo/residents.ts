import { makeDraw, personName } from './names'

/** A household of the demo: invented people; the numbers have eleven digits and begin with 100, as no mobile number does. */
export interface DemoHousehold {
  id: string
  area: string
  group: string
  label: string
  name: string
  phone: string
  /** serials, one or two */
  boxes: string[]
}

const groups = [
  {
    group: 'p-east-gate-3',
    area: 'g-east-gate',
    homes: [
      '3-1-101',
      '3-1-102',
      '3-1-201',
      '3-1-202',
      '3-2-302',
      '3-2-401',
      '3-2-402',
      '3-2-502',
      '3-2-601',
      '3-2-602',
    ],
  },
  {
    group: 'p-bridgehead',
    area: 'g-bridgehead',
    homes: [
      '桥头 1 号',
      '桥头 2 号',
      '桥头 3 号',
      '桥头 5 号',
      '桥头 6 号',
      '桥头 8 号',
      '桥头 9 号',
      '桥头 11 号',
      '桥头 12 号',
      '桥头 15 号',
    ],
  },
  {
    group: 'p-xitang',
    area: 'g-lotus-pond',
    homes: [
      '荷塘 2 号',
      '荷塘 4 号',
      '荷塘 7 号',
      '荷塘 10 号',
      '荷塘 13 号',
      '老街 21 号',
      '老街 23 号',
      '老街 26 号',
      '老街 30 号',
      '老街 32 号',
    ],
  },
  {
    group: 'p-tea-garden',
    area: 'g-tea-garden',
    homes: [
      '茶园 1-1',
      '茶园 1-2',
      '茶园 2-1',
      '茶园 2-2',
      '茶园 3-1',
      '茶园 3-2',
      '茶园 4-1',
      '茶园 4-2',
      '茶园 5-1',
      '茶园 5-2',
    ],
  },
] as const

/** The demo's forty are drawn by the same generator as a city (names.ts); another seed would be other people. */
const draw = makeDraw(502)

const models = ['RK3228-1G', 'HI3798MV310', 'S905L3A'] as const

/** The forty households, the demo's first (3-2-502) first. */
export const demoHouseholds: readonly DemoHousehold[] = groups
  .flatMap(({ group, area, homes }) => homes.map((label) => ({ group, area, label })))
  .map(({ group, area, label }, index) => {
    const number = String(index + 1).padStart(3, '0')
    const serial = `DEMO-${number}`
    return {
      id: `h-${number}`,
      area: label.startsWith('老街') ? 'g-old-street' : area,
      group,
      label,
      name: personName(draw, index),
      phone: `100-0000-${String(1000 + index * 37)}`,
      boxes: index % 13 === 7 ? [serial, `${serial}-B`] : [serial],
    }
  })
  .sort((a, b) => Number(b.label === '3-2-502') - Number(a.label === '3-2-502'))

/** A set-top box model for a serial: the demo has three of them. */
export function modelOf(serial: string): string {
  return models[Number(serial.slice(5, 8)) % models.length] as string
}
