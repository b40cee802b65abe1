import { csvRows } from './csv'
import { gridName, personName, phoneOf, pick, placeName } from './names'
import * as town from './town'

const day = 86_400_000
type Row = (string | number)[]

const { idOf } = town
const models = ['RK3228-1G', 'HI3798MV310', 'S905L3A'] as const
const spots = [
  ['gate', '大门', 'Gate'],
  ['street', '主街', 'Main Street'],
  ['parking', '停车场', 'Parking'],
  ['square', '文化广场', 'Culture Square'],
  ['playground', '儿童乐园', 'Playground'],
  ['water', '河边', 'Riverside'],
  ['street', '路口', 'Crossing'],
  ['gate', '侧门', 'Side Gate'],
  ['other', '车棚', 'Bicycle Shed'],
  ['street', '小巷', 'Lane'],
] as const
const quietHours = ['22:00-06:00', '23:00-05:00', '21:30-06:30', '00:00-05:00', '12:00-13:30'] as const

/** The header of each file. */
export const townColumns = {
  'areas.csv': ['id', 'parent', 'level', 'name'],
  'cameras.csv':
    'id,number,name,area,kind,hls_url,hls_url_low,published,resident_clarity,legal_basis,approved_by,approved_until,mask_attested_by,owner,contact,quiet_hours,external_id'.split(
      ',',
    ),
  'groups.csv': ['id', 'area', 'name'],
  'households.csv': ['id', 'area', 'group', 'label', 'contact_name', 'contact_phone', 'contact_method'],
  'boxes.csv': ['serial', 'household', 'model'],
  'grants.csv': 'id,subject_kind,subject,object_kind,object,effect,clarity,from,until,approved_by,reason'.split(','),
  'duty.csv': ['area', 'name', 'user', 'initial_password'],
} as const
export type TownFile = keyof typeof townColumns

interface TownOptions extends town.TownSize {
  /** epoch milliseconds; approvals and grants are dated from here */
  now: number
  /** address below which the cameras answer */
  origin: string
}

/** The rows of a generated place, file by file, each made as it is read: the same options give the same rows. */
export interface TownRows {
  town: town.Town
  rows(file: TownFile): Generator<Row>
  /** cameras that somebody suspended: `[camera, reason]` */
  suspensions(): Generator<[camera: string, reason: string]>
}

