import { createHash } from 'node:crypto'
import { csvCell } from '../viewings/rules'
import type { DayReport } from './report'

const columns = [
  ...['day', 'area', 'camera', 'number', 'name', 'online_rate', 'seconds_online', 'seconds_offline', 'seconds_unknown'],
  ...[
    'probe',
    'suspicion',
    'open_reports',
    'intact',
    'repair_ordered_at',
    'repair_deadline',
    'repaired_at',
    'hours_to_repair',
  ],
]

/** The cameras of a day's report as CSV (RFC 4180). */
export function reportCsv({ day, cameras }: DayReport): string {
  const rows = cameras.map(
    ({ id, number, name, area, seconds, online_rate, probe, suspicion, reported, intact, repair }) => [
      ...[day, area, id, number, name, online_rate, seconds.online, seconds.offline, seconds.unknown],
      ...[probe, suspicion, reported, intact, repair?.opened_at ?? null, repair?.deadline ?? null],
      ...[repair?.repaired_at ?? null, repair?.hours_to_repair ?? null],
    ],
  )
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

const style = `body{margin:2rem;background:#fff;color:#111;font:16px/1.5 system-ui,sans-serif}table{border-collapse:collapse;margin:1rem 0 2rem}
th,td{border:1px solid #99a;padding:.3rem .6rem;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}tr.late td{background:#fde3e0}`

/** Nothing but this page's own style. */
export const reportHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'private, no-store',
}

const percent = (rate: number | null) => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`)
const probes = {
  ...{ sound: '正常 sound', suspected: '疑似异常 suspected', 'playlist only': '未检画面 playlist only' },
  ...{ 'no picture': '无画面 none', unknown: '未知 unknown' },
}
const suspicions: Record<string, string> = {
  still: '静止 still',
  flat: '黑屏或单色 flat',
  bit_rate: '码率异常 bit rate',
}

/** The report of a day as a page: sums per area, then each camera that is not well, with its repair. */
export function reportPage({ day, until, areas, cameras }: DayReport): string {
  const ofAreas = areas.map(
    ({ area, cameras: count, online_rate, unknown_rate, intact, intact_rate }) =>
      `<tr><td>${encoded(area.name)}</td>${numbers(count, percent(online_rate), percent(unknown_rate), percent(intact_rate), intact.no, intact.suspected, intact.unknown)}</tr>`,
  )
  const ofCameras = cameras.map(({ number, name, online_rate, probe, suspicion, reported, repair }) => {
    const late = repair !== null && (repair.repaired_at ?? until)! > repair.deadline!
    const done = repair?.repaired_at ? `${repair.repaired_at} (${repair.hours_to_repair} h)` : '–'
    return `<tr${late ? ' class="late"' : ''}>${numbers(number)}<td>${encoded(name)}</td>${numbers(percent(online_rate))}<td>${probes[probe]}${suspicion === null ? '' : `<br>${suspicions[suspicion] ?? ''}`}</td>${numbers(reported)}<td>${repair?.opened_at ?? '–'}</td><td>${repair?.deadline ?? '–'}</td><td>${done}</td></tr>`
  })
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>摄像头日报 ${day}</title><style>${style}</style></head><body>
<h1>摄像头日报 Cameras, ${day}</h1>
<table><tr><th>区域 Area</th><th>摄像头 Cameras</th><th>在线率 Online</th><th>未知 Unknown</th><th>完好率 Intact</th><th>不完好 Not</th><th>疑似 Suspected</th><th>未知 Unknown</th></tr>
${ofAreas.join('\n')}</table>
<table><tr><th>编号 No.</th><th>名称 Name</th><th>在线率 Online</th><th>探测 Probe</th><th>居民报告 Reports</th><th>派修 Ordered</th><th>期限 Deadline</th><th>修复 Repaired</th></tr>
${ofCameras.join('\n')}</table></body></html>
`
}

const numbers = (...values: (string | number)[]) => values.map((value) => `<td class="n">${value}</td>`).join('')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const encoded = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
