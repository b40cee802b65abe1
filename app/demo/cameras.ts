import type { CameraKind } from '../contract/cameras'

/** A camera of the demo. Its clip is `clips/<id>.full.mp4` and `clips/<id>.low.mp4`. */
export interface DemoCamera {
  id: string
  number: number
  name: string
  area: string
  kind: CameraKind
  clarity: 'full' | 'low' | 'none'
  owner: string
  /** times of day at which nobody watches */
  quiet?: string
  /** what is wrong with it: it answers 503 to everything, or its playlist stands still for 40 s of every 3 minutes */
  trouble?: 'offline' | 'hangs'
  /** publishes each second in parts, as it is taken */
  parts?: true
}

const villageOffice = '东里村委会 Dongli Village Office'
const pondOffice = '西塘村委会 Xitang Village Office'
const teaOffice = '云上村委会 Yunshang Village Office'
const township = '柳溪镇综治中心 Liuxi Township Safety Centre'

/** Every camera of the demo, by number. The first household lives in the East Gate grid of Dongli, Liuxi. */
export const demoCameras: readonly DemoCamera[] = [
  {
    id: 'east-gate',
    number: 1,
    name: '东门 East Gate',
    area: 'g-east-gate',
    kind: 'gate',
    clarity: 'full',
    owner: villageOffice,
  },
  {
    id: 'playground',
    number: 2,
    name: '儿童乐园 Playground',
    area: 'g-east-gate',
    kind: 'playground',
    clarity: 'low',
    owner: villageOffice,
  },
  {
    id: 'bicycle-shed',
    number: 3,
    name: '车棚 Bicycle Shed',
    area: 'g-east-gate',
    kind: 'other',
    clarity: 'full',
    owner: villageOffice,
  },
  {
    id: 'parking',
    number: 4,
    name: '停车场 Parking',
    area: 'g-east-gate',
    kind: 'parking',
    clarity: 'full',
    owner: villageOffice,
  },
  {
    id: 'stone-bridge',
    number: 5,
    name: '石桥 Stone Bridge',
    area: 'g-bridgehead',
    kind: 'water',
    clarity: 'full',
    owner: villageOffice,
  },
  {
    id: 'square',
    number: 6,
    name: '文化广场 Culture Square',
    area: 'v-dongli',
    kind: 'square',
    clarity: 'full',
    owner: villageOffice,
    parts: true,
  },
  {
    id: 'river-path',
    number: 7,
    name: '柳溪步道 River Path',
    area: 'v-dongli',
    kind: 'water',
    clarity: 'full',
    owner: villageOffice,
    parts: true,
  },
  {
    id: 'school-gate',
    number: 8,
    name: '学校门口 School Gate',
    area: 'v-dongli',
    kind: 'gate',
    clarity: 'low',
    owner: '东里小学 Dongli Primary School',
    quiet: '22:00-06:00',
  },
  {
    id: 'main-street',
    number: 9,
    name: '主街 Main Street',
    area: 't-liuxi',
    kind: 'street',
    clarity: 'full',
    owner: township,
  },
  {
    id: 'bus-stop',
    number: 10,
    name: '公交站 Bus Stop',
    area: 't-liuxi',
    kind: 'street',
    clarity: 'full',
    owner: township,
    trouble: 'hangs',
  },
  {
    id: 'ferry-landing',
    number: 11,
    name: '渡口 Ferry Landing',
    area: 't-liuxi',
    kind: 'water',
    clarity: 'full',
    owner: township,
    trouble: 'offline',
  },
  {
    id: 'market-lane',
    number: 12,
    name: '集市巷 Market Lane',
    area: 'g-old-street',
    kind: 'street',
    clarity: 'full',
    owner: pondOffice,
  },
  {
    id: 'fish-pond',
    number: 13,
    name: '鱼塘 Fish Pond',
    area: 'g-lotus-pond',
    kind: 'water',
    clarity: 'full',
    owner: pondOffice,
  },
  {
    id: 'village-arch',
    number: 14,
    name: '村口牌坊 Village Arch',
    area: 'v-xitang',
    kind: 'gate',
    clarity: 'full',
    owner: pondOffice,
  },
  {
    id: 'pavilion',
    number: 15,
    name: '听雨亭 Rain Pavilion',
    area: 'v-yunshang',
    kind: 'other',
    clarity: 'full',
    owner: teaOffice,
    quiet: '23:00-05:00',
  },
  {
    id: 'tea-terraces',
    number: 16,
    name: '茶园 Tea Terraces',
    area: 'g-tea-garden',
    kind: 'other',
    clarity: 'full',
    owner: teaOffice,
  },
  {
    id: 'storehouse',
    number: 17,
    name: '粮仓 Grain Store',
    area: 'v-dongli',
    kind: 'other',
    clarity: 'none',
    owner: '东里合作社 Dongli Cooperative',
  },
]