export function townRows({ now, origin, ...size }: TownOptions): TownRows {
  const laid = town.layOut(size)
  const { draw } = laid
  const date = (days: number) => new Date(now + days * day).toISOString().slice(0, 10)
  const both = ({ zh, en }: { zh: string; en: string }, kindZh: string, kindEn: string) =>
    `${zh}${kindZh} ${en} ${kindEn}`
  const name = {
    county: (index: number) => both(placeName(draw, 20, index), '县', 'County'),
    township: (index: number) => both(placeName(draw, 21, index), '镇', 'Township'),
    village: (index: number) => both(placeName(draw, 22, index), '村', 'Village'),
    grid: (index: number) => both(gridName(town.positionInVillage(index)), '网格', 'Grid'),
  }
  const groupId = (grid: number, part: number) => `p-${String(grid).padStart(6, '0')}-${part}`

  function* areas(): Generator<Row> {
    for (const { level, index } of laid.areaAt) {
      const parent =
        level === 'county'
          ? ''
          : level === 'township'
            ? idOf.county(town.countyOfTownship(index))
            : level === 'village'
              ? idOf.township(town.townshipOfVillage(index))
              : idOf.village(town.villageOfGrid(index))
      yield [idOf[level](index), parent, level, name[level](index)]
    }
  }

  /** Mutual-help groups of 8 to 14 neighbours; what is left over joins the last. Grids of fewer than 5 have none. */
  function groupSize(grid: number): number {
    return 8 + Math.floor(draw(30, grid) * 7)
  }
  function groupsIn(grid: number): number {
    const households = laid.gridStart[grid + 1]! - laid.gridStart[grid]!
    return households < 5 ? 0 : Math.max(1, Math.floor(households / groupSize(grid)))
  }

  function* groups(): Generator<Row> {
    for (let grid = 0; grid < laid.grids; grid++) {
      const { zh, en } = gridName(town.positionInVillage(grid))
      for (let part = 0; part < groupsIn(grid); part++)
        yield [groupId(grid, part), idOf.grid(grid), `${zh} ${part + 1} 组 ${en} No. ${part + 1}`]
    }
  }

  function* households(): Generator<Row> {
    for (let grid = 0; grid < laid.grids; grid++) {
      const first = laid.gridStart[grid]!
      const count = laid.gridStart[grid + 1]! - first
      const parts = groupsIn(grid)
      const each = groupSize(grid)
      const { zh } = gridName(town.positionInVillage(grid))
      for (let at = 0; at < count; at++) {
        const index = first + at
        const group =
          parts === 0 || draw(31, index) < 0.02 ? '' : groupId(grid, Math.min(parts - 1, Math.floor(at / each)))
        const method = draw(32, index) < 0.1 ? 'text' : draw(32, index) > 0.98 ? 'tv' : 'voice'
        yield [
          idOf.household(index),
          idOf.grid(grid),
          group,
          label(zh, at, count),
          personName(draw, index),
          phoneOf(index),
          method,
        ]
      }
    }
  }

  /** Big grids are blocks of flats; small ones have a number at the lane. */
  function label(zh: string, at: number, count: number): string {
    if (count < 80) return `${zh} ${at + 1} 号`
    const building = Math.floor(at / 72)
    const flat = at % 72
    return `${building + 1}-${Math.floor(flat / 24) + 1}-${Math.floor((flat % 24) / 4) + 1}0${(flat % 4) + 1}`
  }

  function* cameras(): Generator<Row> {
    let county = -1
    let number = 0
    for (let place = 0; place < laid.areaAt.length; place++) {
      const { level, index } = laid.areaAt[place]!
      if (level === 'county') {
        county = index
        number = 0
      }
      for (let camera = laid.cameraStart[place]!; camera < laid.cameraStart[place + 1]!; camera++) {
        const id = idOf.camera(camera)
        const base = `${origin}/${id}`
        const [kind, zh, en] = pick(spots, draw(40, camera))
        const clarity = draw(41, camera) < 0.05 ? 'none' : draw(41, camera) < 0.4 ? 'low' : 'full'
        const quiet = draw(42, camera) < 0.2 ? pick(quietHours, draw(43, camera)) : ''
        const where = level === 'grid' ? gridName(town.positionInVillage(index)) : { zh: '', en: '' }
        yield [
          ...[id, ++number, `${where.zh}${zh} ${where.en} ${en}`.replaceAll('  ', ' '), idOf[level](index), kind],
          ...[`${base}/index.m3u8`, `${base}/low.m3u8`, draw(44, camera) < 0.01 ? 'no' : 'yes', clarity],
          '《公共安全视频图像信息系统管理条例》 Public security video regulations, art. 7',
          `${name.county(county)} 公安局 Police`,
          date(30 + Math.floor(draw(45, camera) * 700)),
          `${name.county(county)} 网信办 Cyberspace Office`,
          level === 'county' ? `${name.county(county)} 综治中心` : '村委会 Village Office',
          ...[`100-${String(county).padStart(4, '0')}-${String(number).padStart(4, '0').slice(-4)}`, quiet],
          `339${String(county).padStart(3, '0')}0000131${String(camera).padStart(7, '0')}`,
        ]
      }
    }
  }

  function* boxes(): Generator<Row> {
    for (let index = 0; index < laid.households; index++)
      yield [idOf.box(index), idOf.household(index), pick(models, draw(50, index))]
  }

  /** One household in fifty has an allow, one in two hundred a denial; groups and areas have some too. */
  function* grants(): Generator<Row> {
    let count = 0
    const grant = (subjectKind: string, subject: string, object: string, effect: string, drawn: number): Row => [
      ...[`x-${String(count++).padStart(7, '0')}`, subjectKind, subject, 'camera', object, effect],
      ...[
        drawn < 0.5 ? 'low' : 'full',
        date(-Math.floor(drawn * 60) - 1),
        drawn < 0.1 ? '' : date(20 + Math.floor(drawn * 300)),
      ],
      ...['综治中心 Safety Centre', effect === 'deny' ? '纠纷未决 Dispute' : '值班看护 On watch'],
    ]
    for (let grid = 0; grid < laid.grids; grid++) {
      const near = (stream: number, index: number) => idOf.camera(cameraNear(grid, draw(stream, index)))
      for (let index = laid.gridStart[grid]!; index < laid.gridStart[grid + 1]!; index++) {
        const drawn = draw(60, index)
        if (drawn < 0.02) yield grant('household', idOf.household(index), near(61, index), 'allow', draw(62, index))
        else if (drawn > 0.995)
          yield grant('household', idOf.household(index), near(61, index), 'deny', draw(62, index))
      }
      for (let part = 0; part < groupsIn(grid); part++)
        if (draw(63, grid * 64 + part) < 0.03)
          yield grant('group', groupId(grid, part), near(64, grid * 64 + part), 'allow', draw(65, grid))
      if (draw(66, grid) < 0.08) yield grant('area', idOf.grid(grid), near(67, grid), 'allow', draw(68, grid))
    }
  }

  /** A camera not far from a grid: two in three of the exceptions are about what is around the corner. */
  function cameraNear(grid: number, drawn: number): number {
    const here = Math.floor((laid.gridStart[grid]! / Math.max(1, laid.households)) * laid.cameras)
    const far = (drawn * 3) % 1
    const camera = drawn < 2 / 3 ? here + Math.floor((far - 0.5) * 60) : Math.floor(far * laid.cameras)
    return Math.min(laid.cameras - 1, Math.max(0, camera))
  }

  function* duty(): Generator<Row> {
    for (let county = 0; county < laid.counties; county++)
      yield [
        idOf.county(county),
        `${name.county(county)} 值班台 Desk`,
        `desk-${idOf.county(county)}`,
        `lamp-${idOf.county(county)}-${Math.floor(draw(70, county) * 1e9)}`,
      ]
  }

  function* suspensions(): Generator<[string, string]> {
    for (let camera = 0; camera < laid.cameras; camera++)
      if (draw(46, camera) < 0.003) yield [idOf.camera(camera), '检修 Under repair']
  }

  const rows = {
    ...{ 'areas.csv': areas, 'cameras.csv': cameras, 'groups.csv': groups, 'households.csv': households },
    ...{ 'boxes.csv': boxes, 'grants.csv': grants, 'duty.csv': duty },
  }
  return {
    town: laid,
    rows: (file) => (file === 'grants.csv' && laid.cameras === 0 ? nothing() : rows[file]()),
    suspensions,
  }
}

function* nothing(): Generator<Row> {}

/** A file's text in pieces of some kilobytes, its header first. */
export function* townText(generated: TownRows, file: TownFile): Generator<string> {
  let some: Row[] = []
  yield csvRows([[...townColumns[file]]])
  for (const row of generated.rows(file)) {
    some.push(row)
    if (some.length < 500) continue
    yield csvRows(some)
    some = []
  }
  if (some.length > 0) yield csvRows(some)
}
