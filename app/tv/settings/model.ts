import type { Me } from '../../contract/household'
import { holdSteps } from '../alarm/panel'
import type { SessionState } from '../service/session'
import type { Look } from '../theme/look'
import type { Row } from '../widgets/Rows'
import type { HouseholdWords } from '../words/householdShape'
import type { Language } from '../words/words'
import { dayOf } from './day'
import { helpRows, signRow } from './help'

/** What is set on this box. */
export interface Chosen {
  language: Language
  text: Look['text']
  contrast: Look['contrast']
  motion: Look['motion']
  voice: 'off' | 'on'
  /** Milliseconds. */
  hold: number
  /** Seconds. */
  countdown: number
}
export type ChoiceKey = keyof Chosen

const choices: { [K in ChoiceKey]: readonly Chosen[K][] } = {
  language: ['zh-CN', 'en'],
  text: ['normal', 'large', 'very-large'],
  contrast: ['normal', 'high'],
  motion: ['normal', 'reduced'],
  voice: ['off', 'on'],
  hold: holdSteps,
  countdown: [0, 3, 5, 8, 10, 15],
}

export const isChoice = (key: string): key is ChoiceKey => key in choices

/**
 * The settings after a key on one of them: left and right stop at the ends, OK (`round`) goes round. A deployment's
 * value that is none of the choices stands between them by its size.
 */
export function choose(chosen: Chosen, key: ChoiceKey, by: 1 | -1, round: boolean): Chosen {
  const now = chosen[key]
  const given = choices[key] as readonly (string | number)[]
  const all = given.indexOf(now) >= 0 ? given : given.concat(now).sort((a, b) => Number(a) - Number(b))
  const next = all.indexOf(now) + by
  const at = round ? (next + all.length) % all.length : Math.max(0, Math.min(next, all.length - 1))
  return { ...chosen, [key]: all[at] }
}

/** Whether the screens must be drawn anew for this setting. */
export const redraws = (key: ChoiceKey): boolean =>
  key === 'language' || key === 'text' || key === 'contrast' || key === 'motion'

export interface MainFacts {
  chosen: Chosen
  /** The engine has a voice of the language in force. */
  speaks: boolean
  favourites: number
  session: SessionState
  /** The chosen key profile; empty where it goes by the box. */
  profile: string
  me: Me | null
  now: number
}

/** The first page of the settings. */
export function mainRows(
  { chosen, speaks, favourites, session, profile, me, now }: MainFacts,
  words: HouseholdWords,
): Row[] {
  const { settings } = words
  const choice = (key: ChoiceKey, title: string, value: string, hint: string): Row => ({
    key,
    kind: 'choice',
    title,
    value,
    hint,
  })
  const open = (key: string, title: string, hint: string, value = settings.open): Row => ({
    key,
    kind: 'act',
    title,
    value,
    hint,
  })
  const out = session === 'unpaired' || session === 'pairing'
  return [
    heading('look', words),
    choice('language', settings.language, settings.languages[chosen.language], settings.languageWhat),
    choice('text', settings.text, settings.texts[chosen.text], settings.textWhat),
    choice('contrast', settings.contrast, settings.contrasts[chosen.contrast], settings.contrastWhat),
    choice('motion', settings.motion, settings.motions[chosen.motion], settings.motionWhat),
    choice('voice', settings.voice, settings.voices[chosen.voice], speaks ? settings.voiceWhat : settings.voiceNone),
    heading('help', words),
    choice('hold', settings.hold, settings.seconds(secondsOf(chosen.hold)), settings.holdWhat),
    choice('countdown', settings.countdown, settings.seconds(String(chosen.countdown)), settings.countdownWhat),
    ...(out ? [] : helpRows(me?.last_test, now, words)),
    heading('home', words),
    ...(out
      ? [open('pair', settings.pair, settings.pairWhat)]
      : [
          open('viewings', settings.viewings, settings.viewingsWhat),
          open('reports', settings.reports, settings.reportsWhat),
        ]),
    open('household', settings.household, settings.householdWhat),
    open('favourites', settings.favourites, settings.favouritesWhat, settings.favouritesCount(favourites)),
    heading('installer', words),
    open('keyProfile', settings.keyProfile.title, settings.keyProfile.what, profileName(profile, words)),
    open('keys', settings.keys, settings.keysWhat),
    open('about', settings.about, settings.aboutWhat),
  ]
}

/** A key profile as one calls it. */
const profileName = (name: string, { settings }: HouseholdWords): string =>
  (settings.keyProfile.names as Record<string, string>)[name || 'auto'] ?? name

/** The key profiles to choose from, with the one in use marked. */
export function profileRows(names: readonly string[], chosen: string, words: HouseholdWords): Row[] {
  return names.map((name) => ({
    key: `profile-${name}`,
    kind: 'act',
    title: profileName(name, words),
    ...(name === chosen && { value: words.settings.keyProfile.now }),
  }))
}

export interface HomeFacts {
  me: Me | null
  serial: string
  session: SessionState
  /** Whether there is a PIN; null while nobody has said. */
  pin: boolean | null
  now: number
}

