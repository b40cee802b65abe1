import { randomBytes } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { alarmKinds } from '../contract/lists'
import { readDatabaseAddress } from './database/address'
import { secretKey } from './webhooks/rules'

/** A setting from the environment: what it is for, what holds when it is absent, how its text is read. */
interface Setting<T> {
  about: string
  fallback: T
  read: (text: string) => T
}

const text = (fallback: string, about: string): Setting<string> => ({ about, fallback, read: (value) => value })

const optional = (about: string): Setting<string | null> => ({ about, fallback: null, read: (value) => value })

const whole = (fallback: number, min: number, max: number, about: string): Setting<number> => ({
  about,
  fallback,
  read(value) {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new Error(`must be a whole number from ${min} to ${max}, but is "${value}"`)
    return number
  },
})

const oneOf = <T extends string>(choices: readonly T[], fallback: T, about: string): Setting<T> => ({
  about,
  fallback,
  read(value) {
    const found = choices.find((choice) => choice === value)
    if (found === undefined) throw new Error(`must be one of ${choices.join(', ')}, but is "${value}"`)
    return found
  },
})

const url = (about: string, protocols: readonly string[]): Setting<string | null> => ({
  about,
  fallback: null,
  read(value) {
    if (!URL.canParse(value)) throw new Error('must be a full address such as https://tv.example')
    const { protocol } = new URL(value)
    if (!protocols.includes(protocol)) throw new Error(`must start with ${protocols.join(' or ')}//`)
    return value.replace(/\/+$/, '')
  },
})

const database = (about: string): Setting<string | null> => ({
  about,
  fallback: null,
  read(value) {
    readDatabaseAddress(value)
    return value
  },
})

const itemsOf = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** @param fits of each item; what does not fit is said to be none of `what` */
const list = (about: string, fits: (item: string) => boolean = () => true, what = ''): Setting<string[]> => ({
  about,
  fallback: [],
  read(value) {
    const items = itemsOf(value)
    const odd = items.find((item) => !fits(item))
    if (odd !== undefined) throw new Error(`has "${odd}", which is not ${what}`)
    return items
  },
})

/** The halves of `name=value`, or null. */
function pairOf(item: string): [name: string, value: string] | null {
  const at = item.indexOf('=')
  return at < 1 ? null : [item.slice(0, at).trim(), item.slice(at + 1).trim()]
}

const emergencies: readonly string[] = [...alarmKinds, 'text']

/** A resident dials what stands here: a slip of the pen must not come to light in a fire. */
const emergencyNumbers = (fallback: string, about: string): Setting<string> => ({
  about,
  fallback,
  read(value) {
    for (const item of itemsOf(value)) {
      const [kind, number] = pairOf(item) ?? ['', '']
      if (!emergencies.includes(kind) || !/^\+?[\d -]{2,20}$/.test(number))
        throw new Error(
          `has "${item}", which is not one of ${emergencies.join(', ')} with its number, such as fire=119`,
        )
    }
    return value
  },
})

const isDeskPhone = (item: string) => /\d/.test(pairOf(item)?.[1] ?? '')

const isNetwork = (item: string) =>
  ['loopback', 'linklocal', 'uniquelocal'].includes(item) || ipaddr.isValid(item) || ipaddr.isValidCIDR(item)

const zone = (fallback: string, about: string): Setting<string> => ({
  about,
  fallback,
  read(value) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: value })
    } catch {
      throw new Error(`must be an IANA time zone such as Asia/Shanghai, but is "${value}"`)
    }
    return value
  },
})

