import { createHash } from 'node:crypto'
import type { RecordRow } from './store'

/** What the page says beside the camera's own row. */
export interface RecordFacts {
  /** from the widest to the nearest */
  areas: readonly string[]
  /** the last day of approval */
  approvedUntil: string | null
  /** times in the thirty closed days before today, rounded; a text where few are not told */
  watched: number | 'fewer than 3'
}

const purposes: Record<string, [zh: string, en: string]> = {
  gate: ['出入口安全', 'safety of an entrance'],
  street: ['道路与公共通道安全', 'safety of a street'],
  parking: ['停车场安全', 'safety of a car park'],
  square: ['广场与公共场所安全', 'safety of a public square'],
  playground: ['儿童活动场所安全', 'safety of a playground'],
  water: ['水域安全', 'safety at the water'],
  other: ['公共安全', 'public safety'],
}

const clarities: Record<string, [zh: string, en: string]> = {
  none: ['仅限经单独批准的住户', 'only households with a grant of their own'],
  low: ['本区域及下级区域的住户，低清晰度', 'the households of this area and below, at low clarity'],
  full: ['本区域及下级区域的住户', 'the households of this area and below'],
}

const style = `body{margin:0;background:#0b1320;color:#eef2f8;font:18px/1.6 system-ui,sans-serif}
main{max-width:38rem;margin:0 auto;padding:1.5rem 1.25rem}h1{font-size:1.5rem;line-height:1.3}
dt{color:#a9b4c6;margin-top:1rem}dd{margin:0}small{color:#a9b4c6;display:block}`

/** Nothing but this page's own style: no script, no picture, no frame around it. */
export const recordHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  // Nothing in it is of the moment: it may be kept by anybody.
  'cache-control': 'public, max-age=600',
}

/** The public record of a camera, for whoever stands before it. */
export function recordPage(row: RecordRow, { areas, approvedUntil, watched }: RecordFacts): string {
  const times =
    watched === 'fewer than 3' ? '少于 3 次 · fewer than 3 times' : `约 ${watched} 次 · about ${watched} times`
  const lines: [zh: string, en: string, what: string][] = [
    ['区域', 'Area', areas.join(' · ')],
    ['用途', 'Purpose', (purposes[row.kind] ?? purposes.other!).join(' · ')],
    ['依据', 'Legal basis', row.legal_basis ?? ''],
    ['所有人', 'Owner', row.owner],
    ['批准', 'Approved by', [row.approved_by, approvedUntil].filter(Boolean).join('，至 until ')],
    ['私密空间遮挡核验', 'No private place in view, attested by', row.mask_attested_by ?? ''],
    ['谁可观看', 'Who may watch', (clarities[row.resident_clarity] ?? clarities.none!).join(' · ')],
    [
      '此外',
      'Besides',
      '经单独批准的住户；求助时的值班台和前往的邻居 · households with a grant; during a call for help, the duty desk and neighbours on their way',
    ],
    ['不开放时间', 'Quiet hours', row.quiet_hours ?? '无 none'],
    ['近 30 天被观看', 'Watched in the last 30 days', times],
    ['录像', 'Recording', '不录像，不留存图像 · none: no picture is stored'],
    ['联系', 'Contact', row.contact],
  ]
  const rows = lines
    .filter(([, , what]) => what !== '')
    .map(([zh, en, what]) => `<dt>${zh} <small>${en}</small></dt><dd>${encoded(what)}</dd>`)
  const title = `${row.number} ${row.name}`
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${encoded(title)}</title><style>${style}</style></head>
<body><main><h1>${encoded(title)}</h1><p>邻里摄像头公示 · Public record of a neighbourhood camera</p>
<dl>${rows.join('\n')}</dl></main></body></html>
`
}

/** A count that tells nothing of one household: few are few, many are rounded to tens. */
export function rounded(count: number): number | 'fewer than 3' {
  if (count < 3) return 'fewer than 3'
  return count < 10 ? count : Math.round(count / 10) * 10
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const encoded = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
