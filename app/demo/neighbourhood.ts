import { type DemoCamera, demoCameras } from './cameras'
import { csvFile } from './csv'
import { demoHouseholds, modelOf } from './residents'

const day = 86_400_000

/** The operator's file names, in the order in which one file refers to another. */
export const fileNames = [
  'areas.csv',
  'cameras.csv',
  'groups.csv',
  'households.csv',
  'boxes.csv',
  'grants.csv',
  'duty.csv',
] as const
export type FileName = (typeof fileNames)[number]

export interface DemoBox {
  serial: string
  household: string
  label: string
  area: string
}

export interface DemoDesk {
  area: string
  name: string
  user: string
  password: string
}

const areas = [
  ['c-denghe', '', 'county', '灯河县 Denghe County'],
  ['t-liuxi', 'c-denghe', 'township', '柳溪镇 Liuxi Township'],
  ['t-yunping', 'c-denghe', 'township', '云坪镇 Yunping Township'],
  ['v-dongli', 't-liuxi', 'village', '东里村 Dongli Village'],
  ['v-xitang', 't-liuxi', 'village', '西塘村 Xitang Village'],
  ['v-yunshang', 't-yunping', 'village', '云上村 Yunshang Village'],
  ['g-east-gate', 'v-dongli', 'grid', '东门网格 East Gate Grid'],
  ['g-bridgehead', 'v-dongli', 'grid', '桥头网格 Bridgehead Grid'],
  ['g-lotus-pond', 'v-xitang', 'grid', '荷塘网格 Lotus Pond Grid'],
  ['g-old-street', 'v-xitang', 'grid', '老街网格 Old Street Grid'],
  ['g-tea-garden', 'v-yunshang', 'grid', '茶园网格 Tea Garden Grid'],
] as const

const groups = [
  ['p-east-gate-3', 'g-east-gate', '东门 3 号楼互助组 East Gate No. 3'],
  ['p-bridgehead', 'g-bridgehead', '桥头互助组 Bridgehead'],
  ['p-xitang', 'v-xitang', '西塘互助组 Xitang'],
  ['p-tea-garden', 'g-tea-garden', '茶园互助组 Tea Garden'],
] as const

/** Who may sign in at `/desk` in the demo. */
export const demoDesks: readonly DemoDesk[] = [
  { area: 'v-dongli', name: '东里村值班台 Dongli Village Desk', user: 'dongli', password: 'lamp-by-the-east-gate' },
  { area: 't-liuxi', name: '柳溪镇值班台 Liuxi Township Desk', user: 'liuxi', password: 'willow-over-the-stream' },
  { area: 'c-denghe', name: '灯河县值班台 Denghe County Desk', user: 'denghe', password: 'lanterns-on-the-river' },
]

/** The boxes of the demo, the first household's first. */
export const demoBoxes: readonly DemoBox[] = demoHouseholds.flatMap(({ id, label, area, boxes }) =>
  boxes.map((serial) => ({ serial, household: id, label, area: areaName(area) })),
)

/**
 * The demo neighbourhood as the operator's seven CSV files.
 * @param origin address below which the cameras answer, such as `http://127.0.0.1:8800`
 * @param now epoch milliseconds; approvals run a year from here
 */
export function demoFiles(origin: string, now: number): Record<FileName, string> {
  const date = (days: number) => new Date(now + days * day).toISOString().slice(0, 10)
  return {
    'areas.csv': csvFile(['id', 'parent', 'level', 'name'], areas),
    'cameras.csv': csvFile(
      'id,number,name,area,kind,hls_url,hls_url_low,published,resident_clarity,legal_basis,approved_by,approved_until,mask_attested_by,owner,contact,quiet_hours,external_id'.split(
        ',',
      ),
      demoCameras.map((camera) => cameraRow(camera, origin, date(365))),
    ),
    'groups.csv': csvFile(['id', 'area', 'name'], groups),
    'households.csv': csvFile(
      ['id', 'area', 'group', 'label', 'contact_name', 'contact_phone', 'contact_method'],
      demoHouseholds.map(({ id, area, group, label, name, phone }, index) => [
        ...[id, area, group, label, name, phone],
        index % 9 === 4 ? 'text' : 'voice',
      ]),
    ),
    'boxes.csv': csvFile(
      ['serial', 'household', 'model'],
      demoBoxes.map(({ serial, household }) => [serial, household, modelOf(serial)]),
    ),
    'grants.csv': csvFile(
      'id,subject_kind,subject,object_kind,object,effect,clarity,from,until,approved_by,reason'.split(','),
      grants(date),
    ),
    'duty.csv': csvFile(
      ['area', 'name', 'user', 'initial_password'],
      demoDesks.map(({ area, name, user, password }) => [area, name, user, password]),
    ),
  }
}

function areaName(id: string): string {
  return areas.find((area) => area[0] === id)?.[3] ?? id
}

function cameraRow(camera: DemoCamera, origin: string, approvedUntil: string): (string | number)[] {
  const { id, number, name, area, kind, clarity, owner, quiet = '' } = camera
  const base = `${origin}/${id}`
  return [
    ...[id, number, name, area, kind, `${base}/index.m3u8`, `${base}/low.m3u8`, 'yes', clarity],
    '《公共安全视频图像信息系统管理条例》 Public security video regulations, art. 7',
    ...['灯河县公安局 Denghe County Police', approvedUntil, '灯河县网信办 Denghe County Cyberspace Office'],
    ...[owner, `100-0001-${1000 + number}`, quiet, `3399990000131${String(number).padStart(7, '0')}`],
  ]
}

/** Exceptions to the area rule: who sees more, and who sees less. */
function grants(date: (days: number) => string): string[][] {
  const by = '东里村委会 Dongli Village Office'
  return [
    [
      'x-store-keeper',
      'household',
      'h-008',
      'camera',
      'storehouse',
      'allow',
      'full',
      date(-30),
      date(180),
      by,
      '粮仓保管员 Keeper of the grain store',
    ],
    [
      'x-harvest-watch',
      'group',
      'p-bridgehead',
      'camera',
      'storehouse',
      'allow',
      'low',
      date(-7),
      date(30),
      by,
      '秋收轮值 Harvest watch',
    ],
    [
      'x-playground-parents',
      'group',
      'p-east-gate-3',
      'camera',
      'village-arch',
      'allow',
      'low',
      date(-7),
      date(90),
      by,
      '孩子放学路 Children’s way home',
    ],
    [
      'x-tea-market',
      'area',
      'g-tea-garden',
      'camera',
      'market-lane',
      'allow',
      'low',
      date(-1),
      date(60),
      '柳溪镇综治中心 Liuxi Township Safety Centre',
      '茶市期间 During the tea market',
    ],
    [
      'x-pond-neighbour',
      'household',
      'h-021',
      'camera',
      'fish-pond',
      'deny',
      'full',
      date(-60),
      date(300),
      '西塘村委会 Xitang Village Office',
      '承包纠纷未决 Dispute over the lease',
    ],
    [
      'x-parking-dispute',
      'household',
      'h-003',
      'camera',
      'parking',
      'deny',
      'full',
      date(-10),
      date(20),
      by,
      '停车纠纷调解中 Parking dispute in mediation',
    ],
  ]
}