/** The page of this box and its household. */
export function homeRows({ me, serial, session, pin, now }: HomeFacts, words: HouseholdWords): Row[] {
  const { settings } = words
  const { home, unknown } = settings
  const paired = session !== 'unpaired' && session !== 'pairing'
  const group = me ? (me.group?.name ?? home.noGroup) : unknown
  const rows = [
    fact('state', home.state, home.states[session]),
    ...(paired
      ? [
          fact('label', home.label, me?.household.label ?? unknown),
          areaFact(me?.areas.map(({ name }) => name) ?? [], words),
          fact('group', home.group, group),
          fact('paired', home.pairedSince, me ? dayOf(Date.parse(me.box.paired_at), now, words) : unknown),
        ]
      : []),
    fact('serial', home.serial, serial || unknown),
    ...(me ? [fact('model', home.model, me.box.model || unknown)] : []),
  ]
  if (!paired) return rows
  const others = (me?.new_boxes ?? []).map((box) => ({
    ...fact(`box-${box.serial}`, home.newBox(box.serial), dayOf(Date.parse(box.paired_at), now, words)),
    hint: home.newBoxWhat,
  }))
  const none = me ? [fact('no-boxes', home.noNewBox, '')] : []
  return [
    ...rows,
    heading('boxes', words),
    ...(others.length > 0 ? others : none),
    heading('pin', words),
    ...pinRows(pin, words),
    signRow(words),
    { key: 'unpair', kind: 'act', title: home.unpair, hint: home.unpairWhat },
  ]
}

/** Where we are: our own area, and below, where a line is long enough, all that it lies in. */
function areaFact(path: readonly string[], { settings: { home, unknown } }: HouseholdWords): Row {
  const row = fact('area', home.area, path[0] ?? unknown)
  return path.length < 2 ? row : { ...row, hint: path.join(' · ') }
}

function pinRows(pin: boolean | null, { settings }: HouseholdWords): Row[] {
  const { pin: words } = settings
  const act = (key: string, title: string): Row => ({ key, kind: 'act', title, hint: words.what })
  if (pin === null) return [{ ...fact('pin', words.state, words.unknown), hint: words.what }]
  return pin
    ? [{ ...act('pin-change', words.change), value: words.set }, act('pin-remove', words.remove)]
    : [{ ...act('pin-make', words.make), value: words.unset }]
}

export interface AboutFacts {
  version: string
  engine: string
  screen: { w: number; h: number; webgl: boolean }
  video: 'mse' | 'native' | null
  service: string
  middleware: string
  profile: string
  chosen: Chosen
  serverTime: string
  lasting: boolean
}

/** What of others' work runs on the box, with its licence. */
const licences: readonly [string, string][] = [
  ['LightningJS Core 2', 'Apache-2.0'],
  ['hls.js', 'Apache-2.0'],
  ['axios', 'MIT'],
  ['uqr', 'MIT'],
  ['Source Han Sans (Porchlight Sans)', 'SIL OFL 1.1'],
]

/** What this is and how it runs. */
export function aboutRows(facts: AboutFacts, words: HouseholdWords): Row[] {
  const { facts: said } = words.settings
  const { screen, chosen } = facts
  const drawn = screen.webgl ? said.webgl : said.canvas
  return [
    fact('version', said.version, facts.version),
    fact('screen', said.screen, said.screenOf(screen.w, screen.h, drawn)),
    fact('video', said.video, facts.video === null ? said.none : said[facts.video]),
    fact('service', said.service, facts.service),
    fact('middleware', said.middleware, facts.middleware || said.without),
    fact('profile', said.profile, facts.profile),
    fact('alarm', said.alarm, said.alarmOf(secondsOf(chosen.hold), String(chosen.countdown))),
    fact('clock', said.clock, facts.serverTime),
    fact('storage', said.storage, facts.lasting ? said.lasting : said.fleeting),
    { ...fact('engine', said.engine, engineName(facts.engine)), hint: facts.engine },
    heading('licences', words),
    fact('licence', said.licence, said.licenceText),
    ...licences.map(([name, licence]) => fact(`licence-${name}`, name, licence)),
  ]
}

/** The part of a user agent that tells the engine and its version. */
export function engineName(userAgent: string): string {
  for (const name of ['HbbTV', 'Chrome', 'Firefox', 'Version', 'AppleWebKit']) {
    const found = new RegExp(`(?:Headless)?${name}/[\\d.]+`).exec(userAgent)
    if (found) return found[0].replace('Version', 'WebKit')
  }
  return userAgent
}

/** `hold` in seconds as one says it: 2, 1.5. */
export const secondsOf = (ms: number): string => String(Math.round(ms / 100) / 10)

const fact = (key: string, title: string, value: string): Row => ({ key, kind: 'fact', title, value })

const heading = (key: keyof HouseholdWords['settings']['headings'], { settings }: HouseholdWords): Row => ({
  key: `heading-${key}`,
  kind: 'heading',
  title: settings.headings[key],
})