/** Every setting of the service, by the name of its environment variable. `docs/settings.md` is written from it. */
export const settings = {
  PORT: whole(8080, 0, 65535, 'Port of the public listener; 0 takes a free one.'),
  HOST: text('127.0.0.1', 'Address of the public listener.'),
  DATA_DIR: text('.data', 'Folder of the embedded store.'),
  DATABASE_URL: database(
    'PostgreSQL 15+ instead of the embedded store; `host1:5432,host2:5432` names a primary and its standby.',
  ),
  PUBLIC_URL: url('Address under which boxes reach the service; cookies are Secure when it is https.', [
    'http:',
    'https:',
  ]),
  OPERATOR_KEY: optional(
    'Root bearer key of the operator’s calls: 32 characters or more, at least 5 of them different.',
  ),
  CAMERA_ORIGINS: list(
    'Origins or networks with ports that camera addresses may point to; none: https to public addresses only.',
  ),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info', 'How much is logged.'),
  TIME_ZONE: zone('Asia/Shanghai', 'Time zone of quiet hours, of times of day on the TV, and of dates without a time.'),
  TRUSTED_PROXIES: list(
    'Addresses or networks of proxies whose X-Forwarded-For and X-Cable-Node are believed.',
    isNetwork,
    'an address or a network, such as 10.0.0.0/8',
  ),
  METRICS_PORT: whole(0, 0, 65535, 'Port on 127.0.0.1 that answers /metrics; 0: none.'),
  METRICS_PUBLIC: oneOf(['no', 'yes'], 'no', 'Whether /metrics is also on the public listener.'),
  TV_DIR: text('dist/tv', 'Folder of the built TV app.'),
  TV_PREVIOUS_DIR: optional(
    'Folder of the TV app before the one in TV_DIR: boxes run it until the roll-out reaches them (docs/operator.md).',
  ),
  DESK_DIR: text('dist/desk', 'Folder of the built desk page.'),
  TV_SETTINGS: optional('A settings.json for the TV app instead of the one in TV_DIR.'),
  MIDDLEWARE_JWKS: url('JWKS of the operator’s middleware, for pairing by RFC 7523 assertion.', ['http:', 'https:']),
  MIDDLEWARE_ISSUER: optional('`iss` that such an assertion must carry.'),
  CABLE_NODES: oneOf(
    ['no', 'yes'],
    'no',
    'Whether trusted proxies tell a box’s cable node (X-Cable-Node): a pairing used from another node is suspended.',
  ),
  PIN_MINUTES: whole(60, 1, 1440, 'Minutes that a household PIN opens cameras and log on the box where it was typed.'),
  UNDERTAKING_VERSION: text(
    '1',
    'Version of the confidentiality undertaking; a new one is shown again on every box; none: no undertaking is asked.',
  ),
  UNDERTAKING_ZH: optional('Chinese text of the undertaking instead of the built-in one.'),
  UNDERTAKING_EN: optional('English text of the undertaking instead of the built-in one.'),
  DESK_IDLE_HOURS: whole(12, 1, 168, 'Hours without a request after which an officer’s sign-in ends.'),
  WATCH_LIMIT_S: whole(1800, 10, 86400, 'Longest watching time without a key press, seconds.'),
  PLAYBACK_TOKEN_S: whole(300, 10, 300, 'Life of a playback token for engines that can swap it, seconds.'),
  BOX_PLAYBACKS: whole(1, 1, 4, 'Pictures that one box may watch at once (features.mosaic).'),
  HOUSEHOLD_PLAYBACKS: whole(4, 1, 64, 'Pictures that one household may watch at once.'),
  SECOND_ADDRESS: oneOf(
    ['log', 'refuse'],
    'log',
    'What happens to a playback token used from a second address at the same time.',
  ),
  VIEWINGS_DAYS: whole(183, 1, 3650, 'Days that the viewing log is kept.'),
  ALARMS_DAYS: whole(365, 31, 3650, 'Days that a closed alarm is kept with all that belongs to it, and a drill.'),
  REPORTS_DAYS: whole(365, 1, 3650, 'Days that a resident’s report is kept after its answer.'),
  NOTICES_DAYS: whole(183, 1, 3650, 'Days that a desk’s notice is kept after its end.'),
  HANDOVERS_DAYS: whole(183, 1, 3650, 'Days that hand-over notes and past shifts are kept.'),
  PAIRINGS_DAYS: whole(183, 1, 3650, 'Days that a pairing is kept after its end.'),
  CODES_DAYS: whole(30, 1, 3650, 'Days that a used or ended activation code is kept, as a hash.'),
  WEBHOOKS_DAYS: whole(30, 1, 3650, 'Days that a delivered webhook message is kept.'),
  EVENTS_HOURS: whole(24, 24, 168, 'Hours that events are kept for boxes and desks that were away.'),
  PLAYBACKS_HOURS: whole(24, 24, 168, 'Hours that an ended playback is kept; the viewing log has its own time.'),
  ESCALATE_TOWNSHIP_S: whole(60, 1, 86400, 'Seconds without acknowledgement until the township desk is called.'),
  ESCALATE_COUNTY_S: whole(120, 1, 86400, 'Seconds without acknowledgement until the county desk is called.'),
  ESCALATE_UNANSWERED_S: whole(180, 1, 86400, 'Seconds without acknowledgement until “no one has answered” is said.'),
  GROUP_CALLS_PER_HOUR: whole(
    6,
    1,
    1000,
    'Calls of a household in an hour that its group is told of; further ones go to the desks alone.',
  ),
  PRIVACY_HOURS: whole(
    24,
    1,
    720,
    'Hours from the confirmation of a privacy report until the camera is suspended if nobody has decided.',
  ),
  EMERGENCY_MINUTES: whole(15, 1, 240, 'Minutes that an emergency grant lasts.'),
  EMERGENCY_NUMBERS: emergencyNumbers(
    'help=110,fire=119,medical=120,intruder=110,text=12110',
    'Emergency numbers per kind of alarm and by text message.',
  ),
  PROBE_S: whole(15, 1, 3600, 'Seconds between two looks at a camera’s playlist.'),
  PROBE_PICTURE_S: whole(
    300,
    0,
    86400,
    'Seconds between two looks into a segment of a camera, whether its pictures are sound; 0: none.',
  ),
  REPAIR_AFTER_S: whole(900, 60, 86400, 'Seconds without a picture until a camera’s repair is ordered.'),
  REPAIR_HOURS: whole(48, 1, 720, 'Hours that a repair may take: its deadline.'),
  WEBHOOK_URL: url('Address of the operator’s system that is told of alarms (Standard Webhooks).', ['http:', 'https:']),
  WEBHOOK_SECRETS: list(
    'Signing secrets of the webhooks, as whsec_ and 24 to 64 bytes in base64; with several, all sign, for rotation.',
  ),
  DESK_PHONES: list('Telephone of a desk, as area=number.', isDeskPhone, 'an area and its number, as v1=100-0001'),
} satisfies Record<string, Setting<unknown>>

