import type { AlarmKind, AlarmMode } from '../../contract/alarms'
import type { AlarmFacts } from './facts'

const statuses: Record<AlarmMode, string> = { real: 'Actual', drill: 'Exercise', test: 'Test' }
const categories: Record<AlarmKind, string> = { help: 'Rescue', fire: 'Fire', medical: 'Health', intruder: 'Security' }
const events: Record<AlarmKind, string> = { help: '求助', fire: '火警', medical: '医疗急救', intruder: '闯入' }

/**
 * An alarm as a CAP 1.2 message (OASIS, section 3.2): an Alert when it is raised, an Update when something was
 * confirmed, a Cancel when a desk closed it. For those who answer calls, hence Restricted: it names the household.
 * @param sender who sends, without spaces, commas, < and &
 */
export function capMessage(alarm: AlarmFacts, sender: string): string {
  const type = alarm.state === 'closed' ? 'Cancel' : alarm.state === 'raised' && !again(alarm) ? 'Alert' : 'Update'
  const last = alarm.receipts.at(-1)?.at ?? alarm.raisedAt
  // That somebody may be forced is news also where it brings no receipt.
  const version = `${alarm.receipts.length}${alarm.duress ? '.duress' : ''}`
  const place = alarm.areas
    .map((area) => area.name)
    .reverse()
    .join(' ')
  const info = element('info', [
    element('language', 'zh-CN'),
    element('category', categories[alarm.kind]),
    element('event', events[alarm.kind]),
    element('urgency', alarm.late ? 'Unknown' : 'Immediate'),
    element('severity', 'Unknown'),
    element('certainty', 'Unknown'),
    element('onset', capTime(alarm.pressedAt)),
    element('senderName', sender),
    element('headline', `${alarm.label}：${events[alarm.kind]}`),
    element('description', description(alarm)),
    instruction(alarm),
    element('contact', `${alarm.contactName} ${alarm.contactPhone}`.trim()),
    parameter('state', alarm.state),
    parameter('unanswered', String(alarm.unanswered)),
    alarm.duress ? parameter('duress', 'true') : '',
    alarm.outcome === null ? '' : parameter('outcome', alarm.outcome),
    element('area', [element('areaDesc', `${place} ${alarm.label}`.trim())]),
  ])
  const alert = [
    element('identifier', type === 'Alert' ? alarm.id : `${alarm.id}.${version}`),
    element('sender', sender),
    element('sent', capTime(type === 'Alert' ? alarm.raisedAt : last)),
    element('status', statuses[alarm.mode]),
    element('msgType', type),
    element('scope', 'Restricted'),
    element('restriction', '值班人员 duty desks'),
    type === 'Alert' ? '' : element('references', `${sender},${alarm.id},${capTime(alarm.raisedAt)}`),
    element('incidents', alarm.id),
    info,
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${alert.join('')}</alert>\n`
}

const again = (alarm: AlarmFacts) =>
  alarm.receipts.some(({ hop }) => hop !== 'server_received' && hop !== 'tier_reached')

/** What must be known before anybody rings or drives there. The "safe" of somebody who is forced is none. */
function instruction({ quiet, duress }: AlarmFacts): string {
  const said = [
    duress ? '可能受人胁迫，所说“没事了”不可信。May be forced: do not believe a "safe".' : '',
    quiet || duress ? '请勿回拨。Do not ring back.' : '',
  ].filter((sentence) => sentence !== '')
  return said.length === 0 ? '' : element('instruction', said.join('\n'))
}

const description = (alarm: AlarmFacts) =>
  [
    alarm.mode === 'drill' ? '演练 (exercise)' : alarm.mode === 'test' ? '测试 (test)' : '',
    alarm.late ? '迟到的呼叫 (pressed more than ten minutes before it reached us)' : '',
    ...alarm.receipts.map(({ hop, at, who }) => `${capTime(at)} ${hop}${'name' in who ? ` ${who.name}` : ''}`),
  ]
    .filter((line) => line !== '')
    .join('\n')

/** CAP wants an offset in digits: UTC is -00:00, `Z` is not allowed (section 3.3.2). */
const capTime = (at: number) => `${new Date(at).toISOString().slice(0, 19)}-00:00`

const parameter = (name: string, value: string) =>
  element('parameter', [element('valueName', name), element('value', value)])

const element = (name: string, content: string | string[]) =>
  `<${name}>${Array.isArray(content) ? content.join('') : escaped(content)}</${name}>`

/** Escapes what XML needs escaped, and drops what it cannot carry (XML 1.0, section 2.2). */
function escaped(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  return text
    .replace(/[&<>"']/g, (mark) => marks[mark] ?? '')
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
}

/** A name for the sender as CAP allows it, from the deployment's address. */
export function capSender(publicUrl: string | null): string {
  return publicUrl === null ? 'porchlight' : `porchlight@${new URL(publicUrl).hostname}`
}