export type Config = { readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['read']> }

/** Why the service cannot start: one sentence per setting. */
export class ConfigError extends Error {}

/**
 * The configuration of a process, read from its environment.
 * @throws ConfigError with one sentence per missing, weak or malformed setting
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings) as [string, Setting<unknown>][]) {
    const given = env[name]
    if (given === undefined || given === '') {
      values[name] = setting.fallback
      continue
    }
    try {
      values[name] = setting.read(given)
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}.`)
    }
  }
  const config = values as Config
  const key = config.OPERATOR_KEY
  const suggestion = `For example: OPERATOR_KEY=${randomBytes(24).toString('base64url')}`
  if (key === null) faults.push(`OPERATOR_KEY is missing: it is the root key of the operator’s calls. ${suggestion}`)
  else if (key.length < 32)
    faults.push(`OPERATOR_KEY has ${key.length} characters; it needs at least 32. ${suggestion}`)
  else if (new Set(key).size < 5)
    faults.push(
      `OPERATOR_KEY is too easy to guess: it has only ${new Set(key).size} different characters. ${suggestion}`,
    )
  if (config.WEBHOOK_URL !== null && config.WEBHOOK_SECRETS.length === 0)
    faults.push(
      `WEBHOOK_SECRETS is missing: webhooks are signed. For example: WEBHOOK_SECRETS=whsec_${randomBytes(32).toString('base64')}`,
    )
  if (config.REPORTS_DAYS * 24 <= config.PRIVACY_HOURS)
    faults.push(
      `REPORTS_DAYS=${config.REPORTS_DAYS} is no longer than PRIVACY_HOURS=${config.PRIVACY_HOURS}: a privacy report would be removed before it may close its camera.`,
    )
  for (const secret of config.WEBHOOK_SECRETS ?? [])
    if (secretKey(secret) === null)
      faults.push('WEBHOOK_SECRETS has an entry that is not whsec_ followed by 24 to 64 bytes in base64.')
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return config
}
